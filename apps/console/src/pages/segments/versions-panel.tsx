import { Badge, Box, Button, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client';
import { toProblem } from '../../api/problem';
import { useCan } from '../../api/session';
import { Card } from '../../components/card';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { diffLines } from '../../rules/diff-lines';
import type { Json } from '../../rules/json';
import { writeRule } from '../../rules/rule-text';
import classes from './segments.module.css';

type Version = Schemas['SegmentVersionDto'];

/** The rules that a segment had, what each changed, and the way back to it. */
export function VersionsPanel({ segment }: { readonly segment: Schemas['SegmentDetailDto'] }) {
  const versions = api.useQuery('get', '/api/segments/{key}/versions', {
    params: { path: { key: segment.key } },
  });
  const canRestore = useCan('segments:write') && segment.origin === 'api';
  return (
    <Loaded query={versions}>
      {(data) => (
        <Stack gap="sm">
          {data.versions.map((version, index) => (
            <VersionCard
              key={version.version}
              segmentKey={segment.key}
              version={version}
              before={data.versions[index + 1]}
              isNewest={index === 0}
              canRestore={canRestore}
            />
          ))}
        </Stack>
      )}
    </Loaded>
  );
}

interface VersionCardProps {
  readonly segmentKey: string;
  readonly version: Version;
  readonly before: Version | undefined;
  readonly isNewest: boolean;
  readonly canRestore: boolean;
}

function VersionCard({ segmentKey, version, before, isNewest, canRestore }: VersionCardProps) {
  const [isOpen, setIsOpen] = useState(isNewest);
  const queries = useQueryClient();
  const restore = api.useMutation('post', '/api/segments/{key}/restore', {
    onSuccess: async () => {
      await queries.invalidateQueries();
      notifications.show({ message: `Version ${version.version} is saved as a new one.` });
    },
    onError: (error) => {
      notifications.show({ color: 'red', message: toProblem(error).detail });
    },
  });
  return (
    <Card p="sm">
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <Text fw={600}>Version {version.version}</Text>
          {isNewest && <Badge>now</Badge>}
          <Text fz="sm" c="dimmed">
            <Time at={version.savedAt} />, by {version.savedBy}
          </Text>
        </Group>
        <Group gap="xs">
          <Button variant="subtle" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {isOpen ? 'Hide' : before ? 'What it changed' : 'The rule'}
          </Button>
          {canRestore && !isNewest && (
            <Button
              variant="default"
              loading={restore.isPending}
              onClick={() =>
                restore.mutate({
                  params: { path: { key: segmentKey } },
                  body: { version: version.version },
                })
              }
            >
              Restore
            </Button>
          )}
        </Group>
      </Group>
      {isOpen && <Diff before={before?.rule} after={version.rule} />}
    </Card>
  );
}

function Diff({ before, after }: { readonly before?: unknown; readonly after: unknown }) {
  const text = (rule: unknown) => (rule ? writeRule(rule as Json, 'yaml') : '');
  return (
    <Box className={classes.diff} component="pre" tabIndex={0} aria-label="What changed">
      {diffLines(text(before), text(after)).map(({ kind, line }, index) => (
        <div key={index} data-kind={before === undefined ? 'same' : kind}>
          {before === undefined || kind === 'same' ? '  ' : kind === 'added' ? '+ ' : '− '}
          {line}
        </div>
      ))}
    </Box>
  );
}

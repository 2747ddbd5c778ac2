import { Alert, Badge, Box, Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { api, type Schemas } from '../../api/client';
import { TextLink } from '../../components/links';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { Evidence } from './evidence';
import classes from './profiles.module.css';

type Explained = Schemas['ExplanationDto'];
type Node = Schemas['ExplainedRuleDto'];

interface ExplanationProps {
  readonly profileId: string;
  readonly segmentKey: string;
}

/** Why a person is in a segment, or is not: the rule, part by part, with what was found. */
export function Explanation({ profileId, segmentKey }: ExplanationProps) {
  const explanation = api.useQuery('get', '/api/profiles/{id}/segments/{key}', {
    params: { path: { id: profileId, key: segmentKey } },
  });
  return (
    <Loaded query={explanation}>
      {(data) => (
        <Stack gap="md">
          <Verdict explained={data} />
          <Box component="ul" className={classes.tree}>
            <RuleNode node={data.explanation} />
          </Box>
        </Stack>
      )}
    </Loaded>
  );
}

function Verdict({ explained }: { readonly explained: Explained }) {
  const { isMember, segment, stored, changesAt, changesAtUnknown, now } = explained;
  return (
    <Stack gap={6}>
      <Group gap="xs">
        <Badge size="lg" variant="filled" color={isMember ? 'green.9' : 'gray.7'}>
          {isMember ? 'In' : 'Not in'}
        </Badge>
        <TextLink to="/segments/$key" params={{ key: segment.key }} fw={600}>
          {segment.name}
        </TextLink>
        <Text fz="sm" c="dimmed">
          version {segment.version}, as of <Time at={now} />
        </Text>
      </Group>
      {changesAt && (
        <Text fz="sm">
          If nothing arrives, that changes <Time at={changesAt} isRelative />:{' '}
          <Time at={changesAt} />.
        </Text>
      )}
      {changesAtUnknown && (
        <Text fz="sm" c="dimmed">
          It may change by itself, but not soon.
        </Text>
      )}
      {!stored.agrees && stored.note && (
        <Alert color="yellow" p="xs">
          <Text fz="sm">{stored.note}</Text>
        </Alert>
      )}
    </Stack>
  );
}

function RuleNode({ node }: { readonly node: Node }) {
  const { text, isTrue, evidence, changesAt, children } = node;
  const Sign = isTrue ? IconCheck : IconX;
  return (
    <li>
      <Group gap={8} wrap="nowrap" align="flex-start" className={classes.node}>
        <Sign
          size={16}
          className={isTrue ? classes.true : classes.false}
          aria-label={isTrue ? 'true' : 'false'}
        />
        <div style={{ minWidth: 0 }}>
          <Text fz="sm" fw={children.length > 0 ? 600 : 400}>
            {text}
          </Text>
          {evidence && <Evidence evidence={evidence} />}
          {changesAt && (
            <Text fz="xs" c="dimmed">
              can change <Time at={changesAt} isRelative />
            </Text>
          )}
        </div>
      </Group>
      {children.length > 0 && (
        <ul className={classes.tree}>
          {children.map((child, index) => (
            <RuleNode key={index} node={child} />
          ))}
        </ul>
      )}
    </li>
  );
}

import { Chip, Code, Group, Stack, Text, Timeline } from '@mantine/core';
import {
  IconArrowsJoin,
  IconBolt,
  IconDoorEnter,
  IconDoorExit,
  IconPencil,
  IconSend,
} from '@tabler/icons-react';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { TextLink } from '../../components/links';
import { MorePages } from '../../components/more-pages';
import { Empty, Loaded } from '../../components/states';
import { Time } from '../../components/time';

type Entry = Schemas['TimelineEntryDto'];
type Kind = Entry['kind'];

const LIMIT = 30;
const KINDS = [
  ['event', 'Events'],
  ['observation', 'Traits'],
  ['membership', 'Segments'],
  ['merge', 'Merges'],
  ['delivery', 'Deliveries'],
] as const;

/** What happened to a person, the newest first. */
export function TimelineCard({ profileId }: { readonly profileId: string }) {
  const [kinds, setKinds] = useState<string[]>([]);
  const timeline = api.useInfiniteQuery(
    'get',
    '/api/profiles/{id}/timeline',
    {
      params: {
        path: { id: profileId },
        query: { limit: LIMIT, ...(kinds.length > 0 ? { kinds: kinds.join() } : {}) },
      },
    },
    {
      pageParamName: 'after',
      initialPageParam: null,
      getNextPageParam: ({ next }: Schemas['TimelineDto']) => next ?? undefined,
    },
  );
  return (
    <Card title="Timeline">
      <Chip.Group multiple value={kinds} onChange={setKinds}>
        <Group gap={6} mb="md" role="group" aria-label="Only these">
          {KINDS.map(([kind, label]) => (
            <Chip key={kind} value={kind} size="xs">
              {label}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Loaded query={timeline}>
        {({ pages }) => {
          const entries = pages.flatMap((page) => page.entries);
          if (entries.length === 0) return <Empty title="Nothing of this kind" />;
          return (
            <>
              <Timeline bulletSize={22} lineWidth={1} color="gray">
                {entries.map((entry, index) => (
                  <Timeline.Item key={index} bullet={<Bullet entry={entry} />}>
                    <Said entry={entry} />
                    <Text fz="xs" c="dimmed">
                      <Time at={entry.at} />
                      {entry.connectionId && `, ${entry.connectionId}`}
                    </Text>
                  </Timeline.Item>
                ))}
              </Timeline>
              <MorePages query={timeline} shown={entries.length} />
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

const ICONS: Readonly<Record<Kind, typeof IconBolt>> = {
  event: IconBolt,
  observation: IconPencil,
  membership: IconDoorEnter,
  merge: IconArrowsJoin,
  delivery: IconSend,
};

function Bullet({ entry }: { readonly entry: Entry }) {
  const isExit = entry.kind === 'membership' && entry.joined === false;
  const Icon = isExit ? IconDoorExit : ICONS[entry.kind];
  return <Icon size={13} aria-hidden />;
}

function Said({ entry }: { readonly entry: Entry }) {
  switch (entry.kind) {
    case 'event':
      return (
        <Stack gap={2}>
          <Text fz="sm" fw={500}>
            {entry.name}
          </Text>
          <Values values={entry.properties} />
        </Stack>
      );
    case 'observation':
      return (
        <Stack gap={2}>
          <Text fz="sm">Traits were seen</Text>
          <Values values={entry.traits} />
        </Stack>
      );
    case 'membership':
      return (
        <Text fz="sm">
          {entry.joined ? 'Joined' : 'Left'}{' '}
          <TextLink to="/segments/$key" params={{ key: entry.segmentKey ?? '' }} underline="always">
            {entry.segmentName}
          </TextLink>{' '}
          <Text span c="dimmed" inherit>
            because of {CAUSES[entry.cause ?? 'data']}
          </Text>
        </Text>
      );
    case 'merge':
      return <Text fz="sm">Another profile turned out to be this person</Text>;
    case 'delivery':
      return (
        <Text fz="sm">
          {entry.syncId}: {entry.outcome}
          {entry.message && ` (${entry.message})`}
        </Text>
      );
  }
}

const CAUSES = {
  data: 'new data',
  time: 'time that passed',
  edit: 'an edit of the rule',
  merge: 'a merge',
} as const;

function Values({ values }: { readonly values: object | null | undefined }) {
  if (!values || Object.keys(values).length === 0) return null;
  return (
    <Code fz="xs" style={{ overflowWrap: 'anywhere', whiteSpace: 'normal' }}>
      {Object.entries(values)
        .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
        .join(', ')}
    </Code>
  );
}

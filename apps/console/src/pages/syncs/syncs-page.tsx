import { Badge, Group, Table, Text } from '@mantine/core';
import { api, type Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { TextLink } from '../../components/links';
import { OriginBadge } from '../../components/origin-badge';
import { Page } from '../../components/page';
import { RunStateBadge } from '../../components/run-state';
import { Empty, Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { formatNumber } from '../../format/numbers';

type Sync = Schemas['SyncDto'];

export function SyncsPage() {
  const syncs = api.useQuery('get', '/api/syncs');
  return (
    <Page title="Syncs" description="Each keeps one audience in one tool equal to one segment.">
      <Loaded query={syncs}>
        {(data) =>
          data.syncs.length === 0 ? (
            <Empty title="No sync yet">
              Declare one in segue.yaml, or make one over the API: a segment, a destination, and an
              audience there.
            </Empty>
          ) : (
            <Card p={0}>
              <SyncTable syncs={data.syncs} />
            </Card>
          )
        }
      </Loaded>
    </Page>
  );
}

function SyncTable({ syncs }: { readonly syncs: readonly Sync[] }) {
  return (
    <Table.ScrollContainer minWidth={820} type="native">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Sync</Table.Th>
            <Table.Th>Latest run</Table.Th>
            <Table.Th className="number">Members</Table.Th>
            <Table.Th className="number">Delivered</Table.Th>
            <Table.Th className="number">Failed</Table.Th>
            <Table.Th className="number">Skipped</Table.Th>
            <Table.Th>Schedule</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {syncs.map((sync) => (
            <Row key={sync.id} sync={sync} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Row({ sync }: { readonly sync: Sync }) {
  const { id, segmentKey, connectionId, latestRun, size, tally, scheduleText, isPaused } = sync;
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap={6}>
          <TextLink to="/syncs/$id" params={{ id }} fw={500}>
            {id}
          </TextLink>
          {isPaused && <Badge color="gray">paused</Badge>}
          <OriginBadge origin={sync.origin} location={sync.location} />
        </Group>
        <Text fz="xs" c="dimmed">
          {segmentKey} → {connectionId}
        </Text>
      </Table.Td>
      <Table.Td>
        {latestRun ? (
          <Group gap={6}>
            <RunStateBadge state={latestRun.state} />
            <Time at={latestRun.startedAt} isRelative />
          </Group>
        ) : (
          'never'
        )}
      </Table.Td>
      <Table.Td className="number">{formatNumber(size)}</Table.Td>
      <Table.Td className="number">{count(tally?.delivered)}</Table.Td>
      <Table.Td className="number">{count(tally?.failed)}</Table.Td>
      <Table.Td className="number">{count(tally?.skipped)}</Table.Td>
      <Table.Td>{scheduleText ?? 'when it is run'}</Table.Td>
    </Table.Tr>
  );
}

const count = (n: number | undefined): string => (n === undefined ? '–' : formatNumber(n));

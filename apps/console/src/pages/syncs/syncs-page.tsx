import { Group, Table, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { api, type Schemas } from '../../api/client';
import { useCan } from '../../api/session';
import { Card } from '../../components/card';
import { FindField, withParameter } from '../../components/find-field';
import { LinkButton, TextLink } from '../../components/links';
import { OriginBadge } from '../../components/origin-badge';
import { NextRun } from '../../components/next-run';
import { Page } from '../../components/page';
import { Empty, Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { formatNumber } from '../../format/numbers';
import { SyncState } from './sync-state';

type Sync = Schemas['SyncDto'];

const route = getRouteApi('/shell/syncs');

export function SyncsPage() {
  const canWrite = useCan('syncs:write');
  const { q = '', connection, segment } = route.useSearch();
  const syncs = api.useQuery('get', '/api/syncs');
  const create = canWrite && (
    <LinkButton to="/syncs/new" leftSection={<IconPlus size={15} />}>
      New sync
    </LinkButton>
  );
  const isShown = (sync: Sync) =>
    matches(sync, q) &&
    (connection === undefined || sync.connectionId === connection) &&
    (segment === undefined || sync.segmentKey === segment);
  return (
    <Page
      title="Syncs"
      description="Each keeps one audience in one destination equal to one segment."
      actions={create}
    >
      <Loaded query={syncs}>
        {(data) =>
          data.syncs.length === 0 ? (
            <Empty title="No sync yet" action={create}>
              A sync sends who joins a segment to a tool, and takes out who leaves it. It needs a
              segment and a destination.
            </Empty>
          ) : (
            <Card p={0}>
              <Find />
              <SyncTable syncs={data.syncs.filter(isShown)} />
            </Card>
          )
        }
      </Loaded>
    </Page>
  );
}

const matches = ({ id, segmentKey, connectionId }: Sync, q: string): boolean =>
  `${id} ${segmentKey} ${connectionId}`.toLowerCase().includes(q.trim().toLowerCase());

function Find() {
  const { q } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Group p="sm">
      <FindField
        label="Find a sync"
        value={q}
        onChange={(value) => void navigate({ search: withParameter('q', value), replace: true })}
      />
    </Group>
  );
}

function SyncTable({ syncs }: { readonly syncs: readonly Sync[] }) {
  if (syncs.length === 0) {
    return (
      <Empty title="No sync fits">
        <TextLink to="/syncs" search={{}}>
          Show all of them
        </TextLink>
      </Empty>
    );
  }
  return (
    <Table.ScrollContainer minWidth={860} type="native">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th className="number">Segment</Table.Th>
            <Table.Th className="number">Delivered</Table.Th>
            <Table.Th className="number">Failed</Table.Th>
            <Table.Th className="number">Skipped</Table.Th>
            <Table.Th>Last run</Table.Th>
            <Table.Th>Next</Table.Th>
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
  const { id, segmentKey, connectionId, origin, location, size, tally, latestRun, nextAt } = sync;
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap={6}>
          <TextLink to="/syncs/$id" params={{ id }} fw={500}>
            {id}
          </TextLink>
          <OriginBadge origin={origin} location={location} />
        </Group>
        <Text fz="xs" c="dimmed">
          {segmentKey} → {connectionId}
        </Text>
      </Table.Td>
      <Table.Td>
        <SyncState sync={sync} />
      </Table.Td>
      <Table.Td className="number">{formatNumber(size)}</Table.Td>
      <Table.Td className="number">{tally ? formatNumber(tally.delivered) : '–'}</Table.Td>
      <Table.Td className="number">
        {tally && tally.failed > 0 ? (
          <TextLink to="/syncs/$id" params={{ id }} search={{ tab: 'rows', rows: 'failed' }}>
            {formatNumber(tally.failed)}
          </TextLink>
        ) : (
          <span>{tally ? 0 : '–'}</span>
        )}
      </Table.Td>
      <Table.Td className="number">{tally ? formatNumber(tally.skipped) : '–'}</Table.Td>
      <Table.Td>
        <Time at={latestRun?.startedAt} isRelative />
      </Table.Td>
      <Table.Td>
        <NextRun at={nextAt} />
        {sync.scheduleText && (
          <Text fz="xs" c="dimmed">
            {sync.scheduleText}
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

import { Group, NativeSelect, Table, Text } from '@mantine/core';
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
import { ConnectionState, KINDS } from './connection-state';

type Connection = Schemas['ConnectionDto'];

const route = getRouteApi('/shell/connections');

export function ConnectionsPage() {
  const canWrite = useCan('connections:write');
  const { q = '', kind } = route.useSearch();
  const connections = api.useQuery('get', '/api/connections');
  const create = canWrite && (
    <LinkButton to="/connections/new" leftSection={<IconPlus size={15} />}>
      New connection
    </LinkButton>
  );
  return (
    <Page
      title="Connections"
      description="Where people and events come from, and where segments are sent."
      actions={create}
    >
      <Loaded query={connections}>
        {({ connections: all }) =>
          all.length === 0 ? (
            <Empty title="Nothing is connected yet" action={create}>
              Connect a source, so that Segue knows your people, and a destination to send segments
              to.
            </Empty>
          ) : (
            <Card p={0}>
              <Filters />
              <ConnectionTable
                connections={all.filter(
                  (connection) => matches(connection, q) && isOf(connection, kind),
                )}
              />
            </Card>
          )
        }
      </Loaded>
    </Page>
  );
}

const matches = ({ id, title }: Connection, q: string): boolean =>
  `${id} ${title}`.toLowerCase().includes(q.trim().toLowerCase());

const isOf = (connection: Connection, kind: string | undefined): boolean =>
  kind === undefined || connection.kind === kind || connection.kind === 'both';

function Filters() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (key: 'q' | 'kind', value: string) =>
    void navigate({ search: withParameter(key, value), replace: true });
  return (
    <Group gap="xs" p="sm">
      <FindField label="Find a connection" value={search.q} onChange={(value) => set('q', value)} />
      <NativeSelect
        aria-label="Kind"
        value={search.kind ?? ''}
        data={[
          { value: '', label: 'All kinds' },
          { value: 'source', label: 'Sources' },
          { value: 'destination', label: 'Destinations' },
        ]}
        onChange={({ currentTarget }) => set('kind', currentTarget.value)}
      />
    </Group>
  );
}

function ConnectionTable({ connections }: { readonly connections: readonly Connection[] }) {
  if (connections.length === 0) {
    return (
      <Empty title="No connection fits">
        <TextLink to="/connections" search={{}}>
          Show all of them
        </TextLink>
      </Empty>
    );
  }
  return (
    <Table.ScrollContainer minWidth={760} type="native">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Kind</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Last run</Table.Th>
            <Table.Th>Next</Table.Th>
            <Table.Th className="number">Rejected, 24 h</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {connections.map((connection) => (
            <Row key={connection.id} connection={connection} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Row({ connection }: { readonly connection: Connection }) {
  const { id, title, kind, origin, location, latestRun, nextAt, scheduleText, rejected } =
    connection;
  const isSource = kind !== 'destination';
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap={6}>
          <TextLink to="/connections/$id" params={{ id }} fw={500}>
            {id}
          </TextLink>
          <OriginBadge origin={origin} location={location} />
        </Group>
        <Text fz="xs" c="dimmed">
          {title}
        </Text>
      </Table.Td>
      <Table.Td>{KINDS[kind]}</Table.Td>
      <Table.Td>
        <ConnectionState connection={connection} />
      </Table.Td>
      <Table.Td>{isSource ? <Time at={latestRun?.startedAt} isRelative /> : '–'}</Table.Td>
      <Table.Td>
        <NextRun at={nextAt} />
        {scheduleText && (
          <Text fz="xs" c="dimmed">
            {scheduleText}
          </Text>
        )}
      </Table.Td>
      <Table.Td className="number">
        {rejected > 0 ? (
          <TextLink to="/connections/$id" params={{ id }} search={{ tab: 'rejected' }}>
            {formatNumber(rejected)}
          </TextLink>
        ) : (
          <span>{isSource ? 0 : '–'}</span>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

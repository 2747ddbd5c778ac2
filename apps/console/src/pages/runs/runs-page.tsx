import { Group, NativeSelect, Table, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, type Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { TextLink } from '../../components/links';
import { MorePages } from '../../components/more-pages';
import { Page } from '../../components/page';
import { RunStateBadge } from '../../components/run-state';
import { Empty, Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { formatDuration } from '../../format/times';
import { Counts } from './counts';

type Run = Schemas['RunDto'];

const LIMIT = 50;
/** While something runs, its numbers change. */
const LIVE_MS = 3_000;

const KINDS: readonly Run['kind'][] = ['pull', 'push', 'evaluate', 'sync'];
const STATES: readonly Run['state'][] = [
  'running',
  'succeeded',
  'partial',
  'failed',
  'blocked',
  'cancelled',
];

const route = getRouteApi('/shell/runs');

export function RunsPage() {
  const { kind, state, q } = route.useSearch();
  const runs = api.useInfiniteQuery(
    'get',
    '/api/runs',
    {
      params: {
        query: {
          limit: LIMIT,
          ...pick('kind', KINDS, kind),
          ...pick('state', STATES, state),
          ...(q === undefined ? {} : { q }),
        },
      },
    },
    {
      pageParamName: 'after',
      initialPageParam: null,
      placeholderData: keepPreviousData,
      getNextPageParam: ({ next }: Schemas['RunListDto']) => next ?? undefined,
      refetchInterval: LIVE_MS,
    },
  );
  return (
    <Page title="Runs" description="What was read, evaluated and sent, the newest first.">
      <Card p={0}>
        <Filters />
        <Loaded query={runs}>
          {({ pages }) => {
            const all = pages.flatMap((page) => page.runs);
            if (all.length === 0) return <Empty title="No run fits">Choose fewer filters.</Empty>;
            return (
              <>
                <RunTable runs={all} />
                <Group justify="center" pb="sm">
                  <MorePages query={runs} shown={all.length} />
                </Group>
              </>
            );
          }}
        </Loaded>
      </Card>
    </Page>
  );
}

function pick<K extends string, T extends string>(
  key: K,
  known: readonly T[],
  value: string | undefined,
): { readonly [key in K]?: T } {
  const found = known.find((one) => one === value);
  return (found === undefined ? {} : { [key]: found }) as { readonly [key in K]?: T };
}

function Filters() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (key: 'kind' | 'state' | 'q', value: string) =>
    void navigate({
      search: ({ [key]: _, ...rest }) => (value === '' ? rest : { ...rest, [key]: value }),
      replace: true,
    });
  return (
    <Group gap="xs" p="sm">
      <TextInput
        aria-label="Find a run"
        placeholder="Connection, sync or reason"
        leftSection={<IconSearch size={14} />}
        w={240}
        value={search.q ?? ''}
        onChange={({ currentTarget }) => set('q', currentTarget.value)}
      />
      <NativeSelect
        aria-label="Kind"
        value={search.kind ?? ''}
        data={[{ value: '', label: 'All kinds' }, ...KINDS]}
        onChange={({ currentTarget }) => set('kind', currentTarget.value)}
      />
      <NativeSelect
        aria-label="State"
        value={search.state ?? ''}
        data={[{ value: '', label: 'All states' }, ...STATES]}
        onChange={({ currentTarget }) => set('state', currentTarget.value)}
      />
    </Group>
  );
}

function RunTable({ runs }: { readonly runs: readonly Run[] }) {
  return (
    <Table.ScrollContainer minWidth={820} type="native">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>What</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Did</Table.Th>
            <Table.Th>Started</Table.Th>
            <Table.Th>Took</Table.Th>
            <Table.Th>By</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map(({ id, kind, target, state, counts, startedAt, finishedAt, trigger }) => (
            <Table.Tr key={id}>
              <Table.Td>
                <TextLink to="/runs/$id" params={{ id }} fw={500}>
                  {kind} {target}
                </TextLink>
              </Table.Td>
              <Table.Td>
                <RunStateBadge state={state} />
              </Table.Td>
              <Table.Td>
                <Counts counts={counts} />
              </Table.Td>
              <Table.Td>
                <Time at={startedAt} />
              </Table.Td>
              <Table.Td>
                {finishedAt ? formatDuration(Date.parse(finishedAt) - Date.parse(startedAt)) : '…'}
              </Table.Td>
              <Table.Td>{trigger}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

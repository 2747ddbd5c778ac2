import { Group, SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconRefresh } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { api, type Schemas } from '../../api/client';
import { toProblem } from '../../api/problem';
import { useCan } from '../../api/session';
import { useRefresh } from '../../api/use-refresh';
import { Card } from '../../components/card';
import { TextLink } from '../../components/links';
import { MorePages } from '../../components/more-pages';
import { RightButton } from '../../components/right-button';
import { Empty, Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { formatNumber, plural } from '../../format/numbers';
import { ROW_STATES, type RowState } from './syncs.routes';

type Sync = Schemas['SyncDetailDto'];
type SyncRow = Schemas['SyncRowPageDto']['rows'][number];

const LIMIT = 50;

const LABELS: Readonly<Record<RowState, string>> = {
  failed: 'Failed',
  skipped: 'Skipped',
  delivered: 'Delivered',
};

const NONE: Readonly<Record<RowState, string>> = {
  failed: 'Nobody failed',
  skipped: 'Nobody was skipped',
  delivered: 'Nobody was delivered yet',
};

const route = getRouteApi('/shell/syncs/$id');

/** The people of a sync, by what became of them. */
export function SyncRows({ sync }: { readonly sync: Sync }) {
  const { rows: state = 'failed' } = route.useSearch();
  const navigate = route.useNavigate();
  const canRead = useCan('personal:read');
  const { tally } = sync;
  return (
    <Card>
      <Group justify="space-between" mb="sm" gap="sm">
        <SegmentedControl
          aria-label="Who is shown"
          data={ROW_STATES.map((value) => ({
            value,
            label: tally ? `${LABELS[value]} ${formatNumber(tally[value])}` : LABELS[value],
          }))}
          value={state}
          onChange={(rows) => void navigate({ search: { tab: 'rows', rows }, replace: true })}
        />
        {state !== 'delivered' && <Retry sync={sync} state={state} />}
      </Group>
      {canRead ? (
        <Rows key={state} syncId={sync.id} state={state} />
      ) : (
        <Empty title="Who it is cannot be shown to you">
          Your role sees numbers, and no personal data. Ask an owner for another role.
        </Empty>
      )}
    </Card>
  );
}

interface RowsProps {
  readonly syncId: string;
  readonly state: RowState;
}

function Rows({ syncId, state }: RowsProps) {
  const rows = api.useInfiniteQuery(
    'get',
    '/api/syncs/{id}/rows',
    { params: { path: { id: syncId }, query: { state, limit: LIMIT } } },
    {
      pageParamName: 'after',
      initialPageParam: null,
      getNextPageParam: ({ next }: Schemas['SyncRowPageDto']) => next ?? undefined,
    },
  );
  return (
    <Loaded query={rows}>
      {({ pages }) => {
        const all = pages.flatMap((page) => page.rows);
        if (all.length === 0) return <Empty title={NONE[state]} />;
        return (
          <>
            <RowTable rows={all} state={state} />
            <MorePages query={rows} shown={all.length} />
          </>
        );
      }}
    </Loaded>
  );
}

const OPS: Readonly<Record<string, string>> = { join: 'Add', update: 'Change', leave: 'Remove' };

function RowTable({
  rows,
  state,
}: {
  readonly rows: readonly SyncRow[];
  readonly state: RowState;
}) {
  const isDelivered = state === 'delivered';
  return (
    <Table.ScrollContainer minWidth={640} type="native">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Person</Table.Th>
            {isDelivered ? <Table.Th>Fields</Table.Th> : <Table.Th>Reason</Table.Th>}
            {!isDelivered && <Table.Th>To do</Table.Th>}
            {!isDelivered && <Table.Th className="number">Attempts</Table.Th>}
            <Table.Th>{isDelivered ? 'Confirmed' : 'Run'}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.profileId}>
              <Table.Td>
                <TextLink to="/profiles/$id" params={{ id: row.profileId }}>
                  {row.address ?? row.profileId}
                </TextLink>
              </Table.Td>
              <Table.Td maw={420}>
                {isDelivered ? (
                  <Fields fields={row.fields} />
                ) : (
                  <>
                    {row.message ?? row.code}
                    <Text fz="xs" c="dimmed">
                      {row.code}
                    </Text>
                  </>
                )}
              </Table.Td>
              {!isDelivered && <Table.Td>{OPS[row.op ?? ''] ?? '–'}</Table.Td>}
              {!isDelivered && <Table.Td className="number">{formatNumber(row.attempts)}</Table.Td>}
              <Table.Td>
                {isDelivered ? (
                  <Time at={row.confirmedAt} isRelative />
                ) : (
                  <TextLink to="/runs/$id" params={{ id: row.runId }}>
                    Its run
                  </TextLink>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Fields({ fields }: { readonly fields: Readonly<Record<string, unknown>> }) {
  const entries = Object.entries(fields);
  if (entries.length === 0) return <Text c="dimmed">–</Text>;
  return (
    <Stack gap={0}>
      {entries.map(([name, value]) => (
        <Text key={name} fz="xs">
          {name}: {typeof value === 'string' ? value : JSON.stringify(value)}
        </Text>
      ))}
    </Stack>
  );
}

interface RetryProps {
  readonly sync: Sync;
  readonly state: 'failed' | 'skipped';
}

function Retry({ sync: { id, tally }, state }: RetryProps) {
  const refresh = useRefresh();
  const retry = api.useMutation('post', '/api/syncs/{id}/retry', {
    onSuccess: async ({ retried, accepted }) => {
      const when = accepted.length > 0 ? 'now' : 'on the next run';
      notifications.show({ message: `${plural(retried, 'person', 'people')} tried again ${when}` });
      await refresh('/api/syncs/{id}', '/api/syncs/{id}/rows', '/api/runs');
    },
    onError: (error) => {
      notifications.show({ color: 'red', title: 'Not tried', message: toProblem(error).detail });
    },
  });
  const isNone = tally !== null && tally[state] === 0;
  return (
    <RightButton
      right="syncs:write"
      reason={isNone ? 'There is nobody to try again.' : undefined}
      variant="default"
      leftSection={<IconRefresh size={15} />}
      loading={retry.isPending}
      onClick={() => retry.mutate({ params: { path: { id } }, body: { state } })}
    >
      Try them again
    </RightButton>
  );
}

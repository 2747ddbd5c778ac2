import { Alert, Button, Code, Group, Progress, Stack, Table, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, type Schemas } from '../../api/client';
import { toProblem } from '../../api/problem';
import { useCan } from '../../api/session';
import { Card } from '../../components/card';
import { TextLink } from '../../components/links';
import { MorePages } from '../../components/more-pages';
import { Page } from '../../components/page';
import { RunStateBadge } from '../../components/run-state';
import { Empty, Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { formatNumber } from '../../format/numbers';
import { formatDuration } from '../../format/times';
import { Counts } from './counts';

type Run = Schemas['RunDetailDto'];

const LIVE_MS = 1_500;
const LIMIT = 50;

const route = getRouteApi('/shell/runs/$id');

export function RunPage() {
  const { id } = route.useParams();
  const run = api.useQuery(
    'get',
    '/api/runs/{id}',
    { params: { path: { id } } },
    { refetchInterval: ({ state }) => (state.data?.state === 'running' ? LIVE_MS : false) },
  );
  return (
    <Page
      title={run.data ? `${run.data.kind} ${run.data.target}` : 'Run'}
      above={<TextLink to="/runs">Runs</TextLink>}
      beside={run.data && <RunStateBadge state={run.data.state} />}
      actions={run.data && <Actions run={run.data} />}
    >
      <Loaded query={run}>
        {(data) => (
          <Stack gap="md">
            <Summary run={data} />
            <Records runId={id} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function Summary({ run }: { readonly run: Run }) {
  const { startedAt, finishedAt, trigger, counts, error, notes, progress, state } = run;
  return (
    <Card>
      <Stack gap="sm">
        <Text fz="sm">
          Started <Time at={startedAt} /> by {trigger}
          {finishedAt && `, took ${formatDuration(Date.parse(finishedAt) - Date.parse(startedAt))}`}
        </Text>
        {progress && <RunProgress progress={progress} />}
        <Counts counts={counts} />
        {error && (
          <Alert color={state === 'blocked' ? 'orange' : 'red'} title={error.code}>
            <Text fz="sm">{error.message}</Text>
          </Alert>
        )}
        {notes.map(({ code, message }) => (
          <Text key={`${code} ${message}`} fz="sm" c="dimmed">
            {message}
          </Text>
        ))}
      </Stack>
    </Card>
  );
}

function RunProgress({ progress }: { readonly progress: NonNullable<Run['progress']> }) {
  const { done, total, perSecond, remainingMs } = progress;
  return (
    <div>
      <Progress value={total ? (100 * done) / total : 100} animated aria-label="How far it is" />
      <Text fz="xs" c="dimmed" mt={4}>
        {formatNumber(done)}
        {total !== null && ` of ${formatNumber(total)}`}, {formatNumber(perSecond)} a second
        {remainingMs !== null && `, ${formatDuration(remainingMs)} to go`}
      </Text>
    </div>
  );
}

function Actions({ run }: { readonly run: Run }) {
  const canStart = useCan('runs:start');
  const canApprove = useCan('runs:approve');
  const queries = useQueryClient();
  const answers = {
    onSuccess: () => queries.invalidateQueries(),
    onError: (error: unknown) =>
      notifications.show({ color: 'red', message: toProblem(error).detail }),
  };
  const cancel = api.useMutation('post', '/api/runs/{id}/cancel', answers);
  const start = api.useMutation('post', '/api/run', answers);
  if (run.state === 'running') {
    return (
      canStart && (
        <Button
          variant="default"
          disabled={run.cancelAskedAt !== null}
          loading={cancel.isPending}
          onClick={() => cancel.mutate({ params: { path: { id: run.id } } })}
        >
          {run.cancelAskedAt === null ? 'Cancel' : 'Ends at its next batch'}
        </Button>
      )
    );
  }
  const body = { ids: [run.target], full: false, approve: run.state === 'blocked' };
  if (run.state === 'blocked') {
    return (
      canApprove && (
        <Button loading={start.isPending} onClick={() => start.mutate({ body })}>
          Approve and send
        </Button>
      )
    );
  }
  return (
    canStart &&
    run.kind !== 'push' && (
      <Button variant="default" loading={start.isPending} onClick={() => start.mutate({ body })}>
        Run again
      </Button>
    )
  );
}

/** What it rejected, skipped or failed to send. */
function Records({ runId }: { readonly runId: string }) {
  const records = api.useInfiniteQuery(
    'get',
    '/api/runs/{id}/records',
    { params: { path: { id: runId }, query: { limit: LIMIT } } },
    {
      pageParamName: 'after',
      initialPageParam: '0',
      getNextPageParam: ({ next }: Schemas['RunRecordListDto']) => next ?? undefined,
    },
  );
  return (
    <Card title="Records with problems">
      <Loaded query={records}>
        {({ pages }) => {
          const all = pages.flatMap((page) => page.records);
          if (all.length === 0) return <Empty title="None: every record went through" />;
          return (
            <>
              <Table.ScrollContainer minWidth={620} type="native">
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>Outcome</Table.Th>
                      <Table.Th>Why</Table.Th>
                      <Table.Th>Record</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {all.map((record) => (
                      <RecordRow key={record.seq} record={record} />
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
              <MorePages query={records} shown={all.length} />
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

function RecordRow({ record }: { readonly record: Schemas['RunRecordDto'] }) {
  const { outcome, code, reason, position, profileId, raw } = record;
  return (
    <Table.Tr>
      <Table.Td>{outcome}</Table.Td>
      <Table.Td>
        <Text fz="sm">{reason}</Text>
        <Text fz="xs" c="dimmed">
          {code}
        </Text>
      </Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        <Group gap="xs">
          {position && <Text fz="xs">{position}</Text>}
          {profileId && (
            <TextLink to="/profiles/$id" params={{ id: profileId }}>
              the person
            </TextLink>
          )}
        </Group>
        {raw !== undefined && (
          <Code fz="xs" style={{ overflowWrap: 'anywhere' }}>
            {typeof raw === 'string' ? raw : JSON.stringify(raw)}
          </Code>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

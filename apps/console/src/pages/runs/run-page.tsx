import { Alert, Box, SimpleGrid, Stack, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { api, type Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { TextLink } from '../../components/links';
import { Page } from '../../components/page';
import { Stat } from '../../components/stat';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { Warning } from '../../components/warning';
import { useNow } from '../../components/use-now';
import { formatNumber } from '../../format/numbers';
import { formatDuration } from '../../format/times';
import { RunRecords } from '../../runs/run-records';
import { StartRun } from '../../runs/start-run';
import { RunState } from '../../runs/run-state';
import { countsOf, lengthOf, RUN_KINDS, RUN_TRIGGERS } from '../../runs/run-words';
import { TargetLink } from '../../runs/target-link';
import { CancelRun } from './cancel-run';
import { RunProgress } from './run-progress';

type Run = Schemas['RunDetailDto'];

const WHILE_RUNNING_MS = 1_000;

const route = getRouteApi('/shell/runs/$id');

export function RunPage() {
  const { id } = route.useParams();
  const run = api.useQuery(
    'get',
    '/api/runs/{id}',
    { params: { path: { id } } },
    {
      refetchInterval: ({ state }) => (state.data?.state === 'running' ? WHILE_RUNNING_MS : false),
    },
  );
  const title = run.data ? `${RUN_KINDS[run.data.kind]}: ${run.data.target}` : 'Run';
  return (
    <Page
      title={title}
      above={<TextLink to="/runs">Runs</TextLink>}
      beside={run.data && <RunState state={run.data.state} />}
      actions={run.data && <Actions run={run.data} />}
    >
      <Loaded query={run}>{(data) => <Run run={data} />}</Loaded>
    </Page>
  );
}

function Actions({ run }: { readonly run: Run }) {
  if (run.state === 'running') return <CancelRun run={run} />;
  return run.kind === 'push' ? null : (
    <StartRun id={run.target} label="Run again" isPaused={false} isRunning={false} />
  );
}

function Run({ run }: { readonly run: Run }) {
  const { id, startedAt, state, error, notes, progress, counts } = run;
  const now = useNow(state === 'running');
  const tellsRecords = ['rejected', 'skipped', 'failed'].some((key) => (counts[key] ?? 0) > 0);
  return (
    <Stack gap="md">
      {error && (
        <Box>{state === 'blocked' ? <Blocked run={run} /> : <Failure error={error} />}</Box>
      )}
      {progress && <RunProgress progress={progress} />}
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
        <Stat label="Of" value={<TargetLink {...run} />} note={RUN_TRIGGERS[run.trigger]} />
        <Stat label="Started" value={<Time at={startedAt} />} />
        <Stat
          label={state === 'running' ? 'Running for' : 'Took'}
          value={formatDuration(lengthOf(run, now))}
        />
        {run.cancelAskedAt && <Stat label="Cancelled by" value={run.cancelAskedBy ?? 'somebody'} />}
        {countsOf(run).map(([word, count]) => (
          <Stat key={word} label={capital(word)} value={formatNumber(count)} />
        ))}
      </SimpleGrid>
      {notes.map(({ code, message }) => (
        <Alert key={`${code} ${message}`} color="gray">
          {message}
        </Alert>
      ))}
      {tellsRecords && (
        <Card title="Not taken, or not sent">
          {/* Of a run that goes on there may be more each time. */}
          <RunRecords key={state} runId={id} />
        </Card>
      )}
    </Stack>
  );
}

function Blocked({ run }: { readonly run: Run }) {
  return (
    <Warning title="A guard stopped it before anything was sent">
      <Text fz="sm">
        {run.error?.message}. See the plan of{' '}
        <TextLink to="/syncs/$id" params={{ id: run.target }} underline="always">
          {run.target}
        </TextLink>
        , and approve it there.
      </Text>
    </Warning>
  );
}

function Failure({ error: { code, message } }: { readonly error: NonNullable<Run['error']> }) {
  return (
    <Alert color="red" title={message}>
      <Text fz="sm">{code}</Text>
    </Alert>
  );
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

import { Alert, Badge, Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { api, type Schemas } from '../../api/client';
import { toProblem } from '../../api/problem';
import { useCan } from '../../api/session';
import { Card } from '../../components/card';
import { TextLink } from '../../components/links';
import { OriginBadge } from '../../components/origin-badge';
import { Page } from '../../components/page';
import { RunNow } from '../../components/run-now';
import { RunStateBadge } from '../../components/run-state';
import { Empty, Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { plural } from '../../format/numbers';

type Connection = Schemas['ConnectionDto'];

const KINDS = { source: 'source', destination: 'destination', both: 'source and destination' };

export function ConnectionsPage() {
  const connections = api.useQuery('get', '/api/connections');
  return (
    <Page
      title="Connections"
      description="The tools that people are read from, and that segments are sent to."
    >
      <Loaded query={connections}>
        {(data) =>
          data.connections.length === 0 ? (
            <Empty title="No connection yet">
              Declare one in segue.yaml, or make one over the API: a CRM, the events of your site, a
              file; and a tool that is to receive segments.
            </Empty>
          ) : (
            <SimpleGrid cols={{ base: 1, md: 2 }}>
              {data.connections.map((connection) => (
                <ConnectionCard key={connection.id} connection={connection} />
              ))}
            </SimpleGrid>
          )
        }
      </Loaded>
    </Page>
  );
}

function ConnectionCard({ connection }: { readonly connection: Connection }) {
  const { id, title, kind, streams, problems, isPaused, origin, location } = connection;
  return (
    <Card
      title={id}
      actions={
        <>
          {isPaused && <Badge color="gray">paused</Badge>}
          <OriginBadge origin={origin} location={location} />
        </>
      }
    >
      <Stack gap="xs">
        <Text fz="sm">
          {title}, {KINDS[kind]}
          {streams.length > 0 && (
            <Text span c="dimmed" inherit>
              {' '}
              of {streams.map((stream) => stream.title).join(', ')}
            </Text>
          )}
        </Text>
        <Facts connection={connection} />
        {problems.map(({ pointer, message }) => (
          <Alert key={`${pointer} ${message}`} color="red" p="xs">
            <Text fz="sm">
              {pointer} {message}
            </Text>
          </Alert>
        ))}
        <Actions connection={connection} />
      </Stack>
    </Card>
  );
}

function Facts({ connection }: { readonly connection: Connection }) {
  const { latestRun, nextAt, scheduleText, rejected, isPush, checkpointAt } = connection;
  return (
    <Stack gap={4}>
      {latestRun && (
        <Group gap={6}>
          <RunStateBadge state={latestRun.state} />
          <TextLink to="/runs/$id" params={{ id: latestRun.id }} fz="sm">
            <Time at={latestRun.startedAt} isRelative />
          </TextLink>
        </Group>
      )}
      {isPush && <Text fz="sm">Receives what is sent to it, at any time.</Text>}
      {scheduleText && (
        <Text fz="sm">
          Runs {scheduleText}
          {nextAt && (
            <>
              , next <Time at={nextAt} isRelative />
            </>
          )}
        </Text>
      )}
      {checkpointAt && (
        <Text fz="xs" c="dimmed">
          Read up to what there was <Time at={checkpointAt} isRelative />
        </Text>
      )}
      {rejected > 0 && (
        <Text fz="sm" c="var(--mantine-color-error)">
          {plural(rejected, 'record')} rejected in the last 24 hours
        </Text>
      )}
    </Stack>
  );
}

function Actions({
  connection: { id, isPaused, isReadable },
}: {
  readonly connection: Connection;
}) {
  const canWrite = useCan('connections:write');
  const queries = useQueryClient();
  const onError = (error: unknown) =>
    notifications.show({ color: 'red', message: toProblem(error).detail });
  const onSuccess = () => queries.invalidateQueries();
  const params = { path: { id } };
  const pause = api.useMutation('post', '/api/connections/{id}/pause', { onSuccess, onError });
  const resume = api.useMutation('post', '/api/connections/{id}/resume', { onSuccess, onError });
  const check = api.useMutation('post', '/api/connections/{id}/check', {
    onSuccess: () => notifications.show({ color: 'green', message: `${id} can be reached.` }),
    onError,
  });
  return (
    <Group gap="xs" mt={4}>
      {isReadable && <RunNow id={id} />}
      {canWrite && (
        <>
          <Button
            variant="default"
            aria-label={`Check ${id}`}
            loading={check.isPending}
            onClick={() => check.mutate({ params })}
          >
            Check
          </Button>
          <Button
            variant="subtle"
            color="gray"
            aria-label={`${isPaused ? 'Resume' : 'Pause'} ${id}`}
            onClick={() => (isPaused ? resume : pause).mutate({ params })}
          >
            {isPaused ? 'Resume' : 'Pause'}
          </Button>
        </>
      )}
    </Group>
  );
}

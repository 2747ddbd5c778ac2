import { Badge, Grid, Group, Stack, Text } from '@mantine/core';
import { api, type Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { Facts } from '../../components/facts';
import { TextLink } from '../../components/links';
import { Empty, Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { formatNumber } from '../../format/numbers';
import { RunTable } from '../../runs/run-table';
import { useRuns } from '../../runs/use-runs';
import { Times } from '../../schedules/schedule-preview';

type Connection = Schemas['ConnectionDetailDto'];

const RUNS = 10;

export function ConnectionOverview({ connection }: { readonly connection: Connection }) {
  const isSource = connection.kind !== 'destination';
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 4 }}>
        <Stack gap="md">
          <About connection={connection} />
          {connection.kind !== 'source' && <SyncsTo connection={connection} />}
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 8 }}>
        {isSource ? <LatestRuns id={connection.id} /> : <RunsOfSyncs />}
      </Grid.Col>
    </Grid>
  );
}

function About({ connection }: { readonly connection: Connection }) {
  const { kind, isPush, isReadable, streams, checkpointAt, rejected, nextTimes } = connection;
  const isSource = kind !== 'destination';
  return (
    <Card title="About">
      <Facts
        facts={[
          ['Plugin', `${connection.title} (${connection.plugin})`],
          ...(isReadable
            ? ([
                ['Schedule', connection.scheduleText ?? 'by hand'],
                ['Read up to', <Time key="at" at={checkpointAt} isRelative never="not yet" />],
              ] as const)
            : []),
          ...(isPush ? ([['Receives', 'what is sent to the hub']] as const) : []),
          ...(streams.length > 0
            ? ([
                [
                  'Streams',
                  <Group key="streams" gap={4}>
                    {streams.map(({ key, title }) => (
                      <Badge key={key} color="gray">
                        {title}
                      </Badge>
                    ))}
                  </Group>,
                ],
              ] as const)
            : []),
          ...(isSource ? ([['Rejected, 24 h', formatNumber(rejected)]] as const) : []),
          ...(kind === 'source' ? [] : ([['May be used by', rolesText(connection)]] as const)),
          ...(connection.changedAt
            ? ([
                [
                  'Changed',
                  <span key="changed">
                    <Time at={connection.changedAt} isRelative /> by {connection.changedBy}
                  </span>,
                ],
              ] as const)
            : []),
        ]}
      />
      {nextTimes.length > 0 && (
        <Text fz="xs" c="dimmed" mt="sm" component="div">
          Next <Times times={nextTimes} />
        </Text>
      )}
    </Card>
  );
}

const rolesText = ({ syncRoles }: Connection): string =>
  syncRoles === null ? 'all who make syncs' : ['owner', ...syncRoles].join(', ');

function LatestRuns({ id }: { readonly id: string }) {
  const runs = useRuns({ target: id, limit: RUNS });
  return (
    <Card
      title="Latest runs"
      actions={
        <TextLink to="/runs" search={{ target: id }} fz="sm">
          All of them
        </TextLink>
      }
    >
      <Loaded query={runs}>
        {({ pages: [first] }) =>
          first === undefined || first.runs.length === 0 ? (
            <Empty title="It has not run yet">
              It runs on its schedule, or now, with the button above. What is sent to the hub is
              counted hour by hour.
            </Empty>
          ) : (
            <RunTable runs={first.runs} isOfOne />
          )
        }
      </Loaded>
    </Card>
  );
}

function RunsOfSyncs() {
  return (
    <Card>
      <Empty title="A destination does not run by itself">
        Syncs send segments to it. Each sync has its own runs.
      </Empty>
    </Card>
  );
}

function SyncsTo({ connection: { id } }: { readonly connection: Connection }) {
  const syncs = api.useQuery('get', '/api/syncs');
  return (
    <Card title="Syncs to it">
      <Loaded query={syncs}>
        {(data) => {
          const own = data.syncs.filter(({ connectionId }) => connectionId === id);
          if (own.length === 0) {
            return (
              <Text fz="sm" c="dimmed">
                None yet.{' '}
                <TextLink to="/syncs/new" search={{ connection: id }} underline="always">
                  Make one
                </TextLink>
              </Text>
            );
          }
          return (
            <Stack gap={4}>
              {own.map((sync) => (
                <TextLink key={sync.id} to="/syncs/$id" params={{ id: sync.id }} fz="sm">
                  {sync.id}
                </TextLink>
              ))}
            </Stack>
          );
        }}
      </Loaded>
    </Card>
  );
}

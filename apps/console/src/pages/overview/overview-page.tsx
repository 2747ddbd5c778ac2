import { Box, Group, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconArrowRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { api, type Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { TextLink } from '../../components/links';
import { Page } from '../../components/page';
import { RunState } from '../../runs/run-state';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { formatNumber } from '../../format/numbers';
import { attentionOf, type Attention } from './attention';
import classes from './overview.module.css';

type Status = Schemas['StatusDto'];

const RECENT = 8;

/** The flow at a glance: what comes in, whom it makes, where it goes, and what needs a hand. */
export function OverviewPage() {
  const status = api.useQuery('get', '/api/status');
  return (
    <Page title="Overview">
      <Loaded query={status}>
        {(data) => (
          <Stack gap="md">
            <FirstSteps status={data} />
            <AttentionCard items={attentionOf(data)} />
            <Flow status={data} />
            <RecentRuns />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

/** Until everything is there once: what comes next. */
function FirstSteps({ status: { connections, segments, syncs } }: { readonly status: Status }) {
  const steps = [
    { isDone: connections.length > 0, text: 'Connect a tool that knows your people' },
    { isDone: segments.length > 0, text: 'Define a segment of them' },
    { isDone: syncs.length > 0, text: 'Sync it to a tool that is to know it' },
  ];
  if (steps.every(({ isDone }) => isDone)) return null;
  return (
    <Card title="Three steps to begin">
      <Stack gap={4} component="ol" style={{ margin: 0, paddingLeft: 20 }}>
        {steps.map(({ isDone, text }) => (
          <Text key={text} component="li" fz="sm" td={isDone ? 'line-through' : undefined}>
            {text}
            {isDone && ' (done)'}
          </Text>
        ))}
      </Stack>
      <Text fz="sm" c="dimmed" mt="sm">
        To look around with made-up people first, run <code>npm run demo -- --keep</code>.
      </Text>
    </Card>
  );
}

function AttentionCard({ items }: { readonly items: readonly Attention[] }) {
  if (items.length === 0) {
    return (
      <Card p="sm">
        <Text fz="sm">Everything works: nothing needs a hand.</Text>
      </Card>
    );
  }
  return (
    <Card title="Needs a hand">
      <Stack gap="xs">
        {items.map(({ target, message, runId }) => (
          <Group key={`${target} ${message}`} gap="xs" wrap="nowrap" align="flex-start">
            <IconAlertTriangle size={16} className={classes.warning} aria-hidden />
            <Text fz="sm">
              <b>{target}</b>: {message}{' '}
              {runId && (
                <TextLink to="/runs/$id" params={{ id: runId }} underline="always">
                  Look at the run
                </TextLink>
              )}
            </Text>
          </Group>
        ))}
      </Stack>
    </Card>
  );
}

function Flow({ status: { connections, segments, syncs } }: { readonly status: Status }) {
  const sources = connections.filter(({ kind }) => kind !== 'destination');
  return (
    <SimpleGrid cols={{ base: 1, md: 3 }} spacing="lg">
      <Column title="Sources" to="/connections">
        {sources.map(({ id, title, latestRun }) => (
          <Line key={id} name={id} note={title} latestRun={latestRun} />
        ))}
      </Column>
      <Column title="Segments" to="/segments">
        {segments.map(({ key, name, size, error }) => (
          <Group key={key} justify="space-between" gap="xs" wrap="nowrap">
            <TextLink to="/segments/$key" params={{ key }} fz="sm" truncate>
              {name}
            </TextLink>
            <Text fz="sm" className="number">
              {error ? 'error' : formatNumber(size)}
            </Text>
          </Group>
        ))}
      </Column>
      <Column title="Syncs" to="/syncs" isLast>
        {syncs.map(({ id, connectionId, latestRun }) => (
          <Line key={id} name={id} note={connectionId} latestRun={latestRun} />
        ))}
      </Column>
    </SimpleGrid>
  );
}

interface ColumnProps {
  readonly title: string;
  readonly to: '/connections' | '/segments' | '/syncs';
  readonly isLast?: boolean;
  readonly children: readonly ReactNode[];
}

const MOST_LINES = 8;

function Column({ title, to, isLast = false, children }: ColumnProps) {
  return (
    <Box className={classes.column}>
      <Card>
        <Group justify="space-between" mb="xs">
          <Title order={2}>{title}</Title>
          <TextLink to={to} fz="sm">
            all {formatNumber(children.length)}
          </TextLink>
        </Group>
        <Stack gap={6}>{children.slice(0, MOST_LINES)}</Stack>
      </Card>
      {!isLast && <IconArrowRight className={classes.arrow} size={18} aria-hidden />}
    </Box>
  );
}

interface LineProps {
  readonly name: string;
  readonly note: string;
  readonly latestRun: Schemas['RunDto'] | null;
}

function Line({ name, note, latestRun }: LineProps) {
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap">
      <Box style={{ minWidth: 0 }}>
        <Text fz="sm" truncate>
          {name}
        </Text>
        <Text fz="xs" c="dimmed" truncate>
          {note}
        </Text>
      </Box>
      {latestRun ? (
        <RunState state={latestRun.state} />
      ) : (
        <Text fz="xs" c="dimmed">
          not yet
        </Text>
      )}
    </Group>
  );
}

function RecentRuns() {
  const runs = api.useQuery('get', '/api/runs', { params: { query: { limit: RECENT } } });
  return (
    <Card title="Latest runs">
      <Loaded query={runs}>
        {(data) => (
          <Table.ScrollContainer minWidth={420} type="native">
            <Table>
              <Table.Tbody>
                {data.runs.map(({ id, kind, target, state, startedAt }) => (
                  <Table.Tr key={id}>
                    <Table.Td>
                      <TextLink to="/runs/$id" params={{ id }}>
                        {kind} {target}
                      </TextLink>
                    </Table.Td>
                    <Table.Td>
                      <RunState state={state} />
                    </Table.Td>
                    <Table.Td>
                      <Time at={startedAt} isRelative />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Loaded>
    </Card>
  );
}

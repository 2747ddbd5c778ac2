import { Alert, Button, Group, List, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, type Schemas } from '../../api/client';
import { toProblem } from '../../api/problem';
import { useCan } from '../../api/session';
import { Card } from '../../components/card';
import { TextLink } from '../../components/links';
import { OriginBadge } from '../../components/origin-badge';
import { Page } from '../../components/page';
import { RunNow } from '../../components/run-now';
import { RunStateBadge } from '../../components/run-state';
import { Stat } from '../../components/stat';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { formatNumber } from '../../format/numbers';
import { wordsOf } from '../../format/words';

type Sync = Schemas['SyncDto'];

const route = getRouteApi('/shell/syncs/$id');

export function SyncPage() {
  const { id } = route.useParams();
  const sync = api.useQuery('get', '/api/syncs/{id}', { params: { path: { id } } });
  return (
    <Page
      title={id}
      above={<TextLink to="/syncs">Syncs</TextLink>}
      beside={sync.data && <OriginBadge origin={sync.data.origin} location={sync.data.location} />}
      actions={sync.data && <Actions sync={sync.data} />}
    >
      <Loaded query={sync}>
        {(data) => (
          <Stack gap="md">
            {data.blockedBy && <Blocked sync={data} />}
            <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
              <Stat label="Members" value={formatNumber(data.size)} />
              <Stat label="Delivered" value={formatNumber(data.tally?.delivered ?? 0)} />
              <Stat label="Failed" value={formatNumber(data.tally?.failed ?? 0)} />
              <Stat label="Skipped" value={formatNumber(data.tally?.skipped ?? 0)} />
            </SimpleGrid>
            <SimpleGrid cols={{ base: 1, md: 2 }}>
              <Definition sync={data} />
              <Plan id={id} />
            </SimpleGrid>
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function Blocked({ sync: { id, blockedBy } }: { readonly sync: Sync }) {
  const canApprove = useCan('runs:approve');
  const queries = useQueryClient();
  const approve = api.useMutation('post', '/api/run', {
    onSuccess: () => queries.invalidateQueries(),
    onError: (error) => notifications.show({ color: 'red', message: toProblem(error).detail }),
  });
  return (
    <Alert color="orange" title="A guard stopped the latest run">
      <Text fz="sm">{blockedBy?.message}</Text>
      <Text fz="sm">Look at the plan below. Nothing is sent until somebody approves it.</Text>
      {canApprove && (
        <Button
          mt="xs"
          loading={approve.isPending}
          onClick={() => approve.mutate({ body: { ids: [id], full: false, approve: true } })}
        >
          Approve and send
        </Button>
      )}
    </Alert>
  );
}

function Definition({ sync }: { readonly sync: Sync }) {
  const { segmentKey, connectionId, plugin, audience, fields, guards, scheduleText } = sync;
  const { nextTimes, latestRun } = sync;
  const rows: readonly (readonly [string, ReactNode])[] = [
    [
      'Segment',
      <TextLink key="segment" to="/segments/$key" params={{ key: segmentKey }}>
        {segmentKey}
      </TextLink>,
    ],
    ['Destination', `${connectionId} (${plugin})`],
    [
      'Audience',
      Object.entries(audience)
        .map(([key, value]) => `${key}: ${text(value)}`)
        .join(', '),
    ],
    [
      'Fields',
      Object.entries(fields)
        .map(([key, trait]) => `${key} = ${trait}`)
        .join(', ') || '–',
    ],
    [
      'Guards',
      Object.entries(guards)
        .map(([key, n]) => `${wordsOf(key)} ${n}`)
        .join(', ') || '–',
    ],
    ['Schedule', scheduleText ?? 'when it is run'],
    [
      'Latest run',
      latestRun ? (
        <Group key="run" gap={6}>
          <RunStateBadge state={latestRun.state} />
          <TextLink to="/runs/$id" params={{ id: latestRun.id }}>
            <Time at={latestRun.startedAt} />
          </TextLink>
        </Group>
      ) : (
        'never'
      ),
    ],
  ];
  return (
    <Card title="What it does">
      <Table layout="fixed">
        <Table.Tbody>
          {rows.map(([label, value]) => (
            <Table.Tr key={label}>
              <Table.Td w={110} c="dimmed">
                {label}
              </Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {nextTimes.length > 0 && (
        <>
          <Text fz="xs" c="dimmed" mt="sm">
            Next
          </Text>
          <List fz="sm">
            {nextTimes.map((at) => (
              <List.Item key={at}>
                <Time at={at} />
              </List.Item>
            ))}
          </List>
        </>
      )}
    </Card>
  );
}

const text = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** What a run would do now. */
function Plan({ id }: { readonly id: string }) {
  const canExport = useCan('personal:export');
  const plan = api.useQuery('get', '/api/syncs/{id}/plan', { params: { path: { id } } });
  return (
    <Card
      title="Plan"
      actions={
        canExport && (
          <Button
            component="a"
            href={`/api/syncs/${encodeURIComponent(id)}/plan/rows?format=csv`}
            download
            variant="default"
            leftSection={<IconDownload size={15} />}
          >
            Row by row (CSV)
          </Button>
        )
      }
    >
      <Text fz="sm" c="dimmed" mb="xs">
        What a run would change now. Nothing is sent.
      </Text>
      <Loaded query={plan}>
        {(data) => (
          <Table>
            <Table.Tbody>
              {Object.entries(data)
                .filter((entry): entry is [string, number] => typeof entry[1] === 'number')
                .map(([name, count]) => (
                  <Table.Tr key={name}>
                    <Table.Td>{wordsOf(name)}</Table.Td>
                    <Table.Td className="number">{formatNumber(count)}</Table.Td>
                  </Table.Tr>
                ))}
            </Table.Tbody>
          </Table>
        )}
      </Loaded>
    </Card>
  );
}

function Actions({ sync: { id, isPaused } }: { readonly sync: Sync }) {
  const canWrite = useCan('syncs:write');
  const queries = useQueryClient();
  const answers = {
    onSuccess: () => queries.invalidateQueries(),
    onError: (error: unknown) =>
      notifications.show({ color: 'red', message: toProblem(error).detail }),
  };
  const params = { path: { id } };
  const pause = api.useMutation('post', '/api/syncs/{id}/pause', answers);
  const resume = api.useMutation('post', '/api/syncs/{id}/resume', answers);
  return (
    <>
      <RunNow id={id} />
      {canWrite && (
        <Button variant="default" onClick={() => (isPaused ? resume : pause).mutate({ params })}>
          {isPaused ? 'Resume' : 'Pause'}
        </Button>
      )}
    </>
  );
}

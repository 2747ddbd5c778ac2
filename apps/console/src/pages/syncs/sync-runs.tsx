import { SegmentedControl, Stack, Table } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { api, type Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { TextLink } from '../../components/links';
import { Empty, Loaded, Loading } from '../../components/states';
import { formatNumber } from '../../format/numbers';
import { RunTable } from '../../runs/run-table';
import { useRuns } from '../../runs/use-runs';

const SyncChart = lazy(() => import('./sync-chart'));

const RANGES = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
];
const RUNS = 10;

/** What the runs of a sync did, day by day and one by one. */
export function SyncRuns({ syncId }: { readonly syncId: string }) {
  const [days, setDays] = useState('30');
  const series = api.useQuery('get', '/api/syncs/{id}/runs', {
    params: { path: { id: syncId }, query: { days: Number(days) } },
  });
  return (
    <Stack gap="md">
      <Card
        title="Delivered, failed, skipped"
        actions={
          <SegmentedControl aria-label="How long" data={RANGES} value={days} onChange={setDays} />
        }
      >
        <Loaded query={series}>{(data) => <Days days={data.days} />}</Loaded>
      </Card>
      <LatestRuns syncId={syncId} />
    </Stack>
  );
}

function Days({ days }: { readonly days: Schemas['RunDaysDto']['days'] }) {
  if (days.every(({ runs }) => runs === 0)) return <Empty title="It has not run in this time" />;
  if (days.every(({ delivered, failed, skipped }) => delivered + failed + skipped === 0)) {
    return <Empty title="Its runs sent nothing in this time">See below how they ended.</Empty>;
  }
  return (
    <Stack gap="sm">
      <Suspense fallback={<Loading />}>
        <SyncChart days={days} />
      </Suspense>
      <details>
        <summary>As a table</summary>
        <Table.ScrollContainer minWidth={420} mah={320} type="native">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Day</Table.Th>
                {['Runs', 'Delivered', 'Failed', 'Skipped', 'Joined', 'Left'].map((name) => (
                  <Table.Th key={name} className="number">
                    {name}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {[...days].reverse().map((day) => (
                <Table.Tr key={day.day}>
                  <Table.Td>{day.day}</Table.Td>
                  {[day.runs, day.delivered, day.failed, day.skipped, day.joined, day.left].map(
                    (count, index) => (
                      <Table.Td key={index} className="number">
                        {formatNumber(count)}
                      </Table.Td>
                    ),
                  )}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </details>
    </Stack>
  );
}

function LatestRuns({ syncId }: { readonly syncId: string }) {
  const runs = useRuns({ target: syncId, limit: RUNS });
  return (
    <Card
      title="Latest runs"
      actions={
        <TextLink to="/runs" search={{ target: syncId }} fz="sm">
          All of them
        </TextLink>
      }
    >
      <Loaded query={runs}>
        {({ pages: [first] }) =>
          first === undefined || first.runs.length === 0 ? (
            <Empty title="It has not run yet">
              It runs on its schedule, or now, with the button above.
            </Empty>
          ) : (
            <RunTable runs={first.runs} isOfOne />
          )
        }
      </Loaded>
    </Card>
  );
}

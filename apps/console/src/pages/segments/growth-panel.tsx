import { SegmentedControl, Stack, Table, Text } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { api } from '../../api/client';
import { Card } from '../../components/card';
import { Empty, Loaded, Loading } from '../../components/states';
import { useSession } from '../../api/session';
import { formatChange, formatNumber } from '../../format/numbers';

const GrowthChart = lazy(() => import('./growth-chart'));

const RANGES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
];
const DAY_MS = 86_400_000;

/** How a segment grew: its size, who came and who went, and when the rule was edited. */
export function GrowthPanel({ segmentKey }: { readonly segmentKey: string }) {
  const [days, setDays] = useState('30');
  const { timezone } = useSession().workspace;
  const [now] = useState(() => Date.now());
  const from = dayIn(now - Number(days) * DAY_MS, timezone);
  const history = api.useQuery('get', '/api/segments/{key}/history', {
    params: { path: { key: segmentKey }, query: { from } },
  });
  return (
    <Card
      title="Members over time"
      actions={
        <SegmentedControl aria-label="How long" data={RANGES} value={days} onChange={setDays} />
      }
    >
      <Loaded query={history}>
        {(data) =>
          data.days.length === 0 ? (
            <Empty title="No history yet">It begins with the first evaluation.</Empty>
          ) : (
            <Stack gap="sm">
              <Suspense fallback={<Loading />}>
                <GrowthChart days={data.days} />
              </Suspense>
              <Text fz="xs" c="dimmed">
                Days of {data.timezone}. Lines across mark saves of the rule.
              </Text>
              <details>
                <summary>As a table</summary>
                <DayTable days={data.days} />
              </details>
            </Stack>
          )
        }
      </Loaded>
    </Card>
  );
}

interface Day {
  readonly date: string;
  readonly size: number;
  readonly entries: number;
  readonly exits: number;
}

function DayTable({ days }: { readonly days: readonly Day[] }) {
  return (
    <Table.ScrollContainer minWidth={360} mah={320} type="native">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Day</Table.Th>
            <Table.Th className="number">Members</Table.Th>
            <Table.Th className="number">Joined</Table.Th>
            <Table.Th className="number">Left</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {[...days].reverse().map(({ date, size, entries, exits }) => (
            <Table.Tr key={date}>
              <Table.Td>{date}</Table.Td>
              <Table.Td className="number">{formatNumber(size)}</Table.Td>
              <Table.Td className="number">{formatChange(entries)}</Table.Td>
              <Table.Td className="number">{formatChange(-exits)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** As `YYYY-MM-DD`. */
const dayIn = (ms: number, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date(ms));

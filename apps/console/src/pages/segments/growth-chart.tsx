import '@mantine/charts/styles.css';
import { AreaChart, BarChart } from '@mantine/charts';
import { Stack } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { formatNumber, formatShort } from '../../format/numbers';

type Days = Schemas['HistoryDto']['days'];

/** The size above, entries and exits below, day by day. */
export default function GrowthChart({ days }: { readonly days: Days }) {
  const edits = days
    .filter(({ edits: saves }) => saves.length > 0)
    .map(({ date, edits: saves }) => ({
      x: date,
      label: `v${saves.at(-1)!.version}`,
      color: 'gray.6',
      labelPosition: 'insideTopRight' as const,
    }));
  const moves = days.map(({ date, entries, exits }) => ({ date, Joined: entries, Left: -exits }));
  const shared = { dataKey: 'date', withDots: false, tickLine: 'none' } as const;
  return (
    <Stack gap="xs">
      <AreaChart
        {...shared}
        h={220}
        data={days.map(({ date, size }) => ({ date, Members: size }))}
        series={[{ name: 'Members', color: 'ink.6' }]}
        curveType="linear"
        referenceLines={edits}
        valueFormatter={formatNumber}
        yAxisProps={{ tickFormatter: formatShort, width: 46 }}
        xAxisProps={{ minTickGap: 40 }}
      />
      <BarChart
        h={130}
        dataKey="date"
        type="stacked"
        data={moves}
        series={[
          { name: 'Joined', color: 'teal.6' },
          { name: 'Left', color: 'orange.6' },
        ]}
        valueFormatter={formatNumber}
        yAxisProps={{ tickFormatter: formatShort, width: 46 }}
        xAxisProps={{ minTickGap: 40 }}
      />
    </Stack>
  );
}

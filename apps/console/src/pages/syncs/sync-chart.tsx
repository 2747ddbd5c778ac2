import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import type { Schemas } from '../../api/client';
import { formatNumber, formatShort } from '../../format/numbers';

/** Changes that were sent, and that were not, day by day. */
export default function SyncChart({ days }: { readonly days: Schemas['RunDaysDto']['days'] }) {
  return (
    <BarChart
      h={220}
      dataKey="day"
      type="stacked"
      tickLine="none"
      withLegend
      data={days.map(({ day, delivered, failed, skipped }) => ({
        day,
        Delivered: delivered,
        Failed: failed,
        Skipped: skipped,
      }))}
      series={[
        { name: 'Delivered', color: 'ink.6' },
        { name: 'Failed', color: 'red.7' },
        { name: 'Skipped', color: 'gray.5' },
      ]}
      valueFormatter={formatNumber}
      yAxisProps={{ tickFormatter: formatShort, width: 46 }}
      xAxisProps={{ minTickGap: 40 }}
    />
  );
}

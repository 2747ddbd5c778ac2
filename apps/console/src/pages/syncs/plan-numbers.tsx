import { SimpleGrid } from '@mantine/core';
import { Stat } from '../../components/stat';
import { formatNumber } from '../../format/numbers';

interface Plan {
  readonly joins: number;
  readonly updates: number;
  readonly leaves: number;
  readonly skips?: number;
  readonly unreachable?: number;
  readonly size: number;
  readonly confirmed: number;
}

/** How many people a run would add, change, remove and skip. */
export function PlanNumbers({ plan }: { readonly plan: Plan }) {
  const { joins, updates, leaves, skips, unreachable, size, confirmed } = plan;
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="sm">
      <Stat label="Add" value={formatNumber(joins)} />
      <Stat label="Change" value={formatNumber(updates)} />
      <Stat label="Remove" value={formatNumber(leaves)} />
      {skips === undefined ? (
        <Stat label="Without an address" value={formatNumber(unreachable ?? 0)} note="skipped" />
      ) : (
        <Stat label="Skip" value={formatNumber(skips)} />
      )}
      <Stat label="In the segment" value={formatNumber(size)} />
      <Stat label="In the audience" value={formatNumber(confirmed)} note="as far as is known" />
    </SimpleGrid>
  );
}

import type { Schemas } from '../../api/client';
import { formatNumber } from '../../format/numbers';

/** Beyond what a run stops and asks. */
export function guardFacts({
  maxLeavePercent,
  maxChanges,
  minSize,
}: Schemas['GuardsDto']): readonly (readonly [string, string])[] {
  return [
    ['Removals', maxLeavePercent === undefined ? 'no limit' : `at most ${maxLeavePercent} %`],
    ['Changes', maxChanges === undefined ? 'no limit' : `at most ${formatNumber(maxChanges)}`],
    ['Segment', minSize === undefined ? 'of any size' : `at least ${formatNumber(minSize)} people`],
  ];
}

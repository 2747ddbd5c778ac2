import type { Leaf, Where } from '../rules/rule.js';
import { treeLeaves } from '../rules/visit-rule.js';
import { type ExplainContext, leavesBehind } from './explain-context.js';
import { MOST_EDGES } from './leaf-edges.repository.js';
import type { LeafEdges } from './next-change.js';

/** Anniversaries come again for ever, and are listed for more years than these. */
const ANNIVERSARIES_MS = 5 * 365 * 24 * 60 * 60_000;

/** Up to when the edges are all that there are. */
export function toLeafEdges(
  leaf: Leaf,
  edges: readonly Date[],
  context: ExplainContext,
): LeafEdges {
  const cutMs = edges.length > MOST_EDGES ? edges.at(-1)!.getTime() : Infinity;
  const isRecurring = edges.length > 0 && leavesBehind(leaf, context).some(hasAnniversary);
  const knownMs = isRecurring ? context.now.getTime() + ANNIVERSARIES_MS : Infinity;
  return { edges, untilMs: Math.min(cutMs, knownMs) };
}

function hasAnniversary(leaf: Leaf): boolean {
  switch (leaf.kind) {
    case 'trait':
      return leaf.condition.op === 'anniversaryWithinNext';
    case 'event': {
      const { where, measure } = leaf;
      const having = measure.kind === 'occurrence' ? measure.having : undefined;
      return isInAny([where, having]);
    }
    case 'sequence':
      return isInAny([...leaf.steps, ...(leaf.absent ? [leaf.absent] : [])].map((s) => s.where));
    case 'segment':
    case 'everyone':
    case 'static':
    case 'identifier':
    case 'source':
    case 'consent':
    case 'bucket':
    case 'firstSeen':
    case 'lastSeen':
      return false;
  }
}

const isInAny = (wheres: readonly (Where | undefined)[]): boolean =>
  wheres.some(
    (where) =>
      where && treeLeaves(where).some(({ condition }) => condition.op === 'anniversaryWithinNext'),
  );

/** When an answer changes next, if nothing arrives. */
export interface NextChange {
  /** null: never, or not known. */
  readonly at: Date | null;
  /** It does not change at the instants that were looked at; later it may. */
  readonly isUnknown: boolean;
}

/** The instants at which the answer of one leaf can change by itself. */
export interface LeafEdges {
  /** In order. */
  readonly edges: readonly Date[];
  /** Up to when none is missing, in ms. */
  readonly untilMs: number;
}

/**
 * The first of the edges at which the answer is another one than now, found by asking at each, in order.
 *
 * @param mostAsked  then it is not known
 */
export async function findNextChange(
  leaves: readonly LeafEdges[],
  isTrueNow: boolean,
  ask: (at: Date) => Promise<boolean>,
  mostAsked: number,
): Promise<NextChange> {
  const untilMs = Math.min(...leaves.map((leaf) => leaf.untilMs));
  const all = new Set(leaves.flatMap(({ edges }) => edges.map((edge) => edge.getTime())));
  const inReach = [...all].filter((ms) => ms <= untilMs).sort((a, b) => a - b);
  for (const ms of inReach.slice(0, mostAsked)) {
    const at = new Date(ms);
    if ((await ask(at)) !== isTrueNow) return { at, isUnknown: false };
  }
  return { at: null, isUnknown: untilMs < Infinity || inReach.length > mostAsked };
}

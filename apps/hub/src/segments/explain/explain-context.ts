import type { CompileContext } from '../compile/compile-rule.js';
import type { Leaf, Rule } from '../rules/rule.js';
import { leavesOf } from '../rules/visit-rule.js';

/** A segment that rules refer to, with what its members are found by. */
export interface ReferencedSegment {
  readonly id: number;
  readonly rule: Rule;
}

/** What an explanation depends on, besides the stored data. */
export interface ExplainContext extends CompileContext {
  /**
   * The segments by whose rules a reference is answered, as an evaluation at `now` would: it evaluates them first. One that is
   * not among them is answered by its members as they are stored.
   */
  readonly referenced?: ReadonlyMap<string, ReferencedSegment>;
}

/** The leaf itself, or, of a reference, the leaves that its answer is made of: each once, however many ways lead there. */
export function leavesBehind(
  leaf: Leaf,
  { referenced }: Pick<ExplainContext, 'referenced'>,
): readonly Leaf[] {
  const known = new Set<string>();
  const follow = (one: Leaf): readonly Leaf[] => {
    const segment = one.kind === 'segment' ? referenced?.get(one.key) : undefined;
    if (one.kind !== 'segment' || segment === undefined) return [one];
    if (known.has(one.key)) return [];
    known.add(one.key);
    return leavesOf(segment.rule).flatMap(follow);
  };
  return follow(leaf);
}

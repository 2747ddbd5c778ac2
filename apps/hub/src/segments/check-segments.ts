import { describeFailure } from '../runs/describe-failure.js';
import { checkRule } from './check-rule.js';
import { orderSegments } from './order-segments.js';
import { referencedSegments } from './rules/visit-rule.js';
import type { EvaluableSegment, Segment } from './segment.js';

/**
 * The segments that can be evaluated, each after those that it refers to. One whose stored rule cannot be evaluated (any more)
 * keeps its members; the others go on.
 */
export function checkSegments(segments: readonly Segment[]): {
  readonly evaluable: readonly EvaluableSegment[];
  /** Key → why it cannot be evaluated. */
  readonly errors: Map<string, string>;
} {
  const errors = new Map<string, string>();
  const found = new Map<string, EvaluableSegment & { readonly key: string }>();
  for (const segment of segments) {
    try {
      const rule = segment.kind === 'static' ? STATIC_RULE : checkRule(segment.rule);
      const { key } = segment;
      found.set(key, { key, segment, rule, references: referencedSegments(rule) });
    } catch (error) {
      errors.set(segment.key, describeFailure(error).message);
    }
  }
  for (;;) {
    const broken = [...found.values()].find(({ references }) =>
      references.some((key) => !found.has(key)),
    );
    if (!broken) break;
    const missing = broken.references.find((key) => !found.has(key))!;
    found.delete(broken.key);
    const why = errors.has(missing) ? 'which cannot be evaluated' : 'which does not exist';
    errors.set(broken.key, `it refers to "${missing}", ${why}`);
  }
  return { evaluable: orderSegments([...found.values()]), errors };
}

/** A static segment is evaluated as all others are: its members are those of a list. */
const STATIC_RULE = { kind: 'static' } as const;

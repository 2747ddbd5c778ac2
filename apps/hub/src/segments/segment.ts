import type { Rule } from './rules/rule.js';

/** A segment as it is stored. */
export interface Segment {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly rule: unknown;
  readonly version: number;
  readonly evaluatedVersion: number;
  readonly evaluatedAt: Date | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** A segment whose rule can be evaluated. */
export interface EvaluableSegment {
  readonly segment: Segment;
  readonly rule: Rule;
  /** Keys of the segments that the rule refers to. */
  readonly references: readonly string[];
  readonly isTimeDependent: boolean;
}

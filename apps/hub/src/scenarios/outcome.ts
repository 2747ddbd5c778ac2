import type { ExplainedRule } from '../segments/explain-rule.js';

/** What became of one scenario. */
export interface Outcome {
  readonly file: string;
  /** Expectations that held. */
  readonly passed: number;
  readonly failures: readonly Failure[];
  /** What is no failure, but hardly what the author meant. */
  readonly warnings: readonly string[];
}

/** An expectation that does not hold. */
export interface Failure extends Mismatch {
  readonly file: string;
  readonly line: number;
  /** The step, counted from 1. */
  readonly step: number;
  readonly at: string;
  /** Such as `expect.buyers`. */
  readonly expectation: string;
}

export interface Mismatch {
  readonly expected: unknown;
  readonly found: unknown;
  /** What the two alone do not tell. */
  readonly notes: readonly string[];
  /** The first few profiles that are wrongly in a segment, or not. */
  readonly profiles: readonly WrongProfile[];
}

export interface WrongProfile {
  readonly name: string;
  readonly isMember: boolean;
  readonly explanation: ExplainedRule;
}

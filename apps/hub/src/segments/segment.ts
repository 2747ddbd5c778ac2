import type { Rule } from './rules/rule.js';

/** A segment as it is stored. */
export interface Segment {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly description: string;
  /** static: its members are those of a list that people keep. */
  readonly kind: 'dynamic' | 'static';
  /** file: managed by segue.yaml. */
  readonly origin: 'file' | 'api';
  readonly rule: unknown;
  readonly version: number;
  readonly evaluatedVersion: number;
  readonly evaluatedAt: Date | null;
  /** The workspace's zone then. */
  readonly evaluatedZone: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** A row of the table. */
export interface StoredSegment extends Segment {
  /** False when it was deleted, or segue.yaml no longer has it. */
  readonly isActive: boolean;
  readonly createdAt: Date;
}

/** Who changes something, and when. */
export interface EditStamp {
  readonly at: Date;
  /** A name that people know somebody by. */
  readonly by: string;
}

/** A segment whose rule can be evaluated. */
export interface EvaluableSegment {
  readonly segment: Segment;
  readonly rule: Rule;
  /** Keys of the segments that the rule refers to. */
  readonly references: readonly string[];
}

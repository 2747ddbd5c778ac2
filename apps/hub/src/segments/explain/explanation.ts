import type { ExplainedRule } from '../explain-rule.js';

/** Why a person is in a segment, or is not, at one instant. Times are ISO 8601 with the offset of the workspace's zone. */
export interface Explanation {
  readonly profileId: string;
  readonly segment: {
    readonly key: string;
    readonly name: string;
    readonly kind: 'dynamic' | 'static';
    readonly version: number;
  };
  /** What the explanation is about: the data and the rule as they are then. */
  readonly now: string;
  readonly timezone: string;
  readonly isMember: boolean;
  /** The next instant at which that changes although nothing arrives; null: it does not, or it is not known. */
  readonly changesAt: string | null;
  /** There are more instants at which it could change than were looked at. */
  readonly changesAtUnknown?: true;
  /** What the last evaluation stored. */
  readonly stored: StoredAnswer;
  readonly explanation: ExplainedRule;
}

export interface StoredAnswer {
  readonly isMember: boolean;
  /** Member since. */
  readonly since: string | null;
  /** null: never. */
  readonly evaluatedAt: string | null;
  /** When it joined or left last, by which version of the rule and why; null: it never did either. */
  readonly lastChange: StoredChange | null;
  /** Whether it is what is explained here. */
  readonly agrees: boolean;
  /** Why it may be another one than is explained here; null: it is the same. */
  readonly note: string | null;
}

export interface StoredChange {
  readonly at: string;
  readonly joined: boolean;
  readonly version: number;
  /** data, time, edit or merge. */
  readonly cause: string;
}

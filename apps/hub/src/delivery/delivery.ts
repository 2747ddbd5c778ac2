import type { Change, JsonObject, MemberIdentifier } from '@segue/sdk';
import type { GuardsConfig } from '../config/config.js';

/** One audience to keep equal to one segment. */
export interface SyncTarget {
  readonly syncId: string;
  readonly segmentId: number;
  /** Field at the destination → path of a trait. */
  readonly fields: readonly { readonly name: string; readonly path: readonly string[] }[];
  /** The identifiers that the destination holds. */
  readonly identifiers: readonly MemberIdentifier[];
  /** Trait paths that the destination needs besides the fields. */
  readonly traits: readonly { readonly name: string; readonly path: readonly string[] }[];
}

/** A difference, with what the database knows of it. */
export interface PendingChange {
  readonly change: Change;
  readonly attempts: number;
}

/** What a run would do, or did. */
export interface DeliveryCounts {
  readonly joins: number;
  readonly updates: number;
  readonly leaves: number;
  /** Left out on purpose by an earlier attempt, and unchanged since. */
  readonly skipped: number;
  /** Members of the segment. */
  readonly size: number;
  /** Members that the audience is known to hold. */
  readonly confirmed: number;
}

export type StoredProblem = {
  readonly status: 'skipped' | 'failed';
  readonly op: Change['op'];
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
};

/** What is stored of one change after an attempt. */
export type Outcome =
  | { readonly change: Change; readonly status: 'ok'; readonly externalId?: string }
  | {
      readonly change: Change;
      readonly status: 'skipped' | 'failed';
      readonly code: string;
      readonly message: string;
      /** An attempt got no answer: the audience may hold the change all the same. */
      readonly isUncertain?: boolean;
    };

export interface GuardViolation {
  readonly guard: keyof GuardsConfig;
  readonly message: string;
}

/** A run that would empty an audience is stopped unless `minSize: 0` says that it may. */
const DEFAULT_MIN_SIZE = 1;

/** Why this must not be sent without somebody's consent; undefined when it may. */
export function checkGuards(
  counts: DeliveryCounts,
  { maxLeavePercent, maxChanges, minSize = DEFAULT_MIN_SIZE }: GuardsConfig,
): GuardViolation | undefined {
  const { joins, updates, leaves, size, confirmed } = counts;
  const percent = confirmed === 0 ? 0 : (leaves / confirmed) * 100;
  if (maxLeavePercent !== undefined && percent > maxLeavePercent) {
    const shown = percent.toFixed(1);
    return {
      guard: 'maxLeavePercent',
      message: `${leaves} of ${confirmed} members would leave (${shown} %); maxLeavePercent is ${maxLeavePercent}`,
    };
  }
  const changes = joins + updates + leaves;
  if (maxChanges !== undefined && changes > maxChanges) {
    return {
      guard: 'maxChanges',
      message: `${changes} changes would be sent; maxChanges is ${maxChanges}`,
    };
  }
  if (leaves > 0 && size < minSize) {
    return {
      guard: 'minSize',
      message: `the segment has ${size} members; minSize is ${minSize}, and ${leaves} would leave`,
    };
  }
  return undefined;
}

/** The value by which an audience knows a member: the same value twice is one member there. */
export const addressOf = (
  member: { readonly [K in MemberIdentifier]?: string } | undefined,
  identifiers: readonly MemberIdentifier[],
): string | undefined =>
  identifiers.map((type) => member?.[type]).find((value) => value !== undefined);

export type MemberJson = JsonObject;

export type RunKind = 'pull' | 'push' | 'evaluate' | 'sync';
export type RunTrigger = 'schedule' | 'manual' | 'after' | 'push';

/**
 * `partial`: it ended, but some rows failed and are tried again on the next run. `blocked`: a guard stopped it before
 * anything was sent.
 */
export type RunState = 'running' | 'succeeded' | 'partial' | 'failed' | 'blocked' | 'cancelled';

/** Only what a run of its kind counts is there. */
export interface RunCounts {
  readonly read?: number;
  readonly accepted?: number;
  readonly duplicates?: number;
  readonly rejected?: number;
  readonly evaluated?: number;
  readonly joined?: number;
  readonly left?: number;
  readonly sent?: number;
  readonly confirmed?: number;
  readonly skipped?: number;
  readonly failed?: number;
}

export interface RunProblem {
  readonly code: string;
  readonly message: string;
}

export interface Run {
  readonly id: string;
  readonly kind: RunKind;
  readonly target: string;
  readonly trigger: RunTrigger;
  readonly state: RunState;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly counts: RunCounts;
  readonly error: RunProblem | null;
  readonly notes: readonly RunProblem[];
  /** How many changes a sync has to send, as counted when it began. */
  readonly expected: number | null;
  /** When somebody asked that it end before its time. */
  readonly cancelAskedAt: Date | null;
  readonly cancelAskedBy: string | null;
}

/** A record or row that was not taken, kept with its reason. */
export interface RunRecord {
  readonly outcome: 'rejected' | 'failed' | 'skipped';
  readonly code: string;
  readonly reason: string;
  readonly position?: string;
  readonly profileId?: string;
  readonly raw?: unknown;
}

import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { RunCounts, RunKind, RunState } from '../runs/run.js';

/** A run as far as it goes on. */
export interface LiveRun {
  readonly id: string;
  readonly kind: RunKind;
  readonly target: string;
  readonly state: RunState;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly counts: RunCounts;
  /** Changes that a sync is to send; null where that is not known. */
  readonly expected: number | null;
}

/** Change when definitions do, or when they were evaluated. */
export interface LiveMarks {
  readonly evaluatedAt: Date | null;
  /** Of all segments together. */
  readonly segments: string;
  /** Of connections and syncs that were made here. */
  readonly workspace: number;
}

const PUSH_HOUR_MS = 3_600_000;

/** What may have changed since a moment ago, by statements that read next to nothing. */
@Injectable()
export class LiveRepository {
  constructor(private readonly database: Database) {}

  /** Those that go on, those that ended at `since` or later, and the hour's counts of what was pushed. */
  async runs(since: Date, now: Date): Promise<readonly LiveRun[]> {
    const hour = new Date(now.getTime() - PUSH_HOUR_MS);
    return this.database.prisma.$queryRaw<LiveRun[]>`
      SELECT id, kind, target, state, started_at AS "startedAt", finished_at AS "finishedAt", counts, expected
      FROM run WHERE state = 'running' OR finished_at >= ${since} OR (kind = 'push' AND started_at >= ${hour})
      ORDER BY started_at, id`;
  }

  async marks(): Promise<LiveMarks> {
    const [row] = await this.database.prisma.$queryRaw<
      [{ evaluatedAt: Date | null; segments: string | null; workspace: number | null }]
    >`
      SELECT max(evaluated_at) AS "evaluatedAt",
             count(*) FILTER (WHERE is_active) || ' ' || coalesce(max(edited_at)::text, '') || ' ' || sum(version) AS segments,
             (SELECT revision FROM workspace WHERE id = 1) AS workspace
      FROM segment`;
    return { ...row, segments: row.segments ?? '', workspace: row.workspace ?? 0 };
  }
}

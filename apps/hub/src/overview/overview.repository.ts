import { Injectable } from '@nestjs/common';
import type { Sql } from '../database/database.js';
import type { RunKind } from '../runs/run.js';

/** What the runs of one thing did since an instant. */
export interface RunGroup {
  readonly kind: RunKind;
  readonly target: string;
  readonly runs: number;
  readonly running: number;
  readonly succeeded: number;
  readonly partial: number;
  readonly failed: number;
  readonly blocked: number;
  readonly cancelled: number;
  readonly latestAt: Date;
  /** Sums of what they counted. */
  readonly accepted: number;
  readonly rejected: number;
  readonly evaluated: number;
  readonly joined: number;
  readonly left: number;
  readonly confirmed: number;
  readonly notDelivered: number;
  readonly skipped: number;
}

@Injectable()
export class OverviewRepository {
  /** The busiest last; of runs that began at the instant or later. */
  async runsSince(sql: Sql, since: Date): Promise<readonly RunGroup[]> {
    return sql.$queryRaw<RunGroup[]>`
      SELECT kind, target, count(*)::int AS runs, max(started_at) AS "latestAt",
             count(*) FILTER (WHERE state = 'running')::int AS running,
             count(*) FILTER (WHERE state = 'succeeded')::int AS succeeded,
             count(*) FILTER (WHERE state = 'partial')::int AS partial,
             count(*) FILTER (WHERE state = 'failed')::int AS failed,
             count(*) FILTER (WHERE state = 'blocked')::int AS blocked,
             count(*) FILTER (WHERE state = 'cancelled')::int AS cancelled,
             coalesce(sum((counts ->> 'accepted')::bigint), 0)::float8 AS accepted,
             coalesce(sum((counts ->> 'rejected')::bigint), 0)::float8 AS rejected,
             coalesce(sum((counts ->> 'evaluated')::bigint), 0)::float8 AS evaluated,
             coalesce(sum((counts ->> 'joined')::bigint), 0)::float8 AS joined,
             coalesce(sum((counts ->> 'left')::bigint), 0)::float8 AS "left",
             coalesce(sum((counts ->> 'confirmed')::bigint), 0)::float8 AS confirmed,
             coalesce(sum((counts ->> 'failed')::bigint), 0)::float8 AS "notDelivered",
             coalesce(sum((counts ->> 'skipped')::bigint), 0)::float8 AS skipped
      FROM run WHERE started_at >= ${since} GROUP BY kind, target ORDER BY kind, target`;
  }

  /** @param since  people who came then or later; ids begin with the time */
  async profiles(
    sql: Sql,
    since: Date,
  ): Promise<{ readonly total: number; readonly created: number }> {
    const first = `${since.getTime().toString(16).padStart(12, '0')}`;
    const from = `${first.slice(0, 8)}-${first.slice(8)}-0000-0000-000000000000`;
    const [row] = await sql.$queryRaw<[{ total: bigint; created: bigint }]>`
      SELECT (SELECT count(*) FROM profile) AS total,
             (SELECT count(*) FROM profile WHERE profile_id >= ${from}::uuid) AS created`;
    return { total: Number(row.total), created: Number(row.created) };
  }
}

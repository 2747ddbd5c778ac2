import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** What the runs of one sync did in one day. */
export interface RunDay {
  /** In the workspace's zone. */
  readonly day: string;
  readonly runs: number;
  /** Changes that the destination confirmed. */
  readonly delivered: number;
  readonly failed: number;
  readonly skipped: number;
  readonly joined: number;
  readonly left: number;
}

type Sums = Record<Exclude<keyof RunDay, 'day'>, bigint> & { readonly day: string };

/** Runs, day by day. */
@Injectable()
export class RunSeriesRepository {
  constructor(private readonly database: Database) {}

  /** Each day of the last ones, the oldest first, also those without a run. */
  async days(
    syncId: string,
    timezone: string,
    now: Date,
    count: number,
  ): Promise<readonly RunDay[]> {
    const rows = await this.database.prisma.$queryRaw<Sums[]>`
      WITH days AS (
        SELECT day::date FROM generate_series(
          (${now}::timestamptz AT TIME ZONE ${timezone})::date - ${count - 1}::int,
          (${now}::timestamptz AT TIME ZONE ${timezone})::date, interval '1 day') AS day),
      runs AS (
        SELECT (started_at AT TIME ZONE ${timezone})::date AS day, counts FROM run
        WHERE kind = 'sync' AND target = ${syncId}
          AND started_at >= (SELECT min(day)::timestamp AT TIME ZONE ${timezone} FROM days))
      SELECT to_char(days.day, 'YYYY-MM-DD') AS day, count(runs.day) AS runs,
             coalesce(sum((counts ->> 'confirmed')::bigint), 0)::bigint AS delivered,
             coalesce(sum((counts ->> 'failed')::bigint), 0)::bigint AS failed,
             coalesce(sum((counts ->> 'skipped')::bigint), 0)::bigint AS skipped,
             coalesce(sum((counts ->> 'joined')::bigint), 0)::bigint AS joined,
             coalesce(sum((counts ->> 'left')::bigint), 0)::bigint AS "left"
      FROM days LEFT JOIN runs ON runs.day = days.day
      GROUP BY days.day ORDER BY days.day`;
    return rows.map(({ day, runs, delivered, failed, skipped, joined, left }) => ({
      day,
      runs: Number(runs),
      delivered: Number(delivered),
      failed: Number(failed),
      skipped: Number(skipped),
      joined: Number(joined),
      left: Number(left),
    }));
  }
}

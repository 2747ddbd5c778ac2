import { Injectable } from '@nestjs/common';
import type { Sql } from '../../database/database.js';

/** How many more were members at the end of a day than at its beginning. */
export interface DayChange {
  readonly segmentId: number;
  /** 0 of today. */
  readonly daysAgo: number;
  readonly net: number;
}

/** Numbers about many segments, each from one statement for all of them. */
@Injectable()
export class SegmentFiguresRepository {
  /** When somebody came or went last; segments that nobody ever was in are left out. */
  async newestChanges(sql: Sql, ids: readonly number[]): Promise<ReadonlyMap<number, Date>> {
    const rows = await sql.$queryRaw<{ id: number; at: Date | null }[]>`
      SELECT a.id, (SELECT l.at FROM membership_log l WHERE l.segment_id = a.id ORDER BY l.at DESC LIMIT 1) AS at
      FROM unnest(${[...ids]}::int[]) AS a(id)`;
    return new Map(rows.flatMap(({ id, at }) => (at === null ? [] : [[id, at] as const])));
  }

  /** Of local days, today and those before it; days on which nobody came or went are left out. */
  async changesByDay(
    sql: Sql,
    ids: readonly number[],
    {
      now,
      timezone,
      days,
    }: { readonly now: Date; readonly timezone: string; readonly days: number },
  ): Promise<readonly DayChange[]> {
    return sql.$queryRaw<DayChange[]>`
      SELECT l.segment_id AS "segmentId", t.today - (l.at AT TIME ZONE ${timezone})::date AS "daysAgo",
             sum(CASE WHEN l.joined THEN 1 ELSE -1 END)::int AS net
      FROM (SELECT (${now}::timestamptz AT TIME ZONE ${timezone})::date AS today) t
      JOIN membership_log l ON l.segment_id = ANY(${[...ids]}::int[])
        AND l.at >= segue_day_start(t.today - ${days - 1}::int, ${timezone})
      GROUP BY 1, 2`;
  }
}

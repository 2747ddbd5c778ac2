import { Injectable } from '@nestjs/common';
import { Prisma, type Sql } from '../database/database.js';
import type { DroppedMember } from './funnel.js';

/** What is known of those in a group who reached a step. */
export interface StepCount {
  readonly people: number;
  readonly medianMs: number | null;
}

interface CountRow {
  readonly place: number;
  readonly step: number;
  readonly people: bigint;
  readonly median_ms: number | null;
}

interface MemberRow {
  readonly profile_id: string;
  readonly reached_at: Date;
  readonly user_id: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly anonymous_id: string | null;
}

/** Of each of a handful of sorts. PostgreSQL's default is made for hundreds of small ones. */
const WORK_MEM = '32MB';

/** What a funnel asks of the database. `attempts` is (profile_id, times): see compileAttempts. */
@Injectable()
export class FunnelRepository {
  /** For the rest of the transaction. @param timeoutMs  of a statement */
  async prepare(sql: Sql, timeoutMs: number): Promise<void> {
    await sql.$executeRawUnsafe(`SET LOCAL work_mem = '${WORK_MEM}'`);
    await sql.$executeRawUnsafe(`SET LOCAL statement_timeout = ${timeoutMs}`);
  }

  /**
   * Counts everyone and the members of some segments by the steps that they reached, in one statement.
   *
   * @returns for a group (0: everyone, then the segments) and a step, from 1 on; undefined where nobody reached it
   */
  async count(
    sql: Sql,
    attempts: Prisma.Sql,
    segmentIds: readonly number[],
  ): Promise<(group: number, step: number) => StepCount | undefined> {
    const rows = await sql.$queryRaw<CountRow[]>`
      WITH attempt AS MATERIALIZED (
        SELECT a.profile_id, a.times FROM (${attempts}) a JOIN profile p ON p.profile_id = a.profile_id),
      grouped AS (
        SELECT 0 AS place, a.times FROM attempt a
        UNION ALL
        SELECT g.place::int, a.times
        FROM attempt a
        JOIN membership m ON m.profile_id = a.profile_id
        JOIN unnest(${[...segmentIds]}::int[]) WITH ORDINALITY AS g(segment_id, place) ON g.segment_id = m.segment_id)
      SELECT g.place, s.step, count(*) AS people,
             percentile_cont(0.5) WITHIN GROUP (
               ORDER BY (extract(epoch FROM g.times[s.step] - g.times[s.step - 1]) * 1000)::float8) AS median_ms
      FROM grouped g CROSS JOIN LATERAL generate_series(1, cardinality(g.times)) AS s(step)
      GROUP BY g.place, s.step`;
    const counts = new Map(
      rows.map(({ place, step, people, median_ms }) => [
        `${place} ${step}`,
        { people: Number(people), medianMs: median_ms },
      ]),
    );
    return (group, step) => counts.get(`${group} ${step}`);
  }

  /**
   * Who reached so many steps and no more, in the order of their ids.
   *
   * @param page `after`: the profile that the page before ended with; up to `limit` people
   */
  async findStopped(
    sql: Sql,
    attempts: Prisma.Sql,
    { reached, segmentId }: { readonly reached: number; readonly segmentId?: number | undefined },
    { after, limit }: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly DroppedMember[]> {
    const isMember =
      segmentId === undefined
        ? Prisma.empty
        : Prisma.sql`JOIN membership m ON m.profile_id = a.profile_id AND m.segment_id = ${segmentId}::int`;
    const isAfter =
      after === undefined ? Prisma.empty : Prisma.sql`AND a.profile_id > ${after}::uuid`;
    const rows = await sql.$queryRaw<MemberRow[]>`
      SELECT p.profile_id, a.times[${reached}::int] AS reached_at, p.user_id, p.email, p.phone, p.anonymous_id
      FROM (${attempts}) a JOIN profile p ON p.profile_id = a.profile_id ${isMember}
      WHERE cardinality(a.times) = ${reached}::int ${isAfter}
      ORDER BY a.profile_id LIMIT ${limit}`;
    return rows.map(toMember);
  }
}

const toMember = (row: MemberRow): DroppedMember => ({
  profileId: row.profile_id,
  reachedAt: row.reached_at,
  userId: row.user_id,
  email: row.email,
  phone: row.phone,
  anonymousId: row.anonymous_id,
});

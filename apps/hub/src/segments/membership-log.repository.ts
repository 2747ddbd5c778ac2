import { Injectable } from '@nestjs/common';
import { Prisma, type Sql } from '../database/database.js';
import { listUnsettled, syncsOfSegments } from '../delivery/unsettled.repository.js';
import { uuidV7 } from '../database/uuid.js';
import { EVALUATION } from '../schedule/evaluation-work.js';
import { splitCursor, toPage, type Page, type PageRequest } from './segment-page.js';
import type { Segment } from './segment.js';
import type { ListStamp } from './static-member.repository.js';

/** That a profile came into a segment, or went. */
export interface MembershipChange {
  readonly profileId: string;
  readonly joined: boolean;
  readonly at: Date;
  readonly cause: 'data' | 'time' | 'edit' | 'merge';
  /** Of the segment's rule. */
  readonly version: number;
  readonly runId: string;
}

/** A local day of a segment. */
export interface SegmentDay {
  /** YYYY-MM-DD, in the workspace's zone. */
  readonly date: string;
  /** Members at the end of the day; of the present day, now. */
  readonly size: number;
  readonly entries: number;
  readonly exits: number;
}

export interface LocalDays {
  /** The first and the last day, YYYY-MM-DD. */
  readonly from: string;
  readonly to: string;
  readonly timezone: string;
}

/** A segment that a profile was in at an instant. */
export interface PastMembership {
  readonly key: string;
  readonly name: string;
  /** False when it was deleted since, or segue.yaml no longer has it. */
  readonly isActive: boolean;
  readonly joinedAt: Date;
  readonly cause: MembershipChange['cause'];
  readonly version: number;
}

/**
 * What the log of the membership tells. It holds people as they are known today: of profiles that are one by now, what they
 * were together, and nothing of those that were erased.
 */
@Injectable()
export class MembershipLogRepository {
  /** Each day, the first one first. Counts back from the members of now: only what came after `from` is read. */
  async days(
    sql: Sql,
    segmentId: number,
    { from, to, timezone }: LocalDays,
  ): Promise<readonly SegmentDay[]> {
    const rows = await sql.$queryRaw<
      { date: string; size: bigint; entries: bigint; exits: bigint }[]
    >`
      WITH day AS (
        SELECT d::date AS date, segue_day_start(d::date, ${timezone}) AS starts,
               segue_day_start(d::date + 1, ${timezone}) AS ends
        FROM generate_series(${from}::date::timestamp, ${to}::date::timestamp, interval '1 day') AS d),
      changed AS (
        SELECT day.date, c.entries, c.exits FROM day CROSS JOIN LATERAL (
          SELECT count(*) FILTER (WHERE l.joined) AS entries, count(*) FILTER (WHERE NOT l.joined) AS exits
          FROM membership_log l
          WHERE l.segment_id = ${segmentId} AND l.at >= day.starts AND l.at < day.ends) c),
      ended AS (
        SELECT (SELECT count(*) FROM membership WHERE segment_id = ${segmentId})
             - (SELECT coalesce(sum(CASE WHEN l.joined THEN 1 ELSE -1 END), 0) FROM membership_log l
                WHERE l.segment_id = ${segmentId} AND l.at >= (SELECT max(ends) FROM day)) AS size)
      SELECT to_char(c.date, 'YYYY-MM-DD') AS date, c.entries, c.exits,
             (e.size - coalesce(sum(c.entries - c.exits) OVER (
               ORDER BY c.date DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))::bigint AS size
      FROM changed c, ended e ORDER BY c.date`;
    return rows.map(({ date, size, entries, exits }) => ({
      date,
      ...{ size: Number(size), entries: Number(entries), exits: Number(exits) },
    }));
  }

  /** The newest first. */
  async page(
    sql: Sql,
    segmentId: number,
    { after, limit }: PageRequest,
  ): Promise<Page<MembershipChange>> {
    const cursor = splitCursor(after);
    // The first condition is what the index is read by.
    const isAfter = cursor
      ? Prisma.sql`AND at <= ${cursor.at}::timestamptz
          AND (at, seq, profile_id) < (${cursor.at}::timestamptz, ${cursor.seq}::bigint, ${cursor.profileId}::uuid)`
      : Prisma.empty;
    // One more than asked for: whether there is a next page.
    const rows = await sql.$queryRaw<(MembershipChange & { readonly seq: bigint })[]>`
      SELECT profile_id AS "profileId", joined, at, cause, version, run_id AS "runId", seq FROM membership_log
      WHERE segment_id = ${segmentId} ${isAfter}
      ORDER BY at DESC, seq DESC, profile_id DESC LIMIT ${limit + 1}`;
    return toPage(rows, limit);
  }

  /** The segments that the profile was in at an instant: those that it had joined last, and not left. */
  async membershipsAt(sql: Sql, profileId: string, at: Date): Promise<readonly PastMembership[]> {
    return sql.$queryRaw<PastMembership[]>`
      SELECT s.key, s.name, s.is_active AS "isActive", l.at AS "joinedAt", l.cause, l.version
      FROM (
        SELECT DISTINCT ON (segment_id) segment_id, at, joined, cause, version FROM membership_log
        WHERE profile_id = ${profileId}::uuid AND at <= ${at}
        ORDER BY segment_id, seq DESC) l
      JOIN segment s ON s.id = l.segment_id
      WHERE l.joined ORDER BY s.key`;
  }

  /** The profile that lives under this id, or that it was merged into; undefined when there is none. */
  async livingProfile(sql: Sql, profileId: string): Promise<string | undefined> {
    const [row] = await sql.$queryRaw<{ id: string }[]>`
      SELECT profile_id AS id FROM profile WHERE profile_id = ${profileId}::uuid
      UNION ALL SELECT profile_id FROM profile_merge WHERE merged_profile_id = ${profileId}::uuid LIMIT 1`;
    return row?.id;
  }

  /** All members leave, by the edit that ends the segment. It is kept as a run, as every change of a membership is. */
  async endAll(
    sql: Sql,
    { id, version }: Pick<Segment, 'id' | 'version'>,
    { at, seq }: ListStamp,
  ): Promise<void> {
    const runId = uuidV7(at.getTime());
    const left = await sql.$executeRaw`
      WITH gone AS (DELETE FROM membership WHERE segment_id = ${id} RETURNING profile_id, segment_id),
      listed AS (${listUnsettled(syncsOfSegments(Prisma.raw('gone')))})
      INSERT INTO membership_log (profile_id, segment_id, seq, at, joined, version, cause, run_id)
      SELECT profile_id, ${id}::int, ${seq}::bigint, ${at}::timestamptz, FALSE, ${version}::int, 'edit', ${runId}::uuid
      FROM gone`;
    if (left === 0) return;
    await sql.run.create({
      data: {
        ...EVALUATION,
        ...{ id: runId, trigger: 'manual', state: 'succeeded', startedAt: at, finishedAt: at },
        counts: { left },
      },
    });
  }
}

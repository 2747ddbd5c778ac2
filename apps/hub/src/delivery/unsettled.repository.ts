import { Injectable } from '@nestjs/common';
import { Prisma, type Sql } from '../database/database.js';
import type { SyncTarget } from './delivery.js';
import { differsFrom, from, isUnreachable, membersOf, U_ID } from './wanted-member.js';

/** Of one statement, which joins the members, their profiles and what the audience holds of them. */
export const WORK_MEM = '32MB';

/** Who may differ from what an audience holds: see docs/decisions/0008-who-may-differ.md. */
@Injectable()
export class UnsettledRepository {
  /** Whether everybody who may differ is listed. */
  async isComplete(sql: Sql, target: SyncTarget): Promise<boolean> {
    const [row] = await sql.$queryRaw<[{ complete: boolean }]>`
      SELECT ${isListComplete(target)} AS complete`;
    return row.complete;
  }

  /** Compares everybody, and lists whoever differs. @returns how many were not listed before */
  async complete(sql: Sql, target: SyncTarget): Promise<number> {
    const { syncId } = target;
    await sql.$executeRawUnsafe(`SET LOCAL work_mem = '${WORK_MEM}'`);
    const added = await sql.$executeRaw`
      INSERT INTO unsettled (profile_id, sync_id)
      SELECT coalesce(p.profile_id, d.profile_id), ${syncId}
      FROM ${membersOf(target)} p
      FULL JOIN (SELECT * FROM delivery WHERE sync_id = ${syncId}) d ON d.profile_id = p.profile_id
      WHERE ${isUnsettled(target)}
      ON CONFLICT DO NOTHING`;
    await sql.$executeRaw`
      UPDATE sync SET compared_with = ${comparedWith(target)} WHERE id = ${syncId}`;
    return added;
  }

  /**
   * Takes out whoever is as they should be by now, unless something changed while that was looked at.
   *
   * @param after the profile that the last call ended with
   * @returns the profile that the next call is to begin after; undefined when there is none left to look at
   */
  async prune(
    sql: Sql,
    target: SyncTarget,
    after: string | undefined,
    limit: number,
  ): Promise<string | undefined> {
    const { syncId } = target;
    const [row] = await sql.$queryRaw<{ last: string }[]>`
      WITH page AS MATERIALIZED (
        SELECT u.profile_id, u.seq FROM unsettled u
        WHERE u.sync_id = ${syncId} ${from(U_ID, after)} ORDER BY u.profile_id LIMIT ${limit}),
      settled AS (
        SELECT u.profile_id, u.seq FROM page u
        LEFT JOIN ${membersOf(target)} p ON p.profile_id = u.profile_id
        LEFT JOIN delivery d ON d.profile_id = u.profile_id AND d.sync_id = ${syncId}
        WHERE NOT ${isUnsettled(target)}),
      gone AS (
        DELETE FROM unsettled USING settled
        WHERE unsettled.sync_id = ${syncId} AND unsettled.profile_id = settled.profile_id
          AND unsettled.seq = settled.seq)
      SELECT profile_id AS last FROM page ORDER BY profile_id OFFSET ${limit - 1} LIMIT 1`;
    return row?.last;
  }
}

/** What people are compared with. In another comparison others differ. */
const comparedWith = ({ segmentId, identifiers, fields }: SyncTarget): Prisma.Sql =>
  Prisma.sql`${JSON.stringify({ segmentId, identifiers, fields })}::jsonb`;

/** Whether everybody who may differ is listed. */
export const isListComplete = (target: SyncTarget): Prisma.Sql => Prisma.sql`
  coalesce((SELECT compared_with = ${comparedWith(target)} FROM sync WHERE id = ${target.syncId}), FALSE)`;

/**
 * Lists people for those syncs that go on.
 *
 * @param rows (profile_id, sync_id), each once
 */
export const listUnsettled = (rows: Prisma.Sql): Prisma.Sql => Prisma.sql`
  INSERT INTO unsettled (profile_id, sync_id)
  SELECT r.profile_id, r.sync_id FROM (${rows}) r JOIN sync ON sync.id = r.sync_id AND sync.is_active
  ON CONFLICT (profile_id, sync_id) DO UPDATE SET seq = excluded.seq`;

/**
 * The syncs of the segments that people came to or left.
 *
 * @param rows (profile_id, segment_id)
 */
export const syncsOfSegments = (rows: Prisma.Sql): Prisma.Sql => Prisma.sql`
  SELECT c.profile_id, sync.id AS sync_id FROM ${rows} c
  JOIN segment ON segment.id = c.segment_id JOIN sync ON sync.segment_key = segment.key`;

/** Of the member `p` and the delivery `d`, either of which may be absent. Never NULL. */
const isUnsettled = (target: SyncTarget): Prisma.Sql => Prisma.sql`
  CASE WHEN p.profile_id IS NULL THEN d.profile_id IS NOT NULL
       ELSE d.confirmed IS NULL OR d.sending IS NOT NULL
         OR ${differsFrom(Prisma.sql`d.confirmed`, target)} OR ${isUnreachable(target)} END`;

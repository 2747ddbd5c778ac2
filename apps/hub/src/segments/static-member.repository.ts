import { Injectable } from '@nestjs/common';
import { Prisma, type Sql } from '../database/database.js';
import { splitCursor, toPage, type Page, type PageRequest } from './segment-page.js';
import type { EditStamp } from './segment.js';

/** `seq` orders what happened at the same instant. */
export interface ListStamp extends EditStamp {
  readonly seq: number;
}

/** That somebody was put on a list, or taken off. */
export interface StaticChange {
  readonly profileId: string;
  readonly added: boolean;
  readonly at: Date;
  readonly by: string;
}

/**
 * The lists of static segments. Whoever is put on one is marked, so that the next evaluation makes them a member: the
 * membership itself is written by evaluations alone.
 */
@Injectable()
export class StaticMemberRepository {
  /** @returns how many were not on it before */
  async add(
    sql: Sql,
    segmentId: number,
    profileIds: readonly string[],
    { at, by, seq }: ListStamp,
  ): Promise<number> {
    return this.change(
      sql,
      Prisma.sql`
        INSERT INTO static_member (profile_id, segment_id, added_at, added_by)
        SELECT DISTINCT id, ${segmentId}::int, ${at}::timestamptz, ${by} FROM unnest(${[...profileIds]}::uuid[]) AS given(id)
        ON CONFLICT DO NOTHING RETURNING profile_id, segment_id`,
      { at, by, seq },
      { isAdded: true, isMarked: true },
    );
  }

  /** @returns how many were on it */
  async remove(
    sql: Sql,
    segmentId: number,
    profileIds: readonly string[],
    stamp: ListStamp,
  ): Promise<number> {
    return this.change(
      sql,
      Prisma.sql`
        DELETE FROM static_member WHERE segment_id = ${segmentId} AND profile_id = ANY(${[...profileIds]}::uuid[])
        RETURNING profile_id, segment_id`,
      stamp,
      { isAdded: false, isMarked: true },
    );
  }

  /** Puts the members of one segment on the list of a new one, which is evaluated as a whole: nobody need be marked. */
  async copyMembers(
    sql: Sql,
    { from, to }: { readonly from: number; readonly to: number },
    { at, by, seq }: ListStamp,
  ): Promise<number> {
    return this.change(
      sql,
      Prisma.sql`
        INSERT INTO static_member (profile_id, segment_id, added_at, added_by)
        SELECT profile_id, ${to}::int, ${at}::timestamptz, ${by} FROM membership WHERE segment_id = ${from}
        ON CONFLICT DO NOTHING RETURNING profile_id, segment_id`,
      { at, by, seq },
      { isAdded: true, isMarked: false },
    );
  }

  /** Takes everybody off a list whose segment is deleted, or made anew. */
  async clear(sql: Sql, segmentId: number, stamp: ListStamp): Promise<number> {
    return this.change(
      sql,
      Prisma.sql`DELETE FROM static_member WHERE segment_id = ${segmentId} RETURNING profile_id, segment_id`,
      stamp,
      { isAdded: false, isMarked: false },
    );
  }

  /** The newest first. */
  async changes(
    sql: Sql,
    segmentId: number,
    { after, limit }: PageRequest,
  ): Promise<Page<StaticChange>> {
    const cursor = splitCursor(after);
    const isAfter = cursor
      ? Prisma.sql`AND (at, seq, profile_id) < (${cursor.at}::timestamptz, ${cursor.seq}::bigint, ${cursor.profileId}::uuid)`
      : Prisma.empty;
    // One more than asked for: whether there is a next page.
    const rows = await sql.$queryRaw<(StaticChange & { readonly seq: bigint })[]>`
      SELECT profile_id AS "profileId", added, at, by, seq FROM static_change
      WHERE segment_id = ${segmentId} ${isAfter}
      ORDER BY at DESC, seq DESC, profile_id DESC LIMIT ${limit + 1}`;
    return toPage(rows, limit);
  }

  private async change(
    sql: Sql,
    rows: Prisma.Sql,
    { at, by, seq }: ListStamp,
    { isAdded, isMarked }: { readonly isAdded: boolean; readonly isMarked: boolean },
  ): Promise<number> {
    const marked = isMarked
      ? Prisma.sql`, marked AS (INSERT INTO dirty (profile_id, seq, cause) SELECT profile_id, ${seq}::bigint, 'edit' FROM changed)`
      : Prisma.empty;
    const [row] = await sql.$queryRaw<[{ n: bigint }]>`
      WITH changed AS (${rows}), told AS (
        INSERT INTO static_change (profile_id, segment_id, seq, added, at, by)
        SELECT profile_id, segment_id, ${seq}::bigint, ${isAdded}, ${at}::timestamptz, ${by} FROM changed)${marked}
      SELECT count(*) AS n FROM changed`;
    return Number(row.n);
  }
}

import { Injectable } from '@nestjs/common';
import { Prisma, type Sql } from '../database/database.js';
import type { Segment } from './segment.js';

export interface MembershipChange {
  readonly size: number;
  readonly joined: number;
  readonly left: number;
}

@Injectable()
export class SegmentRepository {
  async list(sql: Sql): Promise<readonly Segment[]> {
    const rows = await sql.segment.findMany({ where: { isActive: true }, orderBy: { id: 'asc' } });
    return rows.map((row) => ({ ...row, error: row.error as Segment['error'] }));
  }

  /** Adds a segment, or edits it when its rule is another one than before. */
  async save(
    sql: Sql,
    { key, name, description, rule }: Pick<Segment, 'key' | 'name' | 'description' | 'rule'>,
  ): Promise<void> {
    const json = JSON.stringify(rule);
    await sql.$executeRaw`
      INSERT INTO segment (key, name, description, rule)
      VALUES (${key}, ${name}, ${description}, ${json}::jsonb)
      ON CONFLICT (key) DO UPDATE SET
        name = excluded.name, description = excluded.description, rule = excluded.rule, is_active = TRUE,
        version = segment.version
          + CASE WHEN segment.rule <> excluded.rule OR NOT segment.is_active THEN 1 ELSE 0 END`;
  }

  async deactivateAllBut(sql: Sql, keys: readonly string[]): Promise<void> {
    await sql.segment.updateMany({
      where: { key: { notIn: [...keys] }, isActive: true },
      data: { isActive: false },
    });
  }

  async dirtyCount(sql: Sql, now: Date, atMost: number): Promise<number> {
    const [row] = await sql.$queryRaw<[{ n: number }]>`
      SELECT count(*)::int AS n FROM (
        SELECT 1 FROM dirty WHERE due_at IS NULL OR due_at <= ${now} LIMIT ${atMost}) AS found`;
    return row.n;
  }

  /** Takes the marks of the profiles to evaluate; a mark that comes later stays for the next evaluation. */
  async takeDirty(sql: Sql, now: Date): Promise<readonly string[]> {
    const rows = await sql.$queryRaw<{ profile_id: string }[]>`
      WITH taken AS (
        DELETE FROM dirty WHERE due_at IS NULL OR due_at <= ${now} RETURNING profile_id)
      SELECT DISTINCT profile_id FROM taken`;
    return rows.map((row) => row.profile_id);
  }

  async dropDirty(sql: Sql, now: Date): Promise<void> {
    await sql.$executeRaw`DELETE FROM dirty WHERE due_at IS NULL OR due_at <= ${now}`;
  }

  async profileCount(sql: Sql): Promise<number> {
    const [row] = await sql.$queryRaw<[{ n: bigint }]>`SELECT count(*) AS n FROM profile`;
    return Number(row.n);
  }

  /** Makes the stored members equal to `members`, within `scope` where there is one, and logs who came and went. */
  async setMembers(
    sql: Sql,
    { id, version }: Pick<Segment, 'id' | 'version'>,
    members: Prisma.Sql,
    given: {
      readonly now: Date;
      readonly runId: string;
      /** One for a whole evaluation: orders the log. */
      readonly seq: number;
      readonly scope?: readonly string[];
    },
  ): Promise<MembershipChange> {
    const { now, runId, seq, scope } = given;
    const inScope = scope ? Prisma.sql`AND m.profile_id = ANY(${scope}::uuid[])` : Prisma.empty;
    const [row] = await sql.$queryRaw<[{ size: bigint; joined: bigint; left: bigint }]>`
      WITH wanted AS MATERIALIZED (${members}),
      gone AS (
        DELETE FROM membership m WHERE m.segment_id = ${id} ${inScope}
          AND NOT EXISTS (SELECT 1 FROM wanted w WHERE w.profile_id = m.profile_id)
        RETURNING m.profile_id),
      come AS (
        INSERT INTO membership (profile_id, segment_id, joined_at)
        SELECT w.profile_id, ${id}, ${now} FROM wanted w
        WHERE NOT EXISTS (
          SELECT 1 FROM membership m WHERE m.segment_id = ${id} AND m.profile_id = w.profile_id)
        RETURNING profile_id),
      logged AS (
        INSERT INTO membership_log (profile_id, segment_id, seq, at, joined, version, run_id)
        SELECT profile_id, ${id}, ${seq}::bigint, ${now}, joined, ${version}, ${runId}::uuid
        FROM (SELECT profile_id, TRUE AS joined FROM come
              UNION ALL SELECT profile_id, FALSE FROM gone) AS changed)
      SELECT (SELECT count(*) FROM wanted) AS size, (SELECT count(*) FROM come) AS joined,
             (SELECT count(*) FROM gone) AS left`;
    return { size: Number(row.size), joined: Number(row.joined), left: Number(row.left) };
  }

  /** The profiles that a compiled rule is true of. Nothing is stored. */
  async find(sql: Sql, members: Prisma.Sql): Promise<ReadonlySet<string>> {
    const rows = await sql.$queryRaw<{ profile_id: string }[]>(members);
    return new Set(rows.map((row) => row.profile_id));
  }

  async markEvaluated(
    sql: Sql,
    { id, version }: Pick<Segment, 'id' | 'version'>,
    at: Date,
  ): Promise<void> {
    await sql.segment.update({
      where: { id },
      data: { evaluatedVersion: version, evaluatedAt: at, error: Prisma.DbNull },
    });
  }

  async markFailed(
    sql: Sql,
    { id }: Pick<Segment, 'id'>,
    error: { readonly code: string; readonly message: string },
  ): Promise<void> {
    await sql.segment.update({ where: { id }, data: { error: { ...error } } });
  }

  async sizes(sql: Sql): Promise<ReadonlyMap<number, number>> {
    const rows = await sql.$queryRaw<{ segment_id: number; n: bigint }[]>`
      SELECT segment_id, count(*) AS n FROM membership GROUP BY segment_id`;
    return new Map(rows.map((row) => [row.segment_id, Number(row.n)]));
  }
}

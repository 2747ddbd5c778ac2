import { Injectable } from '@nestjs/common';
import { type Prisma, type Sql } from '../database/database.js';
import { EVALUATION } from '../schedule/evaluation-work.js';
import type { EditStamp, Segment, StoredSegment } from './segment.js';

/** Definitions refer to each other, so they change one after the other. */
const DEFINITION_LOCK = 7_201_002;

/** Who saves what the file says. */
export const FILE_ACTOR = 'segue.yaml';

export type SegmentToSave = Pick<Segment, 'key' | 'name' | 'description' | 'rule'> &
  Partial<Pick<Segment, 'kind' | 'origin'>>;

@Injectable()
export class SegmentRepository {
  /**
   * Held until the transaction ends. It waits for an evaluation that runs, and keeps the next one waiting: what is evaluated
   * must be what is stored, and a deleted segment must not get members.
   */
  async lock(sql: Sql): Promise<void> {
    await sql.$executeRaw`SELECT pg_advisory_xact_lock(${DEFINITION_LOCK})`;
    const { kind, target } = EVALUATION;
    await sql.$executeRaw`SELECT 1 FROM work WHERE kind = ${kind} AND target = ${target} FOR UPDATE`;
  }

  async list(sql: Sql): Promise<readonly StoredSegment[]> {
    const rows = await sql.segment.findMany({ where: { isActive: true }, orderBy: { id: 'asc' } });
    return rows.map(toSegment);
  }

  /** The segment of this key, also one that is not active. */
  async findByKey(sql: Sql, key: string): Promise<StoredSegment | undefined> {
    const row = await sql.segment.findUnique({ where: { key } });
    return row === null ? undefined : toSegment(row);
  }

  /**
   * Adds a segment, or edits it. Its version counts up when its rule is another one than before, or when it comes back.
   *
   * @param stamp of the version; the default is for what has no clock of its own
   */
  async save(
    sql: Sql,
    { key, name, description, rule, kind = 'dynamic', origin = 'file' }: SegmentToSave,
    { at, by }: { readonly at?: Date } & Pick<EditStamp, 'by'> = { by: FILE_ACTOR },
  ): Promise<void> {
    const json = kind === 'static' ? null : JSON.stringify(rule);
    await sql.$executeRaw`
      WITH saved AS (
        INSERT INTO segment (key, name, description, kind, origin, rule)
        VALUES (${key}, ${name}, ${description}, ${kind}, ${origin}, ${json}::jsonb)
        ON CONFLICT (key) DO UPDATE SET
          name = excluded.name, description = excluded.description, kind = excluded.kind,
          origin = excluded.origin, rule = excluded.rule, is_active = TRUE,
          version = segment.version + CASE
            WHEN segment.rule IS DISTINCT FROM excluded.rule OR segment.kind <> excluded.kind
              OR NOT segment.is_active THEN 1 ELSE 0 END
        RETURNING id, version, rule)
      INSERT INTO segment_version (segment_id, version, rule, saved_at, saved_by)
      SELECT id, version, rule, coalesce(${at ?? null}::timestamptz, now()), ${by} FROM saved
      ON CONFLICT DO NOTHING`;
  }

  /** Switches off what the file no longer has. Segments that were made otherwise are not the file's to decide. */
  async deactivateAllBut(sql: Sql, keys: readonly string[]): Promise<void> {
    await sql.segment.updateMany({
      where: { key: { notIn: [...keys] }, origin: 'file', isActive: true },
      data: { isActive: false },
    });
  }

  async deactivate(sql: Sql, id: number): Promise<void> {
    await sql.segment.update({ where: { id }, data: { isActive: false } });
  }

  /** Ids of the syncs that push a segment. */
  async syncsOf(sql: Sql, key: string): Promise<readonly string[]> {
    const rows = await sql.sync.findMany({
      where: { segmentKey: key, isActive: true },
      orderBy: { id: 'asc' },
    });
    return rows.map(({ id }) => id);
  }

  /** Whether a profile is marked, or a date of one has come. */
  async hasTouched(sql: Sql, now: Date): Promise<boolean> {
    const [row] = await sql.$queryRaw<[{ found: boolean }]>`
      SELECT EXISTS (SELECT 1 FROM dirty WHERE due_at IS NULL OR due_at <= ${now})
          OR EXISTS (SELECT 1 FROM due WHERE due_at <= ${now}) AS found`;
    return row.found;
  }

  /** The profiles that a compiled rule is true of. Nothing is stored. */
  async find(sql: Sql, members: Prisma.Sql): Promise<ReadonlySet<string>> {
    const rows = await sql.$queryRaw<{ profile_id: string }[]>(members);
    return new Set(rows.map((row) => row.profile_id));
  }

  async sizes(sql: Sql): Promise<ReadonlyMap<number, number>> {
    const rows = await sql.$queryRaw<{ segment_id: number; n: bigint }[]>`
      SELECT segment_id, count(*) AS n FROM membership GROUP BY segment_id`;
    return new Map(rows.map((row) => [row.segment_id, Number(row.n)]));
  }

  /** Of these segments alone. */
  async sizesByKey(sql: Sql, keys: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await sql.$queryRaw<{ key: string; n: bigint }[]>`
      SELECT s.key, (SELECT count(*) FROM membership m WHERE m.segment_id = s.id) AS n
      FROM segment s WHERE s.key = ANY(${[...keys]}::text[])`;
    return new Map(rows.map(({ key, n }) => [key, Number(n)]));
  }

  async size(sql: Sql, id: number): Promise<number> {
    return sql.membership.count({ where: { segmentId: id } });
  }
}

/** A row, in the words of the domain. */
const toSegment = (
  row: Omit<StoredSegment, 'kind' | 'origin' | 'error'> & {
    readonly kind: string;
    readonly origin: string;
    readonly error: unknown;
  },
): StoredSegment => ({
  ...row,
  kind: row.kind as Segment['kind'],
  origin: row.origin as Segment['origin'],
  error: row.error as Segment['error'],
});

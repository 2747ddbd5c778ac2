import { Injectable } from '@nestjs/common';
import { Prisma, type Sql } from '../database/database.js';
import { EVALUATION } from '../schedule/evaluation-work.js';
import { OPEN_SHELF } from './segment-shelf.js';
import type { EditStamp, Segment, Shelf, StoredSegment } from './segment.js';

/** Definitions refer to each other, so they change one after the other. */
const DEFINITION_LOCK = 7_201_002;

/** Who saves what the file says. */
export const FILE_ACTOR = 'segue.yaml';

export type SegmentToSave = Pick<Segment, 'key' | 'name' | 'description' | 'rule'> &
  Partial<Pick<Segment, 'kind' | 'origin'> & Shelf>;

export interface PushingSync {
  readonly id: string;
  readonly segmentKey: string;
  readonly connectionId: string;
}

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

  /** Those that not everybody sees, also those that are not active. */
  async listNotShared(sql: Sql): Promise<readonly StoredSegment[]> {
    const rows = await sql.segment.findMany({ where: { visibility: { not: 'shared' } } });
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
    segment: SegmentToSave,
    { at, by }: { readonly at?: Date } & Pick<EditStamp, 'by'> = { by: FILE_ACTOR },
  ): Promise<void> {
    const { key, name, description, rule, kind = 'dynamic', origin = 'file' } = segment;
    const { owner, tags, folder, visibility, visibleTo } = { ...OPEN_SHELF, ...segment };
    const json = kind === 'static' ? null : JSON.stringify(rule);
    const said = Prisma.raw(COLUMNS.join(', '));
    const [before, after] = [of('segment'), of('excluded')];
    await sql.$executeRaw`
      WITH saved AS (
        INSERT INTO segment (key, ${said}, edited_at, edited_by)
        VALUES (${key}, ${name}, ${description}, ${kind}, ${origin}, ${json}::jsonb, ${owner?.id ?? null},
                ${owner?.name ?? null}, ${[...tags]}::text[], ${folder}, ${visibility}, ${[...visibleTo]}::text[], TRUE,
                coalesce(${at ?? null}::timestamptz, now()), ${by})
        ON CONFLICT (key) DO UPDATE SET
          (${said}) = ${after},
          version = segment.version + CASE
            WHEN segment.rule IS DISTINCT FROM excluded.rule OR segment.kind <> excluded.kind
              OR NOT segment.is_active THEN 1 ELSE 0 END,
          (edited_at, edited_by) = (SELECT CASE WHEN n.changed THEN excluded.edited_at ELSE segment.edited_at END,
                                           CASE WHEN n.changed THEN excluded.edited_by ELSE segment.edited_by END
                                    FROM (SELECT ${before} IS DISTINCT FROM ${after} AS changed) n)
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

  /** Whatever one owned, another one does. */
  async giveAll(
    sql: Sql,
    from: string,
    to: { readonly id: string; readonly name: string },
  ): Promise<void> {
    await sql.segment.updateMany({
      where: { ownerId: from },
      data: { ownerId: to.id, ownerName: to.name },
    });
  }

  /** All syncs, with the segments that they push. */
  async syncs(sql: Sql): Promise<readonly PushingSync[]> {
    return sql.sync.findMany({
      where: { isActive: true },
      orderBy: { id: 'asc' },
      select: { id: true, segmentKey: true, connectionId: true },
    });
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

  /** Of those that have members. */
  async sizes(sql: Sql, ids: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const rows = await sql.$queryRaw<{ id: number; n: bigint }[]>`
      SELECT segment_id AS id, count(*) AS n FROM membership
      WHERE segment_id = ANY(${[...ids]}::int[]) GROUP BY segment_id`;
    return new Map(rows.map(({ id, n }) => [id, Number(n)]));
  }

  async size(sql: Sql, id: number): Promise<number> {
    return sql.membership.count({ where: { segmentId: id } });
  }
}

/** What is saved of a segment, as a row. */
const of = (table: 'segment' | 'excluded'): Prisma.Sql =>
  Prisma.raw(`ROW(${COLUMNS.map((column) => `${table}.${column}`).join(', ')})`);

const COLUMNS = [
  ...['name', 'description', 'kind', 'origin', 'rule', 'owner_id', 'owner_name', 'tags', 'folder'],
  ...['visibility', 'visible_to', 'is_active'],
];

/** A row, in the words of the domain. */
function toSegment({
  ownerId,
  ownerName,
  ...row
}: Prisma.SegmentGetPayload<object>): StoredSegment {
  return {
    ...row,
    kind: row.kind as Segment['kind'],
    origin: row.origin as Segment['origin'],
    error: row.error as Segment['error'],
    owner: ownerId === null ? null : { id: ownerId, name: ownerName ?? ownerId },
    visibility: row.visibility as Shelf['visibility'],
    visibleTo: row.visibleTo as Shelf['visibleTo'],
  };
}

import { Injectable } from '@nestjs/common';
import { Prisma, type Sql } from '../../database/database.js';

/** The order of what happened at the same instant: what comes of something is told above it. */
export const TIMELINE_KINDS = ['event', 'observation', 'merge', 'membership', 'delivery'] as const;

export type TimelineKind = (typeof TIMELINE_KINDS)[number];

/** A larger JSON value is left out of a list. */
const MOST_CHARACTERS = 20_000;

/** Where a page ended. */
export interface TimelinePosition {
  readonly at: Date;
  readonly kind: TimelineKind;
  /** Orders what is of one kind and of the same instant. */
  readonly place: string;
}

export interface TimelineRow extends TimelinePosition {
  /** What it is, by its kind. */
  readonly entry: Readonly<Record<string, unknown>>;
}

export interface TimelineQuery {
  readonly profileId: string;
  readonly kinds: readonly TimelineKind[];
  readonly hiddenSegments: readonly number[];
  readonly hiddenSyncs: readonly string[];
  readonly after: TimelinePosition | undefined;
  readonly limit: number;
}

/** What there is of one kind. */
interface Branch {
  readonly kind: TimelineKind;
  readonly from: Prisma.Sql;
  readonly at: Prisma.Sql;
  readonly place: Prisma.Sql;
  /** Columns that the entry is made of. */
  readonly columns: Prisma.Sql;
  /** To the rest of a row, where its key alone is cheaper to sort by. */
  readonly join?: Prisma.Sql;
  /** Made of the columns, `k`, once it is known which rows are on the page. */
  readonly entry: Prisma.Sql;
}

/** All that happened to one person, in one list. */
@Injectable()
export class TimelineRepository {
  /** The newest first. Of each kind no more is looked into than the page has room for. */
  async page(sql: Sql, query: TimelineQuery): Promise<readonly TimelineRow[]> {
    const branches = branchesOf(query).filter(({ kind }) => query.kinds.includes(kind));
    const parts = branches.map((branch) => selectBranch(branch, query));
    return sql.$queryRaw<TimelineRow[]>`
      SELECT at, kind, place, entry FROM (${Prisma.join(parts, ' UNION ALL ')}) all_kinds
      ORDER BY at DESC, rank DESC, place COLLATE "C" DESC LIMIT ${query.limit}`;
  }
}

function selectBranch(
  { kind, from, at, place, columns, join = Prisma.empty, entry }: Branch,
  { after, limit }: TimelineQuery,
): Prisma.Sql {
  const rank = TIMELINE_KINDS.indexOf(kind);
  // The first condition is what an index can be read by.
  const isAfter = after
    ? Prisma.sql`AND ${at} <= ${after.at}::timestamptz AND (${at}, ${rank}::int, (${place}) COLLATE "C")
        < (${after.at}::timestamptz, ${TIMELINE_KINDS.indexOf(after.kind)}::int, ${after.place}::text COLLATE "C")`
    : Prisma.empty;
  return Prisma.sql`
    SELECT k.at, ${kind}::text AS kind, ${rank}::int AS rank, k.place, ${entry} AS entry
    FROM (
      SELECT ${at} AS at, ${place} AS place, ${columns} FROM ${from} ${isAfter}
      ORDER BY ${at} DESC, (${place}) COLLATE "C" DESC LIMIT ${limit}) k ${join}`;
}

/** Numbers of arrival as texts of one length. */
const ordered = (seq: string): string => `lpad(${seq}::text, 19, '0')`;

/** JSON that is not too large to be listed. */
const small = (column: string): string =>
  `CASE WHEN length(${column}::text) <= ${MOST_CHARACTERS} THEN ${column} END`;

function branchesOf({ profileId, hiddenSegments, hiddenSyncs }: TimelineQuery): readonly Branch[] {
  const isOfProfile = (alias: string): Prisma.Sql =>
    Prisma.sql`${Prisma.raw(alias)}.profile_id = ${profileId}::uuid`;
  return [
    {
      kind: 'event',
      from: Prisma.sql`event e WHERE ${isOfProfile('e')}`,
      at: Prisma.raw('e.occurred_at'),
      place: Prisma.raw(ordered('e.seq')),
      columns: Prisma.raw('e.name, e.seq'),
      join: Prisma.sql`JOIN event e ON ${isOfProfile('e')} AND e.name = k.name AND e.occurred_at = k.at AND e.seq = k.seq`,
      entry:
        Prisma.raw(`jsonb_build_object('name', e.name, 'connectionId', e.connection_id, 'receivedAt', e.received_at,
        'properties', ${small('e.properties')}, 'context', ${small('e.context')})`),
    },
    {
      kind: 'observation',
      from: Prisma.sql`trait_history h WHERE ${isOfProfile('h')} AND h.traits <> '{}'`,
      at: Prisma.raw('h.observed_at'),
      place: Prisma.raw(ordered('h.seq')),
      columns: Prisma.raw('h.connection_id, h.received_at, h.traits'),
      entry: Prisma.raw(
        `jsonb_build_object('connectionId', k.connection_id, 'receivedAt', k.received_at, 'traits', ${small('k.traits')})`,
      ),
    },
    {
      kind: 'merge',
      from: Prisma.sql`profile_merge g WHERE ${isOfProfile('g')}`,
      at: Prisma.raw('g.merged_at'),
      place: Prisma.raw('g.merged_profile_id::text'),
      columns: Prisma.raw('g.merged_profile_id'),
      entry: Prisma.raw(`jsonb_build_object('mergedProfileId', k.merged_profile_id)`),
    },
    {
      kind: 'membership',
      from: Prisma.sql`membership_log l JOIN segment s ON s.id = l.segment_id
        WHERE ${isOfProfile('l')} AND NOT l.segment_id = ANY(${[...hiddenSegments]}::int[])`,
      at: Prisma.raw('l.at'),
      place: Prisma.raw(`${ordered('l.seq')} || s.key`),
      columns: Prisma.raw('s.key, s.name, s.is_active, l.joined, l.cause, l.version, l.run_id'),
      entry:
        Prisma.raw(`jsonb_build_object('segmentKey', k.key, 'segmentName', k.name, 'isActive', k.is_active,
        'joined', k.joined, 'cause', k.cause, 'version', k.version, 'runId', k.run_id)`),
    },
    {
      kind: 'delivery',
      from: Prisma.sql`(
        SELECT d.sync_id, d.confirmed_at AS at, d.run_id,
               CASE WHEN d.confirmed IS NULL THEN 'removed' ELSE 'delivered' END AS outcome, NULL::jsonb AS problem
        FROM delivery d WHERE d.confirmed_at IS NOT NULL AND ${isOfProfile('d')}
        UNION ALL
        SELECT d.sync_id, r.started_at, d.run_id, d.problem ->> 'status', d.problem
        FROM delivery d JOIN run r ON r.id = d.run_id WHERE d.problem IS NOT NULL AND ${isOfProfile('d')}) v
        WHERE NOT v.sync_id = ANY(${[...hiddenSyncs]}::text[])`,
      at: Prisma.raw('v.at'),
      place: Prisma.raw(`v.sync_id || ' ' || v.outcome`),
      columns: Prisma.raw('v.sync_id, v.outcome, v.run_id, v.problem'),
      entry:
        Prisma.raw(`jsonb_build_object('syncId', k.sync_id, 'outcome', k.outcome, 'runId', k.run_id,
        'operation', k.problem ->> 'op', 'code', k.problem ->> 'code', 'message', k.problem ->> 'message')`),
    },
  ];
}

import { Injectable } from '@nestjs/common';
import { Prisma, type Sql } from '../database/database.js';
import { selectAskedEvents } from './asked-events.js';
import { askedArrays, type Asked, type AskedSegments, isAnyOfThese } from './asked-segments.js';
import { type Relations, type RuleTable } from './compile/compile-rule.js';
import type { AskedEvents } from './rules/event-horizons.js';

/** A statement that gives the profile_id of those of whom time alone may have changed an answer. */
export interface Shift {
  readonly sql: Prisma.Sql;
  /** The segments whose answer it may be. */
  readonly by: Asked;
}

/** Whom an evaluation is about: those collected, and the copy of their events, are temporary tables, which end with its transaction. */
@Injectable()
export class EvaluationScope {
  /**
   * Collects the profiles to evaluate, why, and for which segments: those that are marked (the marks are taken), those with a date
   * whose time has come, and those that `shifts` find. A mark that comes later stays for the next evaluation.
   *
   * @param isForOthers some segments are evaluated over all profiles: then those are collected as well about whom the others have
   *   nothing to ask
   * @returns how many
   */
  async collect(
    sql: Sql,
    now: Date,
    segments: AskedSegments,
    shifts: readonly Shift[],
    isForOthers: boolean,
  ): Promise<number> {
    const { columns } = segments;
    const each = (expression: (column: string) => string): Prisma.Sql =>
      Prisma.raw(columns.map((column) => `, ${expression(column)}`).join(''));
    await sql.$executeRaw`
      CREATE TEMP TABLE evaluation_scope (
        profile_id uuid PRIMARY KEY, cause text NOT NULL, is_all boolean NOT NULL${each((column) => `${column} bigint NOT NULL`)})
      ON COMMIT DROP`;
    const topics = [...segments.byTopic(), [ANYTHING, segments.all] as const];
    const names = topics.map(([name]) => name);
    const masks = askedArrays(
      topics.map(([, asked]) => asked),
      columns,
    );
    const moved = shifts.map(({ sql: shift, by }) => {
      const asked = by.map((mask) => Prisma.sql`, ${String(mask)}::bigint`);
      const list = asked.length === 0 ? Prisma.empty : Prisma.join(asked, '');
      return Prisma.sql` UNION ALL SELECT m.profile_id, 3, FALSE${list} FROM (${shift}) m`;
    });
    const rest = moved.length === 0 ? Prisma.empty : Prisma.join(moved, '');
    const isAny = columns.map((column) => `OR bit_or(f.${column}) <> 0`).join(' ');
    const count = await sql.$executeRaw`
      WITH taken AS (
        DELETE FROM dirty WHERE due_at IS NULL OR due_at <= ${now} RETURNING profile_id, due_at, cause, topics),
      asked AS (
        SELECT * FROM unnest(${Prisma.join([Prisma.sql`${names}::text[]`, ...masks])}) AS a(topic${each((column) => column)})),
      marked AS (
        SELECT profile_id, unnest(coalesce(topics, ${[ANYTHING]}::text[])) AS topic,
          CASE WHEN due_at IS NOT NULL THEN 3 WHEN cause = 'merge' THEN 0 WHEN cause = 'edit' THEN 1 ELSE 2 END AS rank
        FROM taken UNION ALL SELECT profile_id, ${ANYTHING}, 3 FROM due WHERE due_at <= ${now})
      INSERT INTO evaluation_scope
      SELECT f.profile_id, (ARRAY['merge', 'edit', 'data', 'time'])[min(f.rank) + 1], bool_or(f.is_all)${each((column) => `bit_or(f.${column})`)}
      FROM (
        SELECT m.profile_id, m.rank, m.topic = ${ANYTHING} AS is_all${each((column) => `coalesce(a.${column}, 0) AS ${column}`)}
        FROM marked m LEFT JOIN asked a ON a.topic = m.topic${rest}) f
      GROUP BY f.profile_id HAVING ${isForOthers} OR bool_or(f.is_all) ${Prisma.raw(isAny)}
      ORDER BY f.profile_id`;
    await sql.$executeRaw`ANALYZE evaluation_scope`;
    return count;
  }

  /**
   * Copies the events of the collected profiles that rules ask about, so that they are looked up once: of each profile those alone of
   * which the segments ask that are asked about it.
   */
  async copyEvents(sql: Sql, segments: AskedSegments, events: AskedEvents<Asked>): Promise<void> {
    await sql.$executeRaw`
      CREATE TEMP TABLE evaluation_event ON COMMIT DROP AS ${selectAskedEvents(segments, events)}`;
    await sql.$executeRaw`CREATE INDEX ON evaluation_event (name, occurred_at)`;
    await sql.$executeRawUnsafe(`SET LOCAL default_statistics_target = ${STATISTICS_TARGET}`);
    await sql.$executeRaw`ANALYZE evaluation_event (profile_id, name, occurred_at)`;
    await sql.$executeRawUnsafe('RESET default_statistics_target');
  }
}

/** The rows of the collected profiles; of most tables, of those alone about which segments are asked that read them. */
export function collectedBy(segments: AskedSegments): Relations {
  const scope = segments.columns.map((column) => `s.${column}`);
  const found = new Map<RuleTable, Prisma.Sql>();
  return (table) => {
    const known = found.get(table);
    if (known) return known;
    const rows = selectCollected(table, isAnyOfThese(scope, segments.reading(table)));
    found.set(table, rows);
    return rows;
  };
}

function selectCollected(table: RuleTable, isReader: Prisma.Sql): Prisma.Sql {
  switch (table) {
    case 'event':
      return Prisma.raw('evaluation_event');
    case 'profile':
      return Prisma.sql`(SELECT t.* FROM profile t JOIN evaluation_scope s ON s.profile_id = t.profile_id)`;
    case 'profile_id':
      return Prisma.sql`(SELECT s.profile_id FROM evaluation_scope s WHERE ${isReader})`;
    case 'static_member':
    case 'trait_history':
    case 'trait_state':
    case 'membership':
    case 'profile_identifier':
    case 'profile_connection':
      return Prisma.sql`(SELECT t.* FROM ${Prisma.raw(table)} t JOIN evaluation_scope s ON s.profile_id = t.profile_id WHERE ${isReader})`;
  }
}

/** Reads 6,000 rows of the copy, a fifth of what PostgreSQL does by default: which names are frequent is all that matters. */
const STATISTICS_TARGET = 20;

/** What stands for every topic. */
const ANYTHING = '*';

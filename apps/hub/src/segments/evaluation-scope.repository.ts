import { Injectable } from '@nestjs/common';
import { Prisma, type Sql } from '../database/database.js';
import { type Relations } from './compile/compile-rule.js';
import { instantText } from './compile/compile-time.js';
import type { EventHorizon, EventHorizons } from './rules/event-horizons.js';

/** Whom an evaluation is about: those collected, and the copy of their events, are temporary tables, which end with its transaction. */
@Injectable()
export class EvaluationScope {
  /**
   * Collects the profiles to evaluate, and why: those that are marked (the marks are taken), those with a date whose time has
   * come, and those that `shifts` find. A mark that comes later stays for the next evaluation.
   *
   * @returns how many
   */
  async collect(sql: Sql, now: Date, shifts: readonly Prisma.Sql[]): Promise<number> {
    await sql.$executeRaw`
      CREATE TEMP TABLE evaluation_scope (profile_id uuid PRIMARY KEY, cause text NOT NULL) ON COMMIT DROP`;
    const moved = shifts.map(
      (shift) => Prisma.sql` UNION ALL SELECT m.profile_id, 3 FROM (${shift}) m`,
    );
    const rest = moved.length === 0 ? Prisma.empty : Prisma.join(moved, '');
    const count = await sql.$executeRaw`
      WITH taken AS (
        DELETE FROM dirty WHERE due_at IS NULL OR due_at <= ${now} RETURNING profile_id, due_at, cause)
      INSERT INTO evaluation_scope
      SELECT f.profile_id, (ARRAY['merge', 'edit', 'data', 'time'])[min(f.rank) + 1] FROM (
        SELECT profile_id, CASE WHEN due_at IS NOT NULL THEN 3 WHEN cause = 'merge' THEN 0
                                WHEN cause = 'edit' THEN 1 ELSE 2 END AS rank FROM taken
        UNION ALL SELECT profile_id, 3 FROM due WHERE due_at <= ${now}${rest}) f
      GROUP BY f.profile_id ORDER BY f.profile_id`;
    await sql.$executeRaw`ANALYZE evaluation_scope`;
    return count;
  }

  /**
   * Copies the events of the collected profiles that rules ask about, so that they are looked up once. Of those about which it only
   * matters when they were, the rest is left out: an index has them, in the order of the profiles.
   *
   * @param isFew  so few profiles that each is looked up, whatever PostgreSQL makes of the busiest ones
   */
  async copyEvents(sql: Sql, horizons: EventHorizons, isFew: boolean): Promise<void> {
    const other = isFew ? 'off' : 'on';
    await sql.$executeRawUnsafe(`SET LOCAL enable_hashjoin = ${other}`);
    await sql.$executeRawUnsafe(`SET LOCAL enable_mergejoin = ${other}`);
    const rows = selectAsked(horizons).map(
      ({ columns, isAsked }) => Prisma.sql`
        SELECT e.profile_id, e.name, e.occurred_at, e.seq, ${columns}
        FROM evaluation_scope s JOIN event e ON e.profile_id = s.profile_id AND ${isAsked}`,
    );
    await sql.$executeRaw`
      CREATE TEMP TABLE evaluation_event ON COMMIT DROP AS ${Prisma.join(rows, ' UNION ALL ')}`;
    await sql.$executeRawUnsafe('SET LOCAL enable_hashjoin = on');
    await sql.$executeRawUnsafe('SET LOCAL enable_mergejoin = on');
    await sql.$executeRaw`CREATE INDEX ON evaluation_event (name, occurred_at)`;
    await sql.$executeRaw`ANALYZE evaluation_event (profile_id, name, occurred_at)`;
  }
}

/** The rows of the collected profiles. */
export const collected: Relations = (table) =>
  table === 'event'
    ? Prisma.raw('evaluation_event')
    : Prisma.sql`(SELECT t.* FROM ${Prisma.raw(table)} t JOIN evaluation_scope s ON s.profile_id = t.profile_id)`;

/** Events, and what is read of them. */
interface AskedEvents {
  readonly columns: Prisma.Sql;
  readonly isAsked: Prisma.Sql;
}

const DOCUMENTS = Prisma.sql`e.message_id, e.properties, e.context, e.numbers`;
const NO_DOCUMENTS = Prisma.sql`NULL::text AS message_id, NULL::jsonb AS properties, NULL::jsonb AS context, NULL::numeric[] AS numbers`;

/** For each name with documents a range of the primary key; of the others, which it holds whole, one pass over all of a profile. */
function selectAsked({ byName, others }: EventHorizons): readonly AskedEvents[] {
  const names = [...byName.keys()];
  const isSince = (isMeant: (horizon: EventHorizon) => boolean): Prisma.Sql => {
    const since = (horizon: EventHorizon | undefined): string =>
      horizon && isMeant(horizon) ? instantText(horizon.sinceMs) : NEVER;
    const sinces = names.map((name) => since(byName.get(name)));
    return Prisma.sql`e.occurred_at >= COALESCE((${sinces}::timestamptz[])[array_position(${names}::text[], e.name)], ${since(others)}::timestamptz)`;
  };
  if (others?.readsDocuments) return [{ columns: DOCUMENTS, isAsked: isSince(() => true) }];
  return [
    { columns: NO_DOCUMENTS, isAsked: isSince(({ readsDocuments }) => !readsDocuments) },
    ...[...byName]
      .filter(([, { readsDocuments }]) => readsDocuments)
      .map(([name, horizon]) => ({
        columns: DOCUMENTS,
        isAsked: Prisma.sql`e.name = ${name}::text AND e.occurred_at >= ${instantText(horizon.sinceMs)}::timestamptz`,
      })),
  ];
}

const NEVER = 'infinity';

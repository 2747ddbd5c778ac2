import { Injectable } from '@nestjs/common';
import { Prisma, type Sql } from '../database/database.js';
import { listUnsettled } from '../delivery/unsettled.repository.js';
import { gatherWords, tableOf, WORDS, type BitSource, type BitStore } from './compile/bit-table.js';
import { ONCE } from './compile/once.js';
import { type CompiledAnswers, type EventCatalog } from './compile/compile-rule.js';
import { type AskedSegment, type Reach, selectDifferences, selectHeld } from './compare-answers.js';

/** Statistics may be old: that a table has more rows is believed where they say so many times as many. */
const SURE = 4;

/** More than these are not listed in `event_property`: see CatalogWriter. */
export const MOST_EVENT_NAMES = 5_000;

export interface EvaluationStamp {
  readonly now: Date;
  readonly runId: string;
  /** One for a whole evaluation: orders the log. */
  readonly seq: number;
}

/**
 * What an evaluation does in the database, inside its transaction. Profiles are never read into the process: the answers and the
 * changes are tables that end with the transaction.
 */
@Injectable()
export class EvaluationRepository {
  /** What is known of the events of these names, and whether all names are listed. */
  async catalog(sql: Sql, names: readonly string[]): Promise<EventCatalog> {
    const rows = await sql.eventProperty.findMany({
      where: { name: { in: [...names] }, slot: { not: null }, isClosed: false },
    });
    const slots = new Map(rows.map(({ name, path, slot }) => [JSON.stringify([name, path]), slot]));
    const listed = await sql.eventProperty.count({ where: { path: '' } });
    return {
      slotOf: (name, path) => slots.get(JSON.stringify([name, path])) ?? undefined,
      hasAllNames: listed < MOST_EVENT_NAMES,
    };
  }

  /** To be called before the first `storeBits`. */
  async beginBits(sql: Sql): Promise<void> {
    await sql.$executeRaw`
      CREATE TEMP TABLE evaluation_bit (profile_id uuid NOT NULL, word int NOT NULL, bits bigint NOT NULL) ON COMMIT DROP`;
  }

  /** Works the bits out. */
  async storeBits(sql: Sql, sources: readonly BitSource[], store: BitStore): Promise<void> {
    if (store === 'apart') {
      // Not temporary: of those PostgreSQL lets one process read only. They end with the transaction, or before it.
      for (const source of sources) {
        await sql.$executeRaw`CREATE UNLOGGED TABLE ${tableOf(source)} AS ${source.sql}`;
      }
    } else if (sources.length > 0) {
      const rows = sources.map(
        (source) =>
          Prisma.sql`SELECT q.profile_id, ${source.bits[0].word}::int, q.bits FROM (${source.sql}) q`,
      );
      await sql.$executeRaw`INSERT INTO evaluation_bit ${Prisma.join(rows, ' UNION ALL ')}`;
      await sql.$executeRaw`ANALYZE evaluation_bit`;
    }
  }

  /** Gathers the bits of one statement that are stored apart, to one row a profile. */
  async storeWords(sql: Sql, sources: readonly BitSource[]): Promise<void> {
    await inOrder(
      sql,
      () => sql.$executeRaw`CREATE UNLOGGED TABLE ${WORDS} AS ${gatherWords(sources)}`,
    );
    await sql.$executeRaw`ANALYZE ${WORDS}`;
  }

  async dropWords(sql: Sql): Promise<void> {
    await sql.$executeRaw`DROP TABLE ${WORDS}`;
  }

  /** To be called when the bits that were stored apart are no longer asked for. */
  async dropBits(sql: Sql, sources: readonly BitSource[]): Promise<void> {
    if (sources.length === 0) return;
    await sql.$executeRaw`DROP TABLE ${Prisma.join(sources.map(tableOf))}`;
  }

  async profileCount(sql: Sql): Promise<number> {
    const [row] = await sql.$queryRaw<[{ n: bigint }]>`SELECT count(*) AS n FROM profile`;
    return Number(row.n);
  }

  /** Counts no further than it has to, and not at all where the statistics of the table leave no doubt. */
  async hasMoreProfiles(sql: Sql, count: number): Promise<boolean> {
    const [known] = await sql.$queryRaw<[{ n: number }]>`
      SELECT reltuples::float8 AS n FROM pg_class WHERE oid = 'profile'::regclass`;
    if (known.n > count * SURE) return true;
    const [row] = await sql.$queryRaw<[{ n: bigint }]>`
      SELECT count(*) AS n FROM (SELECT 1 FROM profile LIMIT ${Math.floor(count) + 1}::int) p`;
    return Number(row.n) > count;
  }

  /**
   * Makes the stored members of some segments what `answers` says, of all profiles or of those collected, and logs who came
   * and went.
   *
   * @param answers (profile_id, mask, due_at): see compileAnswers
   */
  async setMembers(
    sql: Sql,
    asked: readonly AskedSegment[],
    answers: CompiledAnswers,
    reach: Reach,
    { now, runId, seq }: EvaluationStamp,
  ): Promise<{ readonly joined: number; readonly left: number }> {
    const bits = asked.map(({ id }, bit) => Prisma.sql`(${id}::int, 1::bigint << ${bit}::int)`);
    const table = Prisma.raw(reach.isWhole ? 'UNLOGGED TABLE' : 'TEMP TABLE');
    const hold = () =>
      sql.$executeRaw`CREATE ${table} evaluation_held AS ${selectHeld(asked, reach)}`;
    await (reach.isWhole ? inOrder(sql, hold) : hold());
    await sql.$executeRaw`ANALYZE evaluation_held`;
    await sql.$executeRaw`
      CREATE ${table} evaluation_answer AS ${selectDifferences(asked, answers, reach)}`;
    // In the order of the profiles, as the indexes have them: then each of their pages is read, changed and logged once.
    await sql.$executeRaw`
      CREATE TEMP TABLE evaluation_change ON COMMIT DROP AS
      WITH asked(segment_id, bit) AS (VALUES ${Prisma.join(bits)})
      SELECT w.profile_id, a.segment_id, w.joins & a.bit <> 0 AS joined
      FROM evaluation_answer w JOIN asked a ON (w.joins | w.leaves) & a.bit <> 0
      WHERE w.joins <> 0 OR w.leaves <> 0
      ORDER BY w.profile_id, a.segment_id`;
    await sql.$executeRaw`ANALYZE evaluation_change`;
    const [row] = await sql.$queryRaw<[{ joined: bigint; left: bigint }]>`
      WITH asked(segment_id, version, cause) AS (VALUES ${Prisma.join(asked.map(toValues))}),
      gone AS (
        DELETE FROM membership m USING evaluation_change c
        WHERE NOT c.joined AND m.profile_id = c.profile_id AND m.segment_id = c.segment_id
        RETURNING m.profile_id, m.segment_id),
      come AS (
        INSERT INTO membership (profile_id, segment_id, joined_at)
        SELECT profile_id, segment_id, ${now} FROM evaluation_change WHERE joined
        ON CONFLICT DO NOTHING RETURNING profile_id, segment_id),
      logged AS (
        INSERT INTO membership_log (profile_id, segment_id, seq, at, joined, version, cause, run_id)
        SELECT m.profile_id, m.segment_id, ${seq}::bigint, ${now}, m.joined, a.version,
               coalesce(a.cause, s.cause, 'time'), ${runId}::uuid
        FROM (SELECT *, TRUE AS joined FROM come UNION ALL SELECT *, FALSE FROM gone) m
        JOIN asked a ON a.segment_id = m.segment_id
        LEFT JOIN evaluation_scope s ON s.profile_id = m.profile_id
        ORDER BY m.profile_id, m.segment_id)
      SELECT (SELECT count(*) FROM come) AS joined, (SELECT count(*) FROM gone) AS left`;
    await sql.$executeRaw`
      INSERT INTO evaluation_due SELECT profile_id, due_at FROM evaluation_answer WHERE is_due_news`;
    await sql.$executeRaw`DROP TABLE evaluation_held, evaluation_answer, evaluation_change`;
    return { joined: Number(row.joined), left: Number(row.left) };
  }

  /** To be called before the first `setMembers`. */
  async beginDue(sql: Sql): Promise<void> {
    await sql.$executeRaw`
      CREATE TEMP TABLE evaluation_due (profile_id uuid NOT NULL, due_at timestamptz(3)) ON COMMIT DROP`;
  }

  /**
   * Turns what several statements said into changes of what is stored. Of a profile that was not asked about for all segments, the
   * earlier of both instants is kept.
   *
   * @param isFull every profile was evaluated for all segments
   */
  async gatherDue(sql: Sql, isFull: boolean): Promise<void> {
    await sql.$executeRaw`ANALYZE evaluation_due`;
    const fresh = Prisma.sql`(SELECT profile_id, min(due_at) AS due_at FROM evaluation_due GROUP BY profile_id) f`;
    const both = isFull
      ? Prisma.sql`SELECT coalesce(f.profile_id, d.profile_id) AS profile_id, f.due_at, d.due_at AS former
          FROM ${fresh} FULL JOIN due d ON d.profile_id = f.profile_id`
      : Prisma.sql`SELECT coalesce(s.profile_id, f.profile_id) AS profile_id, d.due_at AS former,
            least(f.due_at, CASE WHEN s.is_all IS NOT TRUE THEN d.due_at END) AS due_at
          FROM evaluation_scope s FULL JOIN ${fresh} ON f.profile_id = s.profile_id
          LEFT JOIN due d ON d.profile_id = coalesce(s.profile_id, f.profile_id)`;
    await sql.$executeRaw`
      CREATE TEMP TABLE evaluation_due_news ON COMMIT DROP AS
      SELECT profile_id, due_at FROM (${both}${ONCE}) b WHERE due_at IS DISTINCT FROM former`;
    await sql.$executeRaw`DROP TABLE evaluation_due`;
    await sql.$executeRaw`ALTER TABLE evaluation_due_news RENAME TO evaluation_due`;
  }

  /** Stores when the profiles are due next, where that changed. */
  async storeDue(sql: Sql): Promise<void> {
    await sql.$executeRaw`
      DELETE FROM due USING evaluation_due e WHERE due.profile_id = e.profile_id AND e.due_at IS NULL`;
    await sql.$executeRaw`
      INSERT INTO due SELECT profile_id, due_at FROM evaluation_due WHERE due_at IS NOT NULL
      ON CONFLICT (profile_id) DO UPDATE SET due_at = excluded.due_at`;
  }

  /**
   * Lists for the syncs who came and went. To be called last: an intake that lists one of them waits for the end of the transaction.
   */
  async listForSyncs(sql: Sql, { now, seq }: EvaluationStamp): Promise<void> {
    // Segment by segment, an index has those of this evaluation.
    const changed = Prisma.sql`
      SELECT l.profile_id, sync.id AS sync_id FROM sync JOIN segment ON segment.key = sync.segment_key
      JOIN membership_log l ON l.segment_id = segment.id AND l.at = ${now} AND l.seq = ${seq}::bigint`;
    await sql.$executeRaw`${listUnsettled(changed)}`;
  }

  /** Changes of a run that neither data nor edits explain. */
  async unexplained(
    sql: Sql,
    runId: string,
    limit: number,
  ): Promise<
    readonly { readonly segment: string; readonly profileId: string; readonly joined: boolean }[]
  > {
    return sql.$queryRaw`
      SELECT s.key AS segment, l.profile_id AS "profileId", l.joined
      FROM membership_log l JOIN segment s ON s.id = l.segment_id
      WHERE l.run_id = ${runId}::uuid AND l.cause = 'time'
        AND l.at = (SELECT max(evaluated_at) FROM segment)
      ORDER BY s.key, l.profile_id LIMIT ${limit}`;
  }

  async markEvaluated(
    sql: Sql,
    segments: readonly { readonly id: number; readonly version: number }[],
    { at, timezone }: { readonly at: Date; readonly timezone: string },
  ): Promise<void> {
    const ids = segments.map(({ id }) => id);
    const versions = segments.map(({ version }) => version);
    await sql.$executeRaw`
      UPDATE segment SET evaluated_version = done.version, evaluated_at = ${at}, evaluated_zone = ${timezone}, error = NULL
      FROM unnest(${ids}::int[], ${versions}::int[]) AS done(id, version) WHERE segment.id = done.id`;
  }

  async markFailed(
    sql: Sql,
    segmentId: number,
    error: { readonly code: string; readonly message: string },
  ): Promise<void> {
    await sql.segment.update({ where: { id: segmentId }, data: { error: { ...error } } });
  }
}

const toValues = ({ id, version, cause }: AskedSegment): Prisma.Sql =>
  Prisma.sql`(${id}::int, ${version}::int, ${cause ?? null}::text)`;

/** Groups the rows of most profiles in their order, on every core or by an index: a hash of them takes twice as long. */
async function inOrder(sql: Sql, work: () => Promise<unknown>): Promise<void> {
  await sql.$executeRawUnsafe('SET LOCAL enable_hashagg = off');
  await work();
  await sql.$executeRawUnsafe('SET LOCAL enable_hashagg = on');
}

import { Injectable } from '@nestjs/common';
import { Prisma, type Sql } from '../database/database.js';
import { listUnsettled, syncsOfSegments } from '../delivery/unsettled.repository.js';
import { foldMembershipLogs } from '../segments/membership-log-merge.repository.js';
import { topic } from '../segments/rules/topics.js';

/** Tables whose rows simply move with their profile: every column but `profile_id`. */
const MOVED = [
  {
    table: 'trait_history',
    columns: 'observed_at, seq, connection_id, message_id, traits, received_at',
  },
  {
    table: 'event',
    columns:
      'name, occurred_at, seq, connection_id, message_id, properties, context, received_at, numbers',
  },
  { table: 'profile_identifier', columns: 'type, value, connection_id, created_at' },
  { table: 'profile_connection', columns: 'connection_id, created_at' },
  { table: 'profile_merge', columns: 'merged_profile_id, merged_at' },
  { table: 'membership', columns: 'segment_id, joined_at' },
  { table: 'membership_log', columns: 'segment_id, seq, at, joined, version, cause, run_id' },
  { table: 'static_member', columns: 'segment_id, added_at, added_by' },
  { table: 'static_change', columns: 'segment_id, seq, added, at, by' },
  { table: 'due', columns: 'due_at' },
  { table: 'dirty', columns: 'seq, due_at, cause, topics' },
  // A delivery moves only where the survivor has none: two addresses in one audience are two deliveries, and the one that
  // stays behind has no member any more, so the next run removes it.
  {
    table: 'delivery',
    columns:
      'sync_id, confirmed, confirmed_at, address, external_id, problem, wanted, sending, run_id',
  },
] as const;

@Injectable()
export class ProfileRepository {
  /** Moves all that belongs to each loser to its survivor, and deletes the loser. Traits are merged by the caller. */
  async merge(
    sql: Sql,
    pairs: readonly { readonly loser: string; readonly survivor: string }[],
    mergedAt: Date,
  ): Promise<void> {
    if (pairs.length === 0) return;
    const losers = pairs.map(({ loser }) => loser);
    const survivors = pairs.map(({ survivor }) => survivor);
    const merged = Prisma.sql`unnest(${losers}::uuid[], ${survivors}::uuid[]) AS merged(loser, survivor)`;

    await sql.$executeRaw`
      UPDATE identifier i SET profile_id = merged.survivor
      FROM ${merged}, profile_identifier pi
      WHERE pi.profile_id = merged.loser AND i.type = pi.type AND i.value = pi.value`;
    await foldMembershipLogs(sql, merged);
    for (const { table, columns } of MOVED) {
      const [name, list] = [Prisma.raw(table), Prisma.raw(columns)];
      await sql.$executeRaw`
        INSERT INTO ${name} (profile_id, ${list})
        SELECT merged.survivor, ${list} FROM ${name} moved JOIN ${merged} ON merged.loser = moved.profile_id
        ON CONFLICT DO NOTHING`;
      const stays = table === 'delivery' ? STAYS_BEHIND : Prisma.sql`FALSE`;
      await sql.$executeRaw`
        DELETE FROM ${name} moved USING ${merged}
        WHERE moved.profile_id = merged.loser AND NOT (${stays})`;
    }
    const all = Prisma.sql`ANY(${[...losers, ...survivors]}::uuid[])`;
    const members = Prisma.sql`(SELECT profile_id, segment_id FROM membership WHERE profile_id = ${all})`;
    await sql.$executeRaw`${listUnsettled(Prisma.sql`
      SELECT profile_id, sync_id FROM delivery WHERE profile_id = ${all}
      UNION ${syncsOfSegments(members)}`)}`;
    await sql.$executeRaw`
      INSERT INTO profile_merge (profile_id, merged_profile_id, merged_at)
      SELECT survivor, loser, ${mergedAt} FROM ${merged} ON CONFLICT DO NOTHING`;
    await sql.$executeRaw`DELETE FROM trait_state WHERE profile_id = ANY(${losers}::uuid[])`;
    await sql.$executeRaw`DELETE FROM profile WHERE profile_id = ANY(${losers}::uuid[])`;
  }

  /**
   * Removes all that is known of these profiles. A delivery that is confirmed stays until its audience confirmed the leave:
   * it is all that is left to tell whom to remove there.
   */
  async erase(sql: Sql, profileIds: readonly string[]): Promise<void> {
    const gone = Prisma.sql`ANY(${profileIds}::uuid[])`;
    await sql.$executeRaw`
      DELETE FROM identifier i USING profile_identifier pi
      WHERE pi.profile_id = ${gone} AND i.type = pi.type AND i.value = pi.value`;
    for (const { table } of MOVED) {
      const keep =
        table === 'delivery'
          ? Prisma.sql`(confirmed IS NOT NULL OR sending IS NOT NULL)`
          : Prisma.sql`FALSE`;
      await sql.$executeRaw`
        DELETE FROM ${Prisma.raw(table)} WHERE profile_id = ${gone} AND NOT (${keep})`;
    }
    await sql.$executeRaw`${listUnsettled(Prisma.sql`
      SELECT profile_id, sync_id FROM delivery WHERE profile_id = ${gone}`)}`;
    await sql.$executeRaw`DELETE FROM run_record WHERE profile_id = ${gone}`;
    await sql.$executeRaw`DELETE FROM trait_state WHERE profile_id = ${gone}`;
    await sql.$executeRaw`DELETE FROM profile WHERE profile_id = ${gone}`;
  }

  /** Profiles that this connection knows and no other one. */
  async knownOnlyTo(sql: Sql, connectionId: string, limit: number): Promise<readonly string[]> {
    const rows = await sql.$queryRaw<{ id: string }[]>`
      SELECT own.profile_id AS id FROM profile_connection own
      WHERE own.connection_id = ${connectionId} AND NOT EXISTS (
        SELECT 1 FROM profile_connection other
        WHERE other.profile_id = own.profile_id AND other.connection_id <> ${connectionId})
      LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  }

  /**
   * Marks the profiles that the connection knew for the next evaluation.
   *
   * @returns how many; all else that it said of them stays
   */
  async forgetConnection(sql: Sql, connectionId: string): Promise<number> {
    return sql.$executeRaw`
      WITH known AS (
        DELETE FROM profile_connection WHERE connection_id = ${connectionId} RETURNING profile_id),
      mark AS (SELECT nextval('arrival_seq') AS seq)
      INSERT INTO dirty (profile_id, seq, topics)
      SELECT known.profile_id, mark.seq, ${[topic.source(connectionId)]}::text[] FROM known, mark`;
  }

  /** Profiles that have any of these identifiers. */
  async findByIdentifiers(
    sql: Sql,
    identifiers: readonly { readonly type: string; readonly value: string }[],
  ): Promise<readonly { type: string; value: string; profileId: string }[]> {
    return sql.$queryRaw`
      SELECT i.type, i.value, i.profile_id AS "profileId" FROM identifier i
      JOIN unnest(${identifiers.map(({ type }) => type)}::text[],
                  ${identifiers.map(({ value }) => value)}::text[]) AS asked(type, value)
        ON asked.type = i.type AND asked.value = i.value`;
  }
}

/** The survivor's own delivery is to another address than the loser's. */
const STAYS_BEHIND = Prisma.sql`
  (moved.confirmed IS NOT NULL OR moved.sending IS NOT NULL) AND EXISTS (
    SELECT 1 FROM delivery own
    WHERE own.profile_id = merged.survivor AND own.sync_id = moved.sync_id
      AND own.address IS DISTINCT FROM moved.address)`;

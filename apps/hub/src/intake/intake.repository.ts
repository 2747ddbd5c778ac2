import { Injectable } from '@nestjs/common';
import { Prisma, type Sql } from '../database/database.js';
import { listUnsettled } from '../delivery/unsettled.repository.js';
import { keyOf, type KnownIdentities } from '../identity/resolve-identities.js';
import type { Identifier } from '../identity/normalise-identifiers.js';

/** One intake at a time: what it reads (identifiers, message ids) must not change before it writes. */
const INTAKE_LOCK = 7_201_001;
/** Rows go to the database as JSON text in statements of about this size. */
const MOST_STATEMENT_CHARACTERS = 8_000_000;

export interface EventRow {
  readonly p: string;
  readonly n: string;
  readonly o: string;
  readonly s: number;
  readonly m: string | undefined;
  readonly v: object;
  readonly c: object | undefined;
  /** Its numbers by slot. */
  readonly x: readonly (string | null)[] | undefined;
}

export interface HistoryRow {
  readonly p: string;
  readonly o: string;
  readonly s: number;
  readonly m: string | undefined;
  readonly v: object;
}

/** That a profile is to be evaluated. */
export interface Mark {
  readonly p: string;
  /** The topics of what may have changed (segments/rules/topics.ts); null: anything. */
  readonly t: readonly string[] | null;
}

export interface DueMark extends Mark {
  readonly s: number;
  readonly o: string;
}

export interface StoredProfile {
  readonly profileId: string;
  readonly traits: unknown;
  readonly state: unknown;
  readonly consent: unknown;
  readonly userId: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly anonymousId: string | null;
}

@Injectable()
export class IntakeRepository {
  /** Held until the transaction ends. */
  async lock(sql: Sql): Promise<void> {
    await sql.$executeRaw`SELECT pg_advisory_xact_lock(${INTAKE_LOCK})`;
  }

  /** The first of a block of numbers, larger than all that were given out before. */
  async nextSeq(sql: Sql): Promise<number> {
    const [row] = await sql.$queryRaw<[{ seq: bigint }]>`SELECT nextval('arrival_seq') AS seq`;
    return Number(row.seq);
  }

  async knownMessages(
    sql: Sql,
    table: 'event' | 'trait_history',
    connectionId: string,
    messageIds: readonly string[],
  ): Promise<ReadonlySet<string>> {
    if (messageIds.length === 0) return new Set();
    const rows = await sql.$queryRaw<{ message_id: string }[]>`
      SELECT message_id FROM ${Prisma.raw(table)}
      WHERE connection_id = ${connectionId} AND message_id = ANY(${messageIds}::text[])`;
    return new Set(rows.map((row) => row.message_id));
  }

  async knownIdentities(
    sql: Sql,
    identifiers: readonly Identifier[],
    withCounts: boolean,
  ): Promise<KnownIdentities> {
    const types = identifiers.map(({ type }) => type);
    const values = identifiers.map(({ value }) => value);
    const rows = await sql.$queryRaw<(Identifier & { profile_id: string })[]>`
      SELECT i.type, i.value, i.profile_id FROM identifier i
      JOIN unnest(${types}::text[], ${values}::text[]) AS asked(type, value)
        ON asked.type = i.type AND asked.value = i.value`;
    const owners = new Map(rows.map((row) => [keyOf(row), row.profile_id]));
    const counts = withCounts ? await this.counts(sql, [...new Set(owners.values())]) : new Map();
    return { owners, counts };
  }

  private async counts(
    sql: Sql,
    profileIds: readonly string[],
  ): Promise<Map<string, Map<string, number>>> {
    const rows = await sql.$queryRaw<{ profile_id: string; type: string; n: number }[]>`
      SELECT profile_id, type, count(*)::int AS n FROM profile_identifier
      WHERE profile_id = ANY(${profileIds}::uuid[]) GROUP BY profile_id, type`;
    const counts = new Map<string, Map<string, number>>();
    for (const { profile_id, type, n } of rows) {
      const types = counts.get(profile_id) ?? new Map<string, number>();
      counts.set(profile_id, types.set(type, n));
    }
    return counts;
  }

  async loadProfiles(
    sql: Sql,
    profileIds: readonly string[],
  ): Promise<ReadonlyMap<string, StoredProfile>> {
    if (profileIds.length === 0) return new Map();
    const rows = await sql.$queryRaw<StoredProfile[]>`
      SELECT p.profile_id AS "profileId", p.traits, p.user_id AS "userId", p.email, p.phone,
             p.anonymous_id AS "anonymousId", coalesce(s.state, '{}') AS state,
             coalesce(s.consent, '{}') AS consent
      FROM profile p LEFT JOIN trait_state s ON s.profile_id = p.profile_id
      WHERE p.profile_id = ANY(${profileIds}::uuid[])`;
    return new Map(rows.map((row) => [row.profileId, row]));
  }

  async insertEvents(
    sql: Sql,
    connectionId: string,
    receivedAt: Date,
    rows: readonly EventRow[],
  ): Promise<void> {
    for (const json of statements(rows)) {
      await sql.$executeRaw`
        INSERT INTO event (profile_id, name, occurred_at, seq, connection_id, message_id,
                           properties, context, received_at, numbers)
        SELECT p, n, o, s, ${connectionId}, m, v, c, ${receivedAt}, x
        FROM json_to_recordset(${json}::json)
          AS r(p uuid, n text, o timestamptz, s bigint, m text, v jsonb, c jsonb, x numeric[])`;
    }
  }

  async insertHistory(
    sql: Sql,
    connectionId: string,
    receivedAt: Date,
    rows: readonly HistoryRow[],
  ): Promise<void> {
    for (const json of statements(rows)) {
      await sql.$executeRaw`
        INSERT INTO trait_history (profile_id, observed_at, seq, connection_id, message_id,
                                   traits, received_at)
        SELECT p, o, s, ${connectionId}, m, v, ${receivedAt}
        FROM json_to_recordset(${json}::json)
          AS r(p uuid, o timestamptz, s bigint, m text, v jsonb)`;
    }
  }

  async insertProfiles(sql: Sql, profileIds: readonly string[], createdAt: Date): Promise<void> {
    if (profileIds.length === 0) return;
    await sql.$executeRaw`
      INSERT INTO profile (profile_id, created_at)
      SELECT id, ${createdAt} FROM unnest(${profileIds}::uuid[]) AS new(id)`;
  }

  async insertIdentifiers(
    sql: Sql,
    connectionId: string,
    createdAt: Date,
    rows: readonly (Identifier & { profileId: string })[],
  ): Promise<void> {
    if (rows.length === 0) return;
    const ids = rows.map(({ profileId }) => profileId);
    const types = rows.map(({ type }) => type);
    const values = rows.map(({ value }) => value);
    await sql.$executeRaw`
      INSERT INTO identifier (type, value, profile_id)
      SELECT * FROM unnest(${types}::text[], ${values}::text[], ${ids}::uuid[])`;
    await sql.$executeRaw`
      INSERT INTO profile_identifier (profile_id, type, value, connection_id, created_at)
      SELECT id, type, value, ${connectionId}, ${createdAt}
      FROM unnest(${ids}::uuid[], ${types}::text[], ${values}::text[]) AS new(id, type, value)`;
  }

  /** Notes that the connection knows these profiles. */
  async connect(
    sql: Sql,
    connectionId: string,
    createdAt: Date,
    profileIds: readonly string[],
  ): Promise<void> {
    if (profileIds.length === 0) return;
    await sql.$executeRaw`
      INSERT INTO profile_connection (profile_id, connection_id, created_at)
      SELECT id, ${connectionId}, ${createdAt} FROM unnest(${profileIds}::uuid[]) AS known(id)
      ON CONFLICT DO NOTHING`;
  }

  async disconnect(sql: Sql, connectionId: string, profileIds: readonly string[]): Promise<void> {
    if (profileIds.length === 0) return;
    await sql.$executeRaw`
      DELETE FROM profile_connection
      WHERE connection_id = ${connectionId} AND profile_id = ANY(${profileIds}::uuid[])`;
  }

  /** Whoever is another one now may have to be changed in the audiences that hold them. */
  async updateProfiles(sql: Sql, rows: readonly object[]): Promise<void> {
    const columns = Prisma.raw('traits, user_id, email, phone, anonymous_id');
    for (const json of statements(rows)) {
      const held = Prisma.sql`
        SELECT d.profile_id, d.sync_id FROM changed c JOIN delivery d ON d.profile_id = c.profile_id`;
      await sql.$executeRaw`
        WITH changed AS (
          UPDATE profile p SET (${columns}) = (r.traits, r.user_id, r.email, r.phone, r.anonymous_id)
          FROM json_to_recordset(${json}::json)
            AS r(profile_id uuid, traits jsonb, user_id text, email text, phone text, anonymous_id text)
          WHERE p.profile_id = r.profile_id
            AND (p.traits, p.user_id, p.email, p.phone, p.anonymous_id)
              IS DISTINCT FROM (r.traits, r.user_id, r.email, r.phone, r.anonymous_id)
          RETURNING p.profile_id)
        ${listUnsettled(held)}`;
    }
  }

  async saveStates(sql: Sql, rows: readonly object[]): Promise<void> {
    for (const json of statements(rows)) {
      await sql.$executeRaw`
        INSERT INTO trait_state (profile_id, state, consent)
        SELECT profile_id, state, consent FROM json_to_recordset(${json}::json)
          AS r(profile_id uuid, state jsonb, consent jsonb)
        ON CONFLICT (profile_id) DO UPDATE SET state = excluded.state, consent = excluded.consent`;
    }
  }

  /** Marks profiles for the next evaluation. */
  async markDirty(
    sql: Sql,
    marks: readonly Mark[],
    seq: number,
    cause: 'data' | 'merge' | 'edit',
  ): Promise<void> {
    for (const json of statements(marks)) {
      await sql.$executeRaw`
        INSERT INTO dirty (profile_id, seq, cause, topics)
        SELECT p, ${seq}::bigint, ${cause}, t FROM json_to_recordset(${json}::json) AS r(p uuid, t text[])`;
    }
  }

  /** Marks profiles for the first evaluation at or after an instant. */
  async markDue(sql: Sql, marks: readonly DueMark[]): Promise<void> {
    for (const json of statements(marks)) {
      await sql.$executeRaw`
        INSERT INTO dirty (profile_id, seq, due_at, topics)
        SELECT p, s, o, t FROM json_to_recordset(${json}::json)
          AS r(p uuid, s bigint, o timestamptz, t text[])`;
    }
  }
}

/** The rows as JSON arrays of a bounded size. */
export function* statements(rows: readonly object[]): Generator<string> {
  let parts: string[] = [];
  let length = 0;
  for (const row of rows) {
    const json = JSON.stringify(row);
    if (length + json.length > MOST_STATEMENT_CHARACTERS && parts.length > 0) {
      yield `[${parts.join(',')}]`;
      parts = [];
      length = 0;
    }
    parts.push(json);
    length += json.length;
  }
  if (parts.length > 0) yield `[${parts.join(',')}]`;
}

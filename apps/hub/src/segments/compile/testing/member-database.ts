import { randomUUID } from 'node:crypto';
import { type JsonObject } from '@segue/sdk';
import { Database, Prisma } from '../../../database/database.js';
import { parseRule } from '../../rules/parse-rule.js';
import { type CompileContext, compileMembers, ofProfiles } from '../compile-rule.js';

/** What the specs store of one profile; times are ISO 8601 with an offset. */
export interface StoredProfile {
  readonly traits?: JsonObject;
  /** In order of arrival, as the observations. */
  readonly events?: readonly StoredEvent[];
  readonly observations?: readonly { readonly at: string; readonly traits: JsonObject }[];
  readonly identifiers?: readonly { readonly type: string; readonly value: string }[];
  readonly connections?: readonly string[];
  readonly consent?: Readonly<Record<string, boolean>>;
  /** Ids of the segments that it is a member of. */
  readonly segments?: readonly number[];
}

export interface StoredEvent {
  readonly name: string;
  readonly at: string;
  readonly id?: string;
  readonly properties?: JsonObject;
  readonly context?: JsonObject;
}

const TABLES = Prisma.sql`profile, trait_state, trait_history, event, profile_identifier, profile_connection, membership`;

/**
 * Rows written straight into the tables, and who of them is a member. In memory, or, with
 * SEGUE_TEST_DATABASE_URL, in a database of its own on that server, which `close` drops: specs run at once.
 */
export class MemberDatabase {
  private readonly names = new Map<string, string>();
  private seq = 0;

  private constructor(
    private readonly database: Database,
    readonly close: () => Promise<void>,
  ) {}

  static async open(): Promise<MemberDatabase> {
    const url = process.env['SEGUE_TEST_DATABASE_URL'];
    if (url) return openOnServer(url, (...parts) => new MemberDatabase(...parts));
    const database = await Database.open({ kind: 'pglite' });
    return new MemberDatabase(database, () => database.close());
  }

  /** Forgets what was stored, and stores these profiles by name. */
  async store(profiles: Readonly<Record<string, StoredProfile>>): Promise<void> {
    await this.database.prisma.$executeRaw`TRUNCATE ${TABLES}`;
    this.names.clear();
    const entries = Object.entries(profiles).map(([name, profile]) => {
      const id = this.idOf(this.names.size);
      this.names.set(id, name);
      return { id, profile };
    });
    await this.insert(
      Prisma.sql`INSERT INTO profile (profile_id, traits, created_at) SELECT id, traits, now()`,
      Prisma.sql`id uuid, traits jsonb`,
      entries.map(({ id, profile }) => ({ id, traits: profile.traits ?? {} })),
    );
    await this.insert(
      Prisma.sql`INSERT INTO event (profile_id, name, occurred_at, seq, connection_id, message_id, properties, context, received_at) SELECT id, name, at, seq, 'web', message_id, properties, context, at`,
      Prisma.sql`id uuid, name text, at timestamptz, seq bigint, message_id text, properties jsonb, context jsonb`,
      entries.flatMap(({ id, profile }) => (profile.events ?? []).map((e) => this.eventRow(id, e))),
    );
    await this.insert(
      Prisma.sql`INSERT INTO trait_history (profile_id, observed_at, seq, connection_id, traits, received_at) SELECT id, at, seq, 'web', traits, at`,
      Prisma.sql`id uuid, at timestamptz, seq bigint, traits jsonb`,
      entries.flatMap(({ id, profile }) =>
        (profile.observations ?? []).map((o) => ({ id, seq: ++this.seq, ...o })),
      ),
    );
    await this.insert(
      Prisma.sql`INSERT INTO trait_state (profile_id, state, consent) SELECT id, '{}', consent`,
      Prisma.sql`id uuid, consent jsonb`,
      entries.flatMap(({ id, profile }) =>
        profile.consent ? [{ id, consent: toConsentState(profile.consent) }] : [],
      ),
    );
    await this.insert(
      Prisma.sql`INSERT INTO profile_identifier (profile_id, type, value, connection_id, created_at) SELECT id, type, value, 'web', now()`,
      Prisma.sql`id uuid, type text, value text`,
      entries.flatMap(({ id, profile }) => (profile.identifiers ?? []).map((i) => ({ id, ...i }))),
    );
    await this.database.prisma.$executeRaw`
      UPDATE profile p SET user_id = i.own->>'userId', email = i.own->>'email', phone = i.own->>'phone',
                           anonymous_id = i.own->>'anonymousId'
      FROM (SELECT profile_id, jsonb_object_agg(type, value) AS own FROM profile_identifier GROUP BY profile_id) i
      WHERE i.profile_id = p.profile_id`;
    await this.insert(
      Prisma.sql`INSERT INTO profile_connection (profile_id, connection_id, created_at) SELECT id, connection, now()`,
      Prisma.sql`id uuid, connection text`,
      entries.flatMap(({ id, profile }) =>
        (profile.connections ?? []).map((connection) => ({ id, connection })),
      ),
    );
    await this.insert(
      Prisma.sql`INSERT INTO membership (profile_id, segment_id, joined_at) SELECT id, segment, now()`,
      Prisma.sql`id uuid, segment int`,
      entries.flatMap(({ id, profile }) =>
        (profile.segments ?? []).map((segment) => ({ id, segment })),
      ),
    );
  }

  /** The names of the members, sorted. `only` limits the question to these names. */
  async members(
    rule: unknown,
    context: Omit<CompileContext, 'from'>,
    only?: readonly string[],
  ): Promise<string[]> {
    const scope =
      only && [...this.names].filter(([, name]) => only.includes(name)).map(([id]) => id);
    const from = scope && ofProfiles(scope);
    const sql = compileMembers(parseRule(rule), { ...context, ...(from && { from }) });
    const rows = await this.database.prisma.$queryRaw<{ profile_id: string }[]>(sql);
    return rows.map(({ profile_id }) => this.names.get(profile_id)!).sort();
  }

  /** The id of the n-th stored profile. */
  idOf(index: number): string {
    return `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
  }

  private eventRow(
    id: string,
    { name, at, id: messageId, properties, context }: StoredEvent,
  ): object {
    return {
      ...{ id, name, at, seq: ++this.seq, message_id: messageId ?? null },
      ...{ properties: properties ?? {}, context: context ?? null },
    };
  }

  private async insert(
    into: Prisma.Sql,
    columns: Prisma.Sql,
    rows: readonly object[],
  ): Promise<void> {
    await this.database.prisma.$executeRaw`
      ${into} FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row(${columns})`;
  }
}

async function openOnServer(
  url: string,
  create: (database: Database, close: () => Promise<void>) => MemberDatabase,
): Promise<MemberDatabase> {
  const name = `segue_${randomUUID().replaceAll('-', '')}`;
  const server = await Database.open({ kind: 'postgresql', url });
  await server.prisma.$executeRawUnsafe(`CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const database = await Database.open({ kind: 'postgresql', url: own.href });
  await database.migrate();
  return create(database, async () => {
    await database.close();
    await server.prisma.$executeRawUnsafe(`DROP DATABASE ${name} WITH (FORCE)`);
    await server.close();
  });
}

const toConsentState = (consent: Readonly<Record<string, boolean>>): object =>
  Object.fromEntries(
    Object.entries(consent).map(([channel, granted]) => [channel, [granted, 0, 1, 'web']]),
  );

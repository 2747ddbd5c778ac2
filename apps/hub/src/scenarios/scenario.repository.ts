import type { JsonObject } from '@segue/sdk';
import { type Prisma, type Sql } from '../database/database.js';
import type { Identifier } from '../identity/normalise-identifiers.js';
import type { DateOperand } from '../segments/rules/rule.js';
import { isNamed } from './profile-name.js';

/** What scenarios ask of the database beyond what the hub itself asks. */
export class ScenarioRepository {
  /** Leaves the database as a migrated one is, numbers that are given out in order included. The audit log can only be added to. */
  async empty(sql: Sql): Promise<void> {
    const tables = await sql.$queryRaw<{ name: string }[]>`
      SELECT quote_ident(tablename) AS name FROM pg_tables
      WHERE schemaname = current_schema() AND tablename NOT IN ('_prisma_migrations', 'audit_entry')`;
    const names = tables.map(({ name }) => name).join(', ');
    await sql.$executeRawUnsafe(`TRUNCATE ${names} RESTART IDENTITY`);
    await sql.$executeRaw`ALTER SEQUENCE arrival_seq RESTART`;
  }

  /** The instants of dates, which without an offset are wall-clock time in the zone. */
  async toInstants(
    sql: Sql,
    dates: readonly DateOperand[],
    timezone: string,
  ): Promise<readonly Date[]> {
    const texts = dates.map(({ text }) => text);
    const rows = await sql.$queryRaw<{ at: Date }[]>`
      SELECT segue_instant_of(text, ${timezone}) AS at
      FROM unnest(${texts}::text[]) WITH ORDINALITY AS given(text, n) ORDER BY n`;
    return rows.map(({ at }) => at);
  }

  async members(sql: Sql, segmentId: number): Promise<readonly string[]> {
    const rows = await sql.$queryRaw<{ profile_id: string }[]>`
      SELECT profile_id FROM membership WHERE segment_id = ${segmentId}`;
    return rows.map((row) => row.profile_id);
  }

  /** Of each profile its identifiers, in the order in which it got them. Those that connections have of their own are left out. */
  async identifiers(
    sql: Sql,
    profileIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly Identifier[]>> {
    const rows = await sql.$queryRaw<(Identifier & { profile_id: string })[]>`
      SELECT profile_id, type, value FROM profile_identifier
      WHERE profile_id = ANY(${[...profileIds]}::uuid[]) ORDER BY created_at, type, value`;
    const found = new Map<string, Identifier[]>(profileIds.map((id) => [id, []]));
    for (const { profile_id, type, value } of rows) {
      if (isNamed({ type, value })) found.get(profile_id)?.push({ type, value });
    }
    return found;
  }

  /** The merged traits. */
  async traits(sql: Sql, profileId: string): Promise<JsonObject> {
    const { traits } = await sql.profile.findUniqueOrThrow({ where: { profileId } });
    return traits as Prisma.JsonObject as JsonObject;
  }
}

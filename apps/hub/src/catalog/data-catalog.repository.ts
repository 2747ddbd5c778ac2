import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** Where a part of an event's context is looked for: older events were perhaps sent by an older website. */
export const NEWEST_EVENTS = 1000;

/**
 * What occurs in the data, as the intake lists it: also what has been erased since. Names, keys and paths are as rules write
 * them: a dot within a key is `\.`.
 */
@Injectable()
export class DataCatalog {
  constructor(private readonly database: Database) {}

  async eventNames(): Promise<readonly string[]> {
    const rows = await this.database.prisma.$queryRaw<{ name: string }[]>`
      SELECT name FROM event_property WHERE path = '' ORDER BY name`;
    return rows.map(({ name }) => name);
  }

  /** Not of what lies within them. */
  async traitKeys(): Promise<readonly string[]> {
    const rows = await this.database.prisma.$queryRaw<{ key: string }[]>`
      SELECT key FROM trait_key ORDER BY key`;
    return rows.map(({ key }) => key);
  }

  /** The keys of the event's properties; not of what lies within them. */
  async propertyPaths(eventName: string): Promise<readonly string[]> {
    return (await this.propertyPathsOf([eventName])).get(eventName) ?? [];
  }

  /** By event name; events that never occurred are left out. */
  async propertyPathsOf(
    eventNames: readonly string[],
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const rows = await this.database.prisma.$queryRaw<{ name: string; path: string }[]>`
      SELECT name, path FROM event_property
      WHERE name = ANY(${[...eventNames]}::text[]) ORDER BY name, path`;
    const paths = new Map<string, string[]>();
    for (const { name, path } of rows) {
      const known = paths.get(name) ?? [];
      paths.set(name, path === '' ? known : [...known, path]);
    }
    return paths;
  }

  /** Whether one of the newest events of that name has something at this place of its context. */
  async hasContext(eventName: string, keys: readonly string[]): Promise<boolean> {
    const [row] = await this.database.prisma.$queryRaw<[{ found: boolean }]>`
      SELECT EXISTS (
        SELECT 1 FROM (
          SELECT e.context FROM event e WHERE e.name = ${eventName}
          ORDER BY e.occurred_at DESC LIMIT ${NEWEST_EVENTS}) AS newest
        WHERE nullif(newest.context #> ${[...keys]}::text[], 'null'::jsonb) IS NOT NULL) AS found`;
    return row.found;
  }

  async identifierTypes(): Promise<readonly string[]> {
    const rows = await this.database.prisma.$queryRaw<{ type: string }[]>`
      WITH RECURSIVE found AS (
        (SELECT type FROM identifier ORDER BY type LIMIT 1)
        UNION ALL
        SELECT (SELECT i.type FROM identifier i WHERE i.type > f.type ORDER BY i.type LIMIT 1)
        FROM found f WHERE f.type IS NOT NULL)
      SELECT type FROM found WHERE type IS NOT NULL ORDER BY type`;
    return rows.map(({ type }) => type);
  }

  /** Whether anybody said yes or no on one of these channels. */
  async hasConsent(channels: readonly string[]): Promise<boolean> {
    const [row] = await this.database.prisma.$queryRaw<[{ found: boolean }]>`
      SELECT EXISTS (
        SELECT 1 FROM trait_state s WHERE jsonb_exists_any(s.consent, ${[...channels]}::text[])) AS found`;
    return row.found;
  }

  /** Channels on which somebody said yes or no. */
  async consentChannels(): Promise<readonly string[]> {
    const rows = await this.database.prisma.$queryRaw<{ channel: string }[]>`
      SELECT DISTINCT k.channel
      FROM trait_state s, jsonb_object_keys(s.consent) AS k(channel) ORDER BY 1`;
    return rows.map(({ channel }) => channel);
  }
}

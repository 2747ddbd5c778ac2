import { Injectable } from '@nestjs/common';
import type { Sql } from '../database/database.js';
import type { KnownProperty } from './property-slots.js';

/** Which events, properties and traits occur in the data. */
@Injectable()
export class CatalogRepository {
  /** What is known of events of these names, by name and path. */
  async properties(
    sql: Sql,
    names: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, KnownProperty>>> {
    const rows = await sql.eventProperty.findMany({ where: { name: { in: [...names] } } });
    const found = new Map<string, Map<string, KnownProperty>>();
    for (const { name, path, slot, isClosed } of rows) {
      const properties = found.get(name) ?? new Map<string, KnownProperty>();
      found.set(name, properties.set(path, { slot, isClosed }));
    }
    return found;
  }

  async eventCount(sql: Sql): Promise<number> {
    return sql.eventProperty.count({ where: { path: '' } });
  }

  /** Of one path that stands here twice, the last counts. */
  async saveProperties(
    sql: Sql,
    rows: readonly {
      readonly name: string;
      readonly path: string;
      readonly slot: number | null;
      readonly closed: boolean;
    }[],
  ): Promise<void> {
    if (rows.length === 0) return;
    const latest = new Map(rows.map((row) => [JSON.stringify([row.name, row.path]), row]));
    await sql.$executeRaw`
      INSERT INTO event_property (name, path, slot, is_closed)
      SELECT name, path, slot, closed FROM json_to_recordset(${JSON.stringify([...latest.values()])}::json)
        AS r(name text, path text, slot int, closed boolean)
      ON CONFLICT (name, path) DO UPDATE SET slot = excluded.slot, is_closed = excluded.is_closed`;
  }

  async saveTraitKeys(sql: Sql, keys: readonly string[], atMost: number): Promise<void> {
    await sql.$executeRaw`
      INSERT INTO trait_key (key)
      SELECT key FROM unnest(${keys}::text[]) AS new(key)
      LIMIT greatest(0, ${atMost}::int - (SELECT count(*) FROM trait_key)::int)
      ON CONFLICT DO NOTHING`;
  }
}

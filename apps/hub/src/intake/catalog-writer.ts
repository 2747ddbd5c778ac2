import { Injectable } from '@nestjs/common';
import type { Sql } from '../database/database.js';
import { CatalogRepository } from './catalog.repository.js';
import {
  learnProperties,
  numbersOf,
  toPath,
  type EventProperties,
  type KnownProperty,
} from './property-slots.js';
import type { PreparedRecord } from './prepare-record.js';

/** Beyond these, names and keys are made by machines: they are stored, and no longer listed. */
const MOST_EVENT_NAMES = 5_000;
const MOST_PROPERTIES = 500;
const MOST_TRAIT_KEYS = 5_000;

/** What a batch adds to the catalog, and where its events keep their numbers. */
export interface CatalogEntry {
  numbersOf(record: PreparedRecord): readonly (string | null)[] | undefined;
  /** To be called once the transaction is committed: until then nothing is remembered. */
  commit(): void;
}

/**
 * Which events, properties and traits occur in the data, and where events keep their numbers. Remembered in memory, so
 * that a batch that brings nothing new asks the database for nothing.
 */
@Injectable()
export class CatalogWriter {
  private readonly events = new Map<string, EventProperties>();
  private readonly traitKeys = new Set<string>();

  constructor(private readonly repository: CatalogRepository) {}

  /** Notes what is new. Only one intake at a time may do so. */
  async write(sql: Sql, records: readonly PreparedRecord[]): Promise<CatalogEntry> {
    const events = await this.writeEvents(
      sql,
      records.filter(({ kind }) => kind === 'event'),
    );
    const keys = await this.writeTraitKeys(
      sql,
      records.filter(({ kind }) => kind !== 'event'),
    );
    return {
      numbersOf: ({ name, values }) => {
        const known = events.get(name) ?? this.events.get(name);
        return known && numbersOf(known, values);
      },
      commit: () => {
        for (const [name, properties] of events) this.events.set(name, properties);
        for (const key of keys) this.traitKeys.add(key);
      },
    };
  }

  /** @returns of each name about which something is new all that is known of it */
  private async writeEvents(
    sql: Sql,
    records: readonly PreparedRecord[],
  ): Promise<ReadonlyMap<string, EventProperties>> {
    const isNews = ({ name, values }: PreparedRecord): boolean => {
      const known = this.events.get(name);
      return !known || learn(known, values).size > 0;
    };
    const names = new Set(records.filter(isNews).map(({ name }) => name));
    if (names.size === 0) return new Map();
    // Another process may have noted more since.
    const stored = await this.repository.properties(sql, [...names]);
    const room = MOST_EVENT_NAMES - (await this.repository.eventCount(sql));
    const listed = new Map<string, Map<string, KnownProperty>>();
    const changed: { name: string; path: string; slot: number | null; closed: boolean }[] = [];
    let added = 0;
    for (const { name, values } of records) {
      if (!names.has(name)) continue;
      let known = listed.get(name);
      if (!known) {
        known = new Map(stored.get(name));
        if (known.size === 0) {
          if (added >= room) continue;
          added++;
          known.set('', { slot: null, isClosed: true });
          changed.push({ name, path: '', slot: null, closed: true });
        }
        listed.set(name, known);
      }
      for (const [path, property] of learn(known, values)) {
        known.set(path, property);
        changed.push({ name, path, slot: property.slot, closed: property.isClosed });
      }
    }
    await this.repository.saveProperties(sql, changed);
    return listed;
  }

  private async writeTraitKeys(
    sql: Sql,
    records: readonly PreparedRecord[],
  ): Promise<readonly string[]> {
    const keys = new Set(records.flatMap(({ values }) => Object.keys(values).map(toPath)));
    const fresh = [...keys].filter((key) => key !== '' && !this.traitKeys.has(key));
    if (fresh.length === 0 || this.traitKeys.size >= MOST_TRAIT_KEYS) return [];
    await this.repository.saveTraitKeys(sql, fresh, MOST_TRAIT_KEYS);
    return fresh;
  }
}

/** Of an event with more properties than are listed, those that are have their places already. */
function learn(known: EventProperties, values: PreparedRecord['values']): EventProperties {
  const learnt = learnProperties(known, values);
  if (known.size + learnt.size <= MOST_PROPERTIES) return learnt;
  return new Map([...learnt].filter(([path]) => known.has(path)));
}

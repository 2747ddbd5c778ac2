import { Injectable } from '@nestjs/common';
import { Remembered } from '../runtime/remembered.js';
import type { PropertyPath } from '../segments/rules/rule.js';
import { DataCatalog } from './data-catalog.repository.js';
import {
  DataSampleRepository,
  type Sample,
  type SampledPath,
  type SampledValue,
  type ValueType,
} from './data-sample.repository.js';
import { rankNames } from './rank-names.js';

/** How long a sample of a large table is good: what occurs changes slowly. What is read whole is read anew each time. */
const REMEMBERED_MS = 30_000;
const MOST_REMEMBERED = 200;
/** Events of fewer are counted rather than estimated. */
const COUNTED = 1_000;
/** The newest events of a name that are looked into. */
const NEWEST_FOR_PATHS = 2_000;
const NEWEST_FOR_VALUES = 5_000;

export interface Asked {
  /** What somebody typed; everything where it is empty. */
  readonly q: string;
  readonly limit: number;
}

/** A count from a sample, where `isEstimate` says so. */
interface Estimated {
  readonly count: number;
  readonly isEstimate: boolean;
}

export interface KnownName extends Estimated {
  /** As rules write it. */
  readonly name: string;
  /** The most frequent first; none where the sample has no value of it. */
  readonly types: readonly ValueType[];
}

export interface KnownEvent extends Estimated {
  readonly name: string;
  readonly newestAt: Date | null;
}

export interface KnownValue extends Estimated {
  readonly value: string | number | boolean;
  /** Of what was looked at, 0 … 1. */
  readonly share: number;
}

export interface Found<T> {
  readonly found: readonly T[];
  /** How many there are beyond the limit, too. */
  readonly total: number;
  /** Profiles or events that were looked at. */
  readonly sampled: number;
}

/** What somebody who writes a rule can choose from. */
@Injectable()
export class CatalogService {
  private readonly remembered = new Remembered<Pick<Sample, 'share'>>(
    REMEMBERED_MS,
    MOST_REMEMBERED,
  );

  constructor(
    private readonly catalog: DataCatalog,
    private readonly samples: DataSampleRepository,
  ) {}

  /** Traits, and how many profiles have them. */
  async traits(asked: Asked): Promise<Found<KnownName>> {
    const sample = await this.remember('traits', () => this.samples.traits());
    const names = toNames(await this.catalog.traitKeys(), sample.paths, sample.share);
    return select(names, asked, sample.sampled);
  }

  /** Names of events, and how many events have them. */
  async events(asked: Asked): Promise<Found<KnownEvent>> {
    const sample = await this.eventSample();
    const names = (await this.catalog.eventNames()).map((name) => ({
      name,
      count: Math.round((sample.counts.get(name) ?? 0) / sample.share),
    }));
    const { found, total } = select(names, asked, sample.sampled);
    const counted = await this.samples.eventsOf(
      found.map(({ name }) => name),
      COUNTED,
    );
    const events = found.map(({ name, count }) => {
      const { atLeast = 0, newestAt = null } = counted.get(name) ?? {};
      const isEstimate = atLeast === COUNTED && sample.share < 1;
      return {
        name,
        count: atLeast < COUNTED ? atLeast : Math.max(atLeast, count),
        isEstimate,
        newestAt,
      };
    });
    return { found: events, total, sampled: sample.sampled };
  }

  /** Properties of an event and parts of its context, and how many of its events have them; none of an unknown event. */
  async properties(event: string, asked: Asked): Promise<Found<KnownName>> {
    const { sampled, paths, share } = await this.remember(`properties ${event}`, async () => {
      const sample = await this.samples.properties(event, NEWEST_FOR_PATHS);
      return { ...sample, share: await this.shareOf(event, sample.sampled) };
    });
    return select(toNames(await this.catalog.propertyPaths(event), paths, share), asked, sampled);
  }

  /** The frequent values of a trait. @param keys the way to it */
  async traitValues(keys: readonly string[], asked: Asked): Promise<Found<KnownValue>> {
    const key = `trait ${JSON.stringify([keys, asked])}`;
    return toValues(await this.remember(key, () => this.samples.traitValues(keys, asked)));
  }

  /** The frequent values of a property, or of a part of the context, of an event. */
  async propertyValues(
    event: string,
    property: PropertyPath,
    asked: Asked,
  ): Promise<Found<KnownValue>> {
    const key = `property ${JSON.stringify([event, property, asked])}`;
    return toValues(
      await this.remember(key, async () => {
        const newest = { ...asked, newest: NEWEST_FOR_VALUES };
        const sample = await this.samples.propertyValues(event, property, newest);
        return { ...sample, share: await this.shareOf(event, sample.sampled) };
      }),
    );
  }

  /** The share of an event's occurrences that so many of them are. */
  private async shareOf(event: string, sampled: number): Promise<number> {
    const { atLeast = 0 } = (await this.samples.eventsOf([event], COUNTED)).get(event) ?? {};
    if (atLeast < COUNTED) return 1;
    const { counts, share } = await this.eventSample();
    return Math.min(1, (sampled * share) / Math.max(1, counts.get(event) ?? 0));
  }

  private eventSample() {
    return this.remember('events', () => this.samples.events());
  }

  private remember<T extends Pick<Sample, 'share'>>(
    key: string,
    find: () => Promise<T>,
  ): Promise<T> {
    return this.remembered.get(key, find, ({ share }) => share < 1) as Promise<T>;
  }
}

/** What is listed, also where the sample has nothing of it, and what the sample found below. */
function toNames(
  listed: readonly string[],
  paths: readonly SampledPath[],
  share: number,
): readonly KnownName[] {
  const byName = new Map<string, { count: number; types: ValueType[] }>(
    listed.map((name) => [name, { count: 0, types: [] }]),
  );
  for (const { path, type, count } of paths) {
    const known = byName.get(path) ?? { count: 0, types: [] };
    byName.set(path, { count: known.count + count, types: [...known.types, type] });
  }
  return [...byName].map(([name, { count, types }]) => ({
    name,
    types,
    ...estimate(count, share),
  }));
}

const toValues = ({
  values,
  sampled,
  share,
}: Sample & { readonly values: readonly SampledValue[] }): Found<KnownValue> => ({
  found: values.map(({ value, count }) => ({
    value,
    ...estimate(count, share),
    share: count / sampled,
  })),
  total: values.length,
  sampled,
});

const estimate = (count: number, share: number): Estimated => ({
  count: Math.round(count / share),
  isEstimate: share < 1,
});

function select<T extends { readonly name: string; readonly count: number }>(
  names: readonly T[],
  { q, limit }: Asked,
  sampled: number,
): Found<T> {
  const ranked = rankNames(names, q);
  return { found: ranked.slice(0, limit), total: ranked.length, sampled };
}

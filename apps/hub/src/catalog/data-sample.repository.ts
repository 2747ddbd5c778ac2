import { Injectable } from '@nestjs/common';
import { Database, Prisma } from '../database/database.js';
import { tableSample } from './table-sample.repository.js';
import type { PropertyPath } from '../segments/rules/rule.js';

/** Blocks of a table that a sample reads, wherever they are: some thousands of rows, in a few tens of milliseconds. */
const MOST_BLOCKS = { profile: 300, event: 600 } as const;
/** Names that are made by machines have no end. */
const MOST_PATHS = 5_000;
/** Longer texts are nothing to choose from. */
const MOST_VALUE_CHARACTERS = 200;

/** What a value is, for somebody who asks about it. */
export type ValueType = 'string' | 'number' | 'boolean' | 'date' | 'list' | 'object';

/** A share of a table's rows, at random. */
export interface Sample {
  /** Rows that were looked at. */
  readonly sampled: number;
  /** Of the rows: 1 where all were looked at. */
  readonly share: number;
}

export interface SampledPath {
  /** As rules write it. */
  readonly path: string;
  readonly type: ValueType;
  /** Rows of the sample that have a value of this type there. */
  readonly count: number;
}

export interface SampledValue {
  readonly value: string | number | boolean;
  readonly count: number;
}

/** What the data hold, from samples: PostgreSQL keeps no statistics of what is inside of JSON. */
@Injectable()
export class DataSampleRepository {
  constructor(private readonly database: Database) {}

  /** What is below the traits, one level of nested objects included. */
  async traits(): Promise<Sample & { readonly paths: readonly SampledPath[] }> {
    const { share, table } = await tableSample(
      this.database.prisma,
      'profile',
      MOST_BLOCKS.profile,
    );
    const rows = await this.database.prisma.$queryRaw<SampledPath[]>`
      WITH sample AS MATERIALIZED (SELECT traits FROM ${table})
      ${countPaths(Prisma.sql`SELECT '' AS root, traits AS v FROM sample`)}`;
    return { ...split(rows), share };
  }

  /** How many events of each name there are. */
  async events(): Promise<Sample & { readonly counts: ReadonlyMap<string, number> }> {
    const { share, table } = await tableSample(this.database.prisma, 'event', MOST_BLOCKS.event);
    const rows = await this.database.prisma.$queryRaw<{ name: string; n: bigint }[]>`
      SELECT name, count(*) AS n FROM ${table} GROUP BY name`;
    const counts = new Map(rows.map(({ name, n }) => [name, Number(n)]));
    return { counts, sampled: [...counts.values()].reduce((sum, n) => sum + n, 0), share };
  }

  /** Each name's events up to a limit, and when the newest was. */
  async eventsOf(
    names: readonly string[],
    limit: number,
  ): Promise<ReadonlyMap<string, { readonly atLeast: number; readonly newestAt: Date | null }>> {
    const rows = await this.database.prisma.$queryRaw<
      { name: string; n: bigint; newest: Date | null }[]
    >`
      SELECT a.name,
        (SELECT count(*) FROM (SELECT 1 FROM event e WHERE e.name = a.name LIMIT ${limit}) few) AS n,
        (SELECT max(e.occurred_at) FROM event e WHERE e.name = a.name) AS newest
      FROM unnest(${[...names]}::text[]) AS a(name)`;
    return new Map(
      rows.map(({ name, n, newest }) => [name, { atLeast: Number(n), newestAt: newest }]),
    );
  }

  /** What is below the properties and the context of the newest events of a name. */
  async properties(
    name: string,
    newest: number,
  ): Promise<{ readonly sampled: number; readonly paths: readonly SampledPath[] }> {
    const rows = await this.database.prisma.$queryRaw<SampledPath[]>`
      WITH sample AS MATERIALIZED (
        SELECT properties, context FROM event WHERE name = ${name}
        ORDER BY occurred_at DESC LIMIT ${newest})
      ${countPaths(Prisma.sql`
        SELECT '' AS root, properties AS v FROM sample
        UNION ALL SELECT 'context.', context FROM sample WHERE context IS NOT NULL`)}`;
    return split(rows);
  }

  /** The most frequent values at a place of the traits; of a list each of its entries. */
  async traitValues(
    keys: readonly string[],
    asked: { readonly q: string; readonly limit: number },
  ): Promise<Sample & { readonly values: readonly SampledValue[] }> {
    const { share, table } = await tableSample(
      this.database.prisma,
      'profile',
      MOST_BLOCKS.profile,
    );
    const source = Prisma.sql`SELECT traits #> ${[...keys]}::text[] AS v FROM ${table}`;
    return { ...(await this.values(source, asked)), share };
  }

  /** The same of the newest events of a name. */
  async propertyValues(
    name: string,
    { root, path }: PropertyPath,
    asked: { readonly q: string; readonly limit: number; readonly newest: number },
  ): Promise<{ readonly sampled: number; readonly values: readonly SampledValue[] }> {
    return this.values(
      Prisma.sql`
        SELECT ${Prisma.raw(root)} #> ${[...path]}::text[] AS v FROM event WHERE name = ${name}
        ORDER BY occurred_at DESC LIMIT ${asked.newest}`,
      asked,
    );
  }

  private async values(
    source: Prisma.Sql,
    { q, limit }: { readonly q: string; readonly limit: number },
  ): Promise<{ readonly sampled: number; readonly values: readonly SampledValue[] }> {
    const rows = await this.database.prisma.$queryRaw<
      { value: string | number | boolean | null; n: bigint }[]
    >`
      WITH sample AS MATERIALIZED (${source}),
      entry AS (
        SELECT v FROM sample WHERE jsonb_typeof(v) IN ('string', 'number', 'boolean')
        UNION ALL
        SELECT e.v FROM sample, jsonb_array_elements(CASE jsonb_typeof(v) WHEN 'array' THEN v ELSE '[]' END) AS e(v)
        WHERE jsonb_typeof(e.v) IN ('string', 'number', 'boolean'))
      SELECT NULL AS value, (SELECT count(*) FROM sample) AS n
      UNION ALL
      (SELECT v, count(*) FROM entry
       WHERE length(segue_text(v)) <= ${MOST_VALUE_CHARACTERS}
         AND (${q} = '' OR strpos(lower(segue_text(v)), lower(${q})) > 0)
       GROUP BY v ORDER BY count(*) DESC, v LIMIT ${limit})`;
    const values = rows.flatMap(({ value, n }) =>
      value === null ? [] : [{ value, count: Number(n) }],
    );
    const sampled = rows.find(({ value }) => value === null);
    return { sampled: Number(sampled?.n ?? 0), values: values.sort((a, b) => b.count - a.count) };
  }
}

/** As rules write it. */
const key = (column: string) => Prisma.raw(`replace(${column}, '.', '\\.')`);

const typeOf = (column: string) =>
  Prisma.raw(`CASE jsonb_typeof(${column})
    WHEN 'array' THEN 'list'
    WHEN 'string' THEN CASE WHEN left(${column} #>> '{}', 10) LIKE '____-__-__'
      AND segue_instant_of(${column} #>> '{}', 'UTC') IS NOT NULL THEN 'date' ELSE 'string' END
    ELSE jsonb_typeof(${column}) END`);

/**
 * Counts values by path and type, after a first row of path '' that counts the sample.
 *
 * @param objects (root, v): what is written before a path, and the object to look into
 */
const countPaths = (objects: Prisma.Sql): Prisma.Sql => Prisma.sql`,
  entry AS (
    SELECT o.root || ${key('k.key')} AS path, k.value AS v
    FROM (${objects}) o, jsonb_each(CASE jsonb_typeof(o.v) WHEN 'object' THEN o.v ELSE '{}' END) AS k
    WHERE k.key <> ''),
  deeper AS (
    SELECT e.path || '.' || ${key('k.key')} AS path, k.value AS v
    FROM entry e, jsonb_each(e.v) AS k WHERE jsonb_typeof(e.v) = 'object' AND k.key <> '')
  SELECT '' AS path, 'object' AS type, count(*)::int AS count FROM sample
  UNION ALL
  (SELECT path, type, count(*)::int FROM (
     SELECT path, ${typeOf('v')} AS type FROM entry UNION ALL SELECT path, ${typeOf('v')} FROM deeper) typed
   WHERE type <> 'null' GROUP BY path, type ORDER BY 3 DESC, 1 LIMIT ${MOST_PATHS})`;

function split(rows: readonly SampledPath[]): {
  readonly sampled: number;
  readonly paths: readonly SampledPath[];
} {
  return {
    sampled: rows.find(({ path }) => path === '')?.count ?? 0,
    paths: rows.filter(({ path }) => path !== ''),
  };
}

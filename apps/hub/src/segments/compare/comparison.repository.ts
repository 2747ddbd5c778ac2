import { Injectable } from '@nestjs/common';
import { profileSample } from '../../catalog/table-sample.repository.js';
import { Database, Prisma } from '../../database/database.js';

/** People of the segment who are looked at; of everyone about as many: a share of them is right to 2.5 points. */
const MOST_PEOPLE = 1_500;
/** Frequent values of a trait that are told of. */
const MOST_VALUES = 10;
/** Of more, a value that one of them has tells nothing: most traits that name somebody have such values only. */
const FEW_PEOPLE = 500;
/** Longer texts are no values that people share. */
const MOST_VALUE_CHARACTERS = 200;

/** Of the people that were looked at, in the segment and among everyone. */
export interface Beside {
  readonly segment: number;
  readonly everyone: number;
}

export interface SampledTrait {
  readonly key: string;
  readonly having: Beside;
  /** Of its numbers; null where there are none. */
  readonly mean: { readonly [of in keyof Beside]: number | null };
  readonly median: { readonly [of in keyof Beside]: number | null };
  readonly deviation: number | null;
  /** The most frequent first. */
  readonly values: readonly {
    readonly value: string | number | boolean;
    readonly having: Beside;
  }[];
}

interface Row {
  readonly key: string;
  readonly a: number;
  readonly b: number;
  readonly mean_a: string | null;
  readonly mean_b: string | null;
  readonly median_a: string | null;
  readonly median_b: string | null;
  readonly deviation: string | null;
  readonly top: readonly (readonly [string | number | boolean, number, number])[] | null;
}

/** What the people of a segment have, beside what everyone has. */
@Injectable()
export class ComparisonRepository {
  constructor(private readonly database: Database) {}

  /** @param keys of traits; all where undefined. A row of the key '' counts the people */
  async compare(
    segment: { readonly id: number; readonly size: number },
    keys: readonly string[] | undefined,
  ): Promise<{
    readonly sampled: Beside;
    /** How far a share may be off, in 19 of 20 cases; 0 where everybody was looked at. */
    readonly margin: number;
    readonly traits: readonly SampledTrait[];
  }> {
    const { prisma } = this.database;
    const oneIn = Math.max(1, Math.ceil(segment.size / MOST_PEOPLE));
    const everyone = await profileSample(prisma, MOST_PEOPLE);
    const isAsked = keys ? Prisma.sql`WHERE k.key = ANY(${[...keys]}::text[])` : Prisma.empty;
    const rows = await prisma.$queryRaw<Row[]>`
      WITH person AS MATERIALIZED (
        SELECT TRUE AS s, p.traits FROM membership m JOIN profile p ON p.profile_id = m.profile_id
        WHERE m.segment_id = ${segment.id} AND uuid_hash(m.profile_id) % ${oneIn}::int = 0
        UNION ALL SELECT FALSE, traits FROM ${everyone.table}),
      trait AS MATERIALIZED (
        SELECT p.s, k.key, k.value AS v, jsonb_typeof(k.value) AS type FROM person p, jsonb_each(p.traits) AS k ${isAsked}),
      value AS (
        SELECT s, key, v FROM trait WHERE type IN ('string', 'number', 'boolean')
        UNION ALL
        SELECT t.s, t.key, e.v FROM trait t, jsonb_array_elements(CASE t.type WHEN 'array' THEN t.v ELSE '[]' END) AS e(v)
        WHERE t.type = 'array' AND jsonb_typeof(e.v) IN ('string', 'number', 'boolean')),
      counted AS (
        SELECT key, v, count(*) FILTER (WHERE s)::int AS a, count(*) FILTER (WHERE NOT s)::int AS b
        FROM value WHERE length(v #>> '{}') <= ${MOST_VALUE_CHARACTERS} GROUP BY key, v
        HAVING count(*) > 1 OR (SELECT count(*) FROM person) <= ${FEW_PEOPLE}),
      ranked AS (
        SELECT *, row_number() OVER (PARTITION BY key ORDER BY a + b DESC, v) AS rank FROM counted),
      top AS (
        SELECT key, jsonb_agg(jsonb_build_array(v, a, b) ORDER BY rank) AS top
        FROM ranked WHERE rank <= ${MOST_VALUES} GROUP BY key),
      had AS (
        SELECT key, count(*) FILTER (WHERE s)::int AS a, count(*) FILTER (WHERE NOT s)::int AS b FROM trait GROUP BY key),
      number AS (
        SELECT key, s, CASE type WHEN 'number' THEN (v #>> '{}')::numeric END AS n FROM trait WHERE type = 'number'),
      summed AS (
        SELECT key, avg(n) FILTER (WHERE s)::text AS mean_a, avg(n) FILTER (WHERE NOT s)::text AS mean_b,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY n) FILTER (WHERE s)::text AS median_a,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY n) FILTER (WHERE NOT s)::text AS median_b,
               stddev_samp(n)::text AS deviation
        FROM number GROUP BY key)
      SELECT '' AS key, count(*) FILTER (WHERE s)::int AS a, count(*) FILTER (WHERE NOT s)::int AS b,
             NULL AS mean_a, NULL AS mean_b, NULL AS median_a, NULL AS median_b, NULL AS deviation, NULL AS top FROM person
      UNION ALL
      SELECT had.key, had.a, had.b, summed.mean_a, summed.mean_b, summed.median_a, summed.median_b, summed.deviation, top.top
      FROM had LEFT JOIN summed ON summed.key = had.key LEFT JOIN top ON top.key = had.key`;
    const [people, ...traits] = rows;
    return {
      sampled: { segment: people!.a, everyone: people!.b },
      margin: Math.max(
        oneIn > 1 ? marginOf(people!.a) : 0,
        everyone.share < 1 ? marginOf(people!.b) : 0,
      ),
      traits: traits.map(toTrait),
    };
  }
}

const toTrait = (row: Row): SampledTrait => ({
  key: row.key,
  having: { segment: row.a, everyone: row.b },
  mean: { segment: toNumber(row.mean_a), everyone: toNumber(row.mean_b) },
  median: { segment: toNumber(row.median_a), everyone: toNumber(row.median_b) },
  deviation: toNumber(row.deviation),
  values: (row.top ?? []).map(([value, segment, everyone]) => ({
    value,
    having: { segment, everyone },
  })),
});

/** Of a share of one half, which is where it is largest. */
const marginOf = (people: number): number => Math.min(1, 0.98 / Math.sqrt(Math.max(1, people)));

/** What is too large for a number of JavaScript is none. */
function toNumber(text: string | null): number | null {
  const number = text === null ? NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}

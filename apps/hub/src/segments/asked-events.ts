import { Prisma } from '../database/database.js';
import {
  askedArrays,
  type Asked,
  type AskedSegments,
  isAnyOf,
  isAnyOfThese,
} from './asked-segments.js';
import { instantText } from './compile/compile-time.js';
import { ONCE } from './compile/once.js';
import type { AskedEvents, EventHorizon } from './rules/event-horizons.js';

/**
 * The events of the collected profiles that some segments ask about which are asked about the profile, each once. Where it only matters
 * when they were, what they hold is left out: the primary key has the rest, in the order of the profiles.
 */
export function selectAskedEvents(
  segments: AskedSegments,
  { byName, all }: AskedEvents<Asked>,
): Prisma.Sql {
  const scope = segments.columns.map((column) => `s.${column}`);
  const named = [...byName].map(([name, horizons]) => ({ name, ...horizons }));
  const documents = toColumns(
    'documents',
    named.map((one) => one.documents),
    segments,
  );
  const times = toColumns(
    'times',
    named.map((one) => one.times),
    segments,
  );
  const readsDocuments = isAnyOf(scope, documents.asked);
  const readsTimes = isAnyOf(scope, times.asked);
  const isAskedOfAll = (horizon: EventHorizon<Asked> | undefined): Prisma.Sql =>
    isAnyOfThese(scope, segments.union(horizon?.by ?? []));
  const longestTimes = sinceOf([all.times, ...named.map((one) => one.times)]);
  const longest = sinceOf([all, ...named].flatMap((one) => [one.times, one.documents]));
  const allTimes = sinceOf([all.times]);
  const rows = [
    // Of every name, with what they hold.
    selectEvents(
      DOCUMENTS,
      Prisma.sql`asking`,
      Prisma.sql`e.occurred_at >= ${longest}`,
      Prisma.sql`WHERE s.documents_of_all`,
    ),
    // Of some names.
    selectEvents(
      DOCUMENTS,
      Prisma.sql`pair`,
      Prisma.sql`e.name = s.name AND e.occurred_at >= s.since`,
      Prisma.sql`WHERE s.reads_documents`,
    ),
    selectEvents(
      NO_DOCUMENTS,
      Prisma.sql`pair`,
      Prisma.sql`e.name = s.name AND e.occurred_at >= s.times_since`,
      Prisma.sql`WHERE NOT s.reads_documents AND NOT s.times_of_all`,
    ),
    // Of every name but those of which more is asked.
    selectEvents(
      NO_DOCUMENTS,
      Prisma.sql`asking`,
      Prisma.sql`e.occurred_at >= ${longestTimes}`,
      Prisma.sql`LEFT JOIN named n ON n.name = e.name
        WHERE s.times_of_all AND NOT s.documents_of_all AND (${readsDocuments}) IS NOT TRUE
          AND (e.occurred_at >= ${allTimes} OR (${readsTimes}) AND e.occurred_at >= n.times_since)`,
    ),
  ];
  return Prisma.sql`
    WITH named AS (
      SELECT * FROM unnest(${named.map(({ name }) => name)}::text[], ${Prisma.join([...documents.arrays, ...times.arrays])})
        AS n(name, ${Prisma.raw([...documents.names, ...times.names].join(', '))})),
    asking AS (
      SELECT s.*, ${isAskedOfAll(all.documents)} AS documents_of_all, ${isAskedOfAll(all.times)} AS times_of_all
      FROM evaluation_scope s),
    pair AS (
      SELECT s.profile_id, s.times_of_all, n.name, n.times_since, ${readsDocuments} AS reads_documents,
        least(n.documents_since, CASE WHEN ${readsTimes} THEN n.times_since END,
              CASE WHEN s.times_of_all THEN ${allTimes} END) AS since
      FROM asking s JOIN named n ON ${readsDocuments} OR ${readsTimes}
      WHERE NOT s.documents_of_all ORDER BY s.profile_id, n.name)
    ${Prisma.join(rows, ' UNION ALL ')}`;
}

/** One horizon of each name, as columns of `named n`: since when, and who asks. */
function toColumns(
  kind: 'documents' | 'times',
  horizons: readonly (EventHorizon<Asked> | undefined)[],
  segments: AskedSegments,
) {
  const asked = segments.columns.map((_, index) => `${kind}${index}`);
  const sinces = horizons.map((one) => instantText(one?.sinceMs ?? Infinity));
  const by = horizons.map((one) => segments.union(one?.by ?? []));
  return {
    names: [`${kind}_since`, ...asked],
    asked: asked.map((name) => `n.${name}`),
    arrays: [Prisma.sql`${sinces}::timestamptz[]`, ...askedArrays(by, segments.columns)],
  };
}

/** The earliest of some horizons. */
function sinceOf(horizons: readonly (EventHorizon<Asked> | undefined)[]): Prisma.Sql {
  const ms = Math.min(...horizons.map((one) => one?.sinceMs ?? Infinity));
  return Prisma.sql`${instantText(ms)}::timestamptz`;
}

const DOCUMENTS = Prisma.sql`e.message_id, e.properties, e.context, e.numbers`;
const NO_DOCUMENTS = Prisma.sql`NULL::text AS message_id, NULL::jsonb AS properties, NULL::jsonb AS context, NULL::numeric[] AS numbers`;

/** Each profile is looked up, whatever PostgreSQL makes of the busiest ones. */
const selectEvents = (
  columns: Prisma.Sql,
  of: Prisma.Sql,
  rows: Prisma.Sql,
  rest: Prisma.Sql,
): Prisma.Sql => Prisma.sql`
  SELECT s.profile_id, e.name, e.occurred_at, e.seq, ${columns} FROM ${of} s
  CROSS JOIN LATERAL (SELECT * FROM event e WHERE e.profile_id = s.profile_id AND ${rows}${ONCE}) e
  ${rest}`;

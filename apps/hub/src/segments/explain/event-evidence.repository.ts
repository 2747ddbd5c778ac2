import { Prisma } from '../../database/database.js';
import { compileComparison } from '../compile/compile-comparison.js';
import { allOf, relation } from '../compile/compile-context.js';
import { isInWindow, nowOf } from '../compile/compile-time.js';
import { presentAt, valueAt } from '../compile/compile-value.js';
import { compileWhere, documentOf, eventRows, numberAt } from '../compile/event-rows.js';
import type {
  AggregateMeasure,
  CountMeasure,
  EventLeaf,
  OccurrenceMeasure,
  Periods,
  PropertyPath,
} from '../rules/rule.js';
import type { ExplainContext } from './explain-context.js';
import { propertiesOfEvent } from './named-properties.js';
import { windowBounds } from './window-bounds.repository.js';

/** Of the events that match, so many are shown. */
const MOST_SHOWN = 5;

const AT = Prisma.sql`e.occurred_at`;
const NOTHING = Prisma.sql`NULL::jsonb`;

/**
 * What an event leaf finds of one profile, as JSON: { matching, value, events, window, periods, chosen }. The rows are those that
 * the compiled leaf is about.
 */
export function selectEventEvidence(leaf: EventLeaf, context: ExplainContext): Prisma.Sql {
  const { names, where, within, measure } = leaf;
  const periods = measure.kind === 'count' ? measure.periods : undefined;
  const isAggregate = measure.kind !== 'count' && measure.kind !== 'occurrence';
  const rows = allOf([
    ...eventRows({ names, where }, context),
    ...(within && measure.kind !== 'occurrence' ? [isInWindow(AT, within, context)] : []),
    ...(periods ? inPeriods(periods, context) : []),
  ]);
  const number = isAggregate ? numberAt(measure.property, names, context) : Prisma.sql`NULL`;
  const value = isAggregate
    ? valueAt(documentOf(measure.property.root), measure.property.path)
    : NOTHING;
  const matched = Prisma.sql`SELECT e.*, ${namedValues(propertiesOfEvent(leaf))} AS named, ${number} AS number, ${value} AS value FROM ${relation('event', context)} e WHERE ${rows}`;
  const latest = Prisma.sql`SELECT * FROM matched ORDER BY occurred_at DESC, seq DESC LIMIT ${MOST_SHOWN}::int`;
  const events = Prisma.sql`(SELECT jsonb_agg(${SHOWN} ORDER BY e.occurred_at DESC, e.seq DESC) FROM (${latest}) e)`;
  const parts = [
    Prisma.sql`'matching', (SELECT count(*) FROM matched)`,
    Prisma.sql`'value', ${isAggregate ? Prisma.sql`(SELECT ${aggregateOf(measure)} FROM matched e)` : NOTHING}`,
    Prisma.sql`'events', ${events}`,
    Prisma.sql`'window', ${within ? windowBounds(within, context) : NOTHING}`,
    Prisma.sql`'periods', ${periods && measure.kind === 'count' ? perPeriod(measure, periods, context) : NOTHING}`,
    Prisma.sql`'chosen', ${measure.kind === 'occurrence' ? chosenOf(leaf, measure, context) : NOTHING}`,
  ];
  return Prisma.sql`WITH matched AS (${matched}) SELECT jsonb_build_object(${Prisma.join(parts)}) AS found`;
}

/** The values of some properties of `event e`, as a JSON list in their order. */
export function namedValues(paths: readonly PropertyPath[]): Prisma.Sql {
  if (paths.length === 0) return Prisma.sql`'[]'::jsonb`;
  const values = paths.map(({ root, path }) => presentAt(documentOf(root), path));
  return Prisma.sql`to_jsonb(ARRAY[${Prisma.join(values)}]::jsonb[])`;
}

const SHOWN = Prisma.sql`jsonb_build_object('name', e.name, 'at', e.occurred_at, 'values', e.named)`;

/** Over `matched e`; numbers as text, since JSON may not hold all their digits. */
function aggregateOf({ kind }: AggregateMeasure): Prisma.Sql {
  switch (kind) {
    case 'distinct':
      return Prisma.sql`count(DISTINCT e.value) FILTER (WHERE jsonb_typeof(e.value) IN ('string', 'number', 'boolean'))`;
    case 'sum':
      return Prisma.sql`COALESCE(sum(e.number), 0)`;
    case 'avg':
    case 'min':
    case 'max':
      return Prisma.sql`${Prisma.raw(kind)}(e.number)`;
  }
}

const startsOf = ({ unit, last }: Periods, context: ExplainContext): Prisma.Sql =>
  Prisma.sql`segue_unit_starts(${nowOf(context)}, ${unit}, ${last}::int, ${context.timezone})`;

function inPeriods(periods: Periods, context: ExplainContext): readonly Prisma.Sql[] {
  const starts = startsOf(periods, context);
  return [
    Prisma.sql`${AT} >= (${starts})[1]`,
    Prisma.sql`${AT} < (${starts})[${periods.last + 1}::int]`,
  ];
}

/** The latest unit first. */
function perPeriod(
  { comparison }: CountMeasure,
  periods: Periods,
  context: ExplainContext,
): Prisma.Sql {
  const units = Prisma.sql`SELECT s.starts[i] AS begin, s.starts[i + 1] AS ending FROM (SELECT ${startsOf(periods, context)} AS starts) s, generate_series(1, ${periods.last}::int) i`;
  const counted = Prisma.sql`SELECT u.begin, u.ending, (SELECT count(*) FROM matched e WHERE ${AT} >= u.begin AND ${AT} < u.ending) AS n FROM (${units}) u`;
  return Prisma.sql`(SELECT jsonb_agg(jsonb_build_object('from', c.begin, 'to', c.ending, 'count', c.n, 'holds', ${compileComparison(Prisma.sql`c.n`, comparison)}) ORDER BY c.begin DESC, c.ending DESC) FROM (${counted}) c)`;
}

/** As the compiled leaf chooses: an event without a message id comes before those with one. */
export const occurrenceOrder = (which: 'first' | 'last'): Prisma.Sql =>
  which === 'first'
    ? Prisma.sql`e.occurred_at, e.message_id COLLATE "C" NULLS FIRST, e.seq`
    : Prisma.sql`e.occurred_at DESC, e.message_id COLLATE "C" DESC NULLS LAST, e.seq DESC`;

function chosenOf(
  { names, within }: EventLeaf,
  { which, having }: OccurrenceMeasure,
  context: ExplainContext,
): Prisma.Sql {
  const inWindow = within ? isInWindow(AT, within, context) : Prisma.sql`TRUE`;
  const hasHaving = having ? compileWhere(having, names, context) : Prisma.sql`TRUE`;
  return Prisma.sql`(SELECT ${SHOWN} || jsonb_build_object('isInWindow', (${inWindow}), 'hasHaving', (${hasHaving})) FROM (SELECT * FROM matched e ORDER BY ${occurrenceOrder(which)} LIMIT 1) e)`;
}

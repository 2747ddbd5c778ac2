import { Prisma } from '../../database/database.js';
import {
  type AggregateMeasure,
  type CountMeasure,
  type EventLeaf,
  type OccurrenceMeasure,
  type Periods,
  type Where,
} from '../rules/rule.js';
import { beginOf } from '../rules/event-horizons.js';
import { accepts, compileComparison, isOnlyAboutZero } from './compile-comparison.js';
import { allOf, type CompileContext, relation } from './compile-context.js';
import { isInWindow, nowOf } from './compile-time.js';
import { valueAt } from './compile-value.js';
import { type EventGroup, selectGroup } from './event-group.js';
import { compileWhere, documentOf, eventRows, numberAt } from './event-rows.js';
import { type Joins } from './joins.js';

const OCCURRED_AT = Prisma.sql`e.occurred_at`;

export function compileEvent(leaf: EventLeaf, joins: Joins, context: CompileContext): Prisma.Sql {
  const { measure } = leaf;
  switch (measure.kind) {
    case 'count':
      return measure.periods
        ? compilePeriods(leaf, measure, measure.periods, joins, context)
        : compileCount(leaf, measure, joins, context);
    case 'occurrence':
      return compileOccurrence(leaf, measure, joins, context);
    case 'sum':
    case 'avg':
    case 'min':
    case 'max':
    case 'distinct':
      return compileAggregate(leaf, measure, joins, context);
  }
}

/** The events that a leaf is about. */
const eventsOf = ({ names, where, within }: EventLeaf, context: CompileContext): EventGroup => ({
  names,
  kind: [
    ...(where ? [compileWhere(where, names, context)] : []),
    ...(within ? [isInWindow(OCCURRED_AT, within, context)] : []),
  ],
  sinceMs: beginOf(within, context.now.getTime()),
});

function compileCount(
  leaf: EventLeaf,
  { comparison }: CountMeasure,
  joins: Joins,
  context: CompileContext,
): Prisma.Sql {
  const events = eventsOf(leaf, context);
  if (isOnlyAboutZero(comparison)) {
    const any = selectGroup(events, context);
    return accepts(comparison, 0) ? joins.isNotIn(any) : joins.isIn(any);
  }
  const holds = (over: Over): Prisma.Sql =>
    compileComparison(over(Prisma.sql`count(*)`), comparison);
  return compileGroup({ ...events, holds }, accepts(comparison, 0), joins, context);
}

/** Makes an aggregate one of the events that are meant. */
type Over = (aggregate: Prisma.Sql) => Prisma.Sql;

/**
 * Profiles whose events satisfy a condition on the group. Where no events satisfy it too, those are joined
 * whose events do not: profiles without any event have no row to be found by.
 */
function compileGroup(
  group: Required<EventGroup>,
  isZeroIn: boolean,
  joins: Joins,
  context: CompileContext,
): Prisma.Sql {
  if (!isZeroIn) return joins.isIn(selectGroup(group, context));
  const holds = (over: Over): Prisma.Sql => Prisma.sql`NOT (${group.holds(over)})`;
  return joins.isNotIn(selectGroup({ ...group, holds }, context));
}

function compileAggregate(
  leaf: EventLeaf,
  { kind, property, comparison }: AggregateMeasure,
  joins: Joins,
  context: CompileContext,
): Prisma.Sql {
  const events = eventsOf(leaf, context);
  const value = valueAt(documentOf(property.root), property.path);
  const number = numberAt(property, leaf.names, context);
  const group = (holds: (over: Over) => Prisma.Sql, isZeroIn: boolean): Prisma.Sql =>
    compileGroup({ ...events, holds }, isZeroIn, joins, context);
  switch (kind) {
    case 'sum': {
      const sum = (over: Over): Prisma.Sql =>
        Prisma.sql`COALESCE(${over(Prisma.sql`sum(${number})`)}, 0)`;
      return group((over) => compileComparison(sum(over), comparison), accepts(comparison, 0));
    }
    case 'distinct': {
      const isScalar = Prisma.sql`jsonb_typeof(${value}) IN ('string', 'number', 'boolean')`;
      const scalar = Prisma.sql`CASE WHEN ${isScalar} THEN ${value} END`;
      const distinct = Prisma.sql`count(DISTINCT ${scalar})`;
      return group((over) => compileComparison(over(distinct), comparison), accepts(comparison, 0));
    }
    case 'avg': {
      // Over no values the sum is NULL, and so is the comparison.
      const [sum, count] = [Prisma.sql`sum(${number})`, Prisma.sql`count(${number})`];
      return group((over) => compileComparison(over(sum), comparison, over(count)), false);
    }
    case 'min':
    case 'max': {
      const extreme = Prisma.sql`${Prisma.raw(kind)}(${number})`;
      return group((over) => compileComparison(over(extreme), comparison), false);
    }
  }
}

function compileOccurrence(
  leaf: EventLeaf,
  { which, having }: OccurrenceMeasure,
  joins: Joins,
  context: CompileContext,
): Prisma.Sql {
  const { within, ...ever } = leaf;
  if (having !== undefined)
    return joins.isIn({ sql: selectOccurrence(leaf, which, having, context) });
  const events = eventsOf(ever, context);
  if (!within) return joins.isIn(selectGroup(events, context));
  // When it was is all that is asked: an index says it.
  const extreme =
    which === 'first' ? Prisma.sql`min(e.occurred_at)` : Prisma.sql`max(e.occurred_at)`;
  const holds = (over: Over): Prisma.Sql => isInWindow(over(extreme), within, context);
  return joins.isIn(selectGroup({ ...events, holds }, context));
}

/** An event without a message id comes before those with one, as if its id were shorter than any other. */
function selectOccurrence(
  { names, where, within }: EventLeaf,
  which: OccurrenceMeasure['which'],
  having: Where,
  context: CompileContext,
): Prisma.Sql {
  const rows = allOf(eventRows({ names, where }, context));
  const order =
    which === 'first'
      ? Prisma.sql`e.occurred_at, e.message_id COLLATE "C" NULLS FIRST, e.seq`
      : Prisma.sql`e.occurred_at DESC, e.message_id COLLATE "C" DESC NULLS LAST, e.seq DESC`;
  const chosen = Prisma.sql`SELECT DISTINCT ON (e.profile_id) e.profile_id, e.occurred_at, e.properties, e.context, e.name, e.numbers FROM ${relation('event', context)} e WHERE ${rows} ORDER BY e.profile_id, ${order}`;
  const conditions = [
    ...(within ? [isInWindow(OCCURRED_AT, within, context)] : []),
    compileWhere(having, names, context),
  ];
  return Prisma.sql`SELECT e.profile_id FROM (${chosen}) e WHERE ${allOf(conditions)}`;
}

/**
 * Counts by calendar unit. Where no events in a unit satisfy the count, the units that do not are counted
 * instead, and there must not be too many of them.
 */
function compilePeriods(
  { names, where }: EventLeaf,
  { comparison }: CountMeasure,
  { unit, last, atLeast }: Periods,
  joins: Joins,
  context: CompileContext,
): Prisma.Sql {
  if (atLeast === 0) return Prisma.sql`TRUE`;
  const isZeroIn = accepts(comparison, 0);
  const holds = compileComparison(Prisma.sql`count(*)`, comparison);
  const starts = Prisma.sql`segue_unit_starts(${nowOf(context)}, ${unit}, ${last}::int, ${context.timezone})`;
  const rows = allOf([
    ...eventRows({ names, where }, context),
    Prisma.sql`e.occurred_at >= (${starts})[1]`,
    Prisma.sql`e.occurred_at < (${starts})[${last + 1}::int]`,
  ]);
  const units = Prisma.sql`SELECT e.profile_id FROM ${relation('event', context)} e WHERE ${rows} GROUP BY e.profile_id, width_bucket(e.occurred_at, ${starts}) HAVING ${isZeroIn ? Prisma.sql`NOT (${holds})` : holds}`;
  const least = isZeroIn ? last - atLeast + 1 : atLeast;
  const profiles = {
    sql: Prisma.sql`SELECT u.profile_id FROM (${units}) u GROUP BY u.profile_id HAVING count(*) >= ${least}::int`,
  };
  return isZeroIn ? joins.isNotIn(profiles) : joins.isIn(profiles);
}

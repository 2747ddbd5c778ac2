import { Prisma } from '../../database/database.js';
import {
  type AggregateMeasure,
  type CountMeasure,
  type EventLeaf,
  type OccurrenceMeasure,
  type Periods,
} from '../rules/rule.js';
import { accepts, compileComparison, isOnlyAboutZero } from './compile-comparison.js';
import { allOf, type CompileContext, relation } from './compile-context.js';
import { isInWindow, nowOf } from './compile-time.js';
import { valueAt } from './compile-value.js';
import { compileWhere, documentOf, eventRows, IS_LISTED, numberAt } from './event-rows.js';
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
      return joins.isIn(selectOccurrence(leaf, measure, context));
    case 'sum':
    case 'avg':
    case 'min':
    case 'max':
    case 'distinct':
      return compileAggregate(leaf, measure, joins, context);
  }
}

/** The rows that a leaf is about; those of an occurrence are of all times. */
const rowsOf = ({ names, where, within }: EventLeaf, context: CompileContext): Prisma.Sql =>
  allOf([
    ...eventRows({ names, where }, context),
    ...(names === 'any' && within ? listedNames(context) : []),
    ...(within ? [isInWindow(OCCURRED_AT, within, context)] : []),
  ]);

/** Of events of any name in a window: the index on names and times finds them, where all names are known. */
const listedNames = ({ from, catalog }: CompileContext): readonly Prisma.Sql[] =>
  !from && catalog?.hasAllNames ? [IS_LISTED] : [];

function compileCount(
  leaf: EventLeaf,
  { comparison }: CountMeasure,
  joins: Joins,
  context: CompileContext,
): Prisma.Sql {
  const rows = rowsOf(leaf, context);
  if (isOnlyAboutZero(comparison)) {
    const any = Prisma.sql`SELECT DISTINCT e.profile_id FROM ${relation('event', context)} e WHERE ${rows}`;
    return accepts(comparison, 0) ? joins.isNotIn(any) : joins.isIn(any);
  }
  const holds = compileComparison(Prisma.sql`count(*)`, comparison);
  return groupOf(rows, holds, accepts(comparison, 0), joins, context);
}

/**
 * Profiles whose events satisfy a condition on the group. Where no events satisfy it too, those are joined
 * whose events do not: profiles without any event have no row to be found by.
 */
function groupOf(
  rows: Prisma.Sql,
  holds: Prisma.Sql,
  isZeroIn: boolean,
  joins: Joins,
  context: CompileContext,
): Prisma.Sql {
  const groups = Prisma.sql`SELECT e.profile_id FROM ${relation('event', context)} e WHERE ${rows} GROUP BY e.profile_id`;
  return isZeroIn
    ? joins.isNotIn(Prisma.sql`${groups} HAVING NOT (${holds})`)
    : joins.isIn(Prisma.sql`${groups} HAVING ${holds}`);
}

function compileAggregate(
  leaf: EventLeaf,
  { kind, property, comparison }: AggregateMeasure,
  joins: Joins,
  context: CompileContext,
): Prisma.Sql {
  const rows = rowsOf(leaf, context);
  const value = valueAt(documentOf(property.root), property.path);
  const number = numberAt(property, leaf.names, context);
  const group = (holds: Prisma.Sql, isZeroIn: boolean): Prisma.Sql =>
    groupOf(rows, holds, isZeroIn, joins, context);
  switch (kind) {
    case 'sum': {
      const sum = Prisma.sql`COALESCE(sum(${number}), 0)`;
      return group(compileComparison(sum, comparison), accepts(comparison, 0));
    }
    case 'distinct': {
      const isScalar = Prisma.sql`jsonb_typeof(${value}) IN ('string', 'number', 'boolean')`;
      const distinct = Prisma.sql`count(DISTINCT ${value}) FILTER (WHERE ${isScalar})`;
      return group(compileComparison(distinct, comparison), accepts(comparison, 0));
    }
    case 'avg': {
      // Over no values the sum is NULL, and so is the comparison.
      const [sum, count] = [Prisma.sql`sum(${number})`, Prisma.sql`count(${number})`];
      return group(compileComparison(sum, comparison, count), false);
    }
    case 'min':
    case 'max': {
      const extreme = Prisma.sql`${Prisma.raw(kind)}(${number})`;
      return group(compileComparison(extreme, comparison), false);
    }
  }
}

/** An event without a message id comes before those with one, as if its id were shorter than any other. */
function selectOccurrence(
  { names, where, within }: EventLeaf,
  { which, having }: OccurrenceMeasure,
  context: CompileContext,
): Prisma.Sql {
  const rows = allOf(eventRows({ names, where }, context));
  if (having === undefined) {
    // When it was is all that is asked: an index says it.
    const at = which === 'first' ? Prisma.sql`min(e.occurred_at)` : Prisma.sql`max(e.occurred_at)`;
    const holds = within ? Prisma.sql` HAVING ${isInWindow(at, within, context)}` : Prisma.empty;
    return Prisma.sql`SELECT e.profile_id FROM ${relation('event', context)} e WHERE ${rows} GROUP BY e.profile_id${holds}`;
  }
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
  const profiles = Prisma.sql`SELECT u.profile_id FROM (${units}) u GROUP BY u.profile_id HAVING count(*) >= ${least}::int`;
  return isZeroIn ? joins.isNotIn(profiles) : joins.isIn(profiles);
}

import { Prisma } from '../../database/database.js';
import {
  type Condition,
  type Duration,
  type EventNames,
  type Leaf,
  type Rule,
  type SequenceLeaf,
  type TraitLeaf,
  type Where,
} from '../rules/rule.js';
import { leavesOf, treeLeaves } from '../rules/visit-rule.js';
import { instantAt } from './compile-condition.js';
import { allOf, type CompileContext, relation } from './compile-context.js';
import { isNotOver, nowOf, plus, unitStartOf } from './compile-time.js';
import { lastChangeOf, onceIn, TRAITS } from './compile-trait.js';
import { documentOf, filterEvents } from './event-rows.js';
import { type Joins } from './joins.js';

/**
 * The next instant at which time alone can change an answer about a date that a profile or one of its events holds, or about
 * how long a trait has been as it is; NULL where there is none. Too early is harmless, too late is not. What enters and leaves
 * the windows of events is left to `compileShifts`.
 *
 * @returns undefined when no leaf of the rule has such dates
 */
export function compileDue(
  rule: Rule,
  joins: Joins,
  context: CompileContext,
): Prisma.Sql | undefined {
  return earliest(leavesOf(rule).flatMap((leaf) => dueOfLeaf(leaf, joins, context)));
}

/** The least of them that is there; undefined of none. */
export function earliest(instants: readonly Prisma.Sql[]): Prisma.Sql | undefined {
  if (instants.length === 0) return undefined;
  return Prisma.sql`LEAST(${Prisma.join([...instants])})`;
}

function dueOfLeaf(leaf: Leaf, joins: Joins, context: CompileContext): readonly Prisma.Sql[] {
  switch (leaf.kind) {
    case 'trait':
      return dueOfTrait(leaf, joins, context);
    case 'event': {
      const { names, where, measure } = leaf;
      const having = measure.kind === 'occurrence' ? measure.having : undefined;
      return dueOfEvents(names, [where, having], joins, context);
    }
    case 'sequence':
      return dueOfSequence(leaf, joins, context);
    case 'everyone':
    case 'static':
    case 'segment':
    case 'identifier':
    case 'source':
    case 'consent':
    case 'bucket':
    case 'firstSeen':
    case 'lastSeen':
      return [];
  }
}

function dueOfTrait(
  { condition, heldFor }: TraitLeaf,
  joins: Joins,
  context: CompileContext,
): readonly Prisma.Sql[] {
  const dates = isRelative(condition)
    ? boundariesOf(condition, instantAt(TRAITS, condition.path, context, onceIn(joins)), context)
    : [];
  if (heldFor === undefined) return dates;
  const changedAt = lastChangeOf(condition.path, joins, context);
  return [...dates, endOf(changedAt, heldFor, context)];
}

const dueOfSequence = (
  { steps, absent }: SequenceLeaf,
  joins: Joins,
  context: CompileContext,
): readonly Prisma.Sql[] =>
  [...steps, ...(absent ? [absent] : [])].flatMap(({ names, where }) =>
    dueOfEvents(names, [where], joins, context),
  );

/** Of all events of these names, whenever they were. */
function dueOfEvents(
  names: EventNames,
  wheres: readonly (Where | undefined)[],
  joins: Joins,
  context: CompileContext,
): readonly Prisma.Sql[] {
  const boundaries = wheres
    .flatMap((where) => (where ? treeLeaves(where) : []))
    .flatMap(({ root, condition }) =>
      isRelative(condition)
        ? boundariesOf(condition, instantAt(documentOf(root), condition.path, context, {}), context)
        : [],
    );
  const next = earliest(boundaries);
  if (next === undefined) return [];
  const rows = allOf(filterEvents({ names }, context));
  const profiles = Prisma.sql`SELECT e.profile_id, min(${next}) AS due_at FROM ${relation('event', context)} e WHERE ${rows} GROUP BY e.profile_id`;
  return [joins.columnOf(profiles, 'due_at')];
}

const RELATIVE = [
  'withinLast',
  'withinNext',
  'olderThan',
  'inPeriod',
  'anniversaryWithinNext',
] as const;
type RelativeCondition = Extract<Condition, { readonly op: (typeof RELATIVE)[number] }>;

const isRelative = (condition: Condition): condition is RelativeCondition =>
  (RELATIVE as readonly string[]).includes(condition.op);

/** The instants after now at which the answer about an instant `t` changes. */
function boundariesOf(
  condition: RelativeCondition,
  t: Prisma.Sql,
  context: CompileContext,
): readonly Prisma.Sql[] {
  const after = (instant: Prisma.Sql): Prisma.Sql => afterNow(instant, context);
  switch (condition.op) {
    case 'withinLast':
      return [after(t), endOf(t, condition.duration, context)];
    case 'olderThan':
      return [endOf(t, condition.duration, context)];
    case 'withinNext':
      return [after(t), beginOfNext(t, condition.duration, context)];
    case 'inPeriod': {
      const { unit, offset } = condition.period;
      return [0, 1].map((shift) => after(unitStartOf(t, unit, shift - offset, context)));
    }
    case 'anniversaryWithinNext':
      return [
        Prisma.sql`(segue_anniversary_dues(${condition.days}::int, ${nowOf(context)}, ${context.timezone}))[segue_day_of_year(${t}, ${context.timezone})]`,
      ];
  }
}

/** When `t` comes within the next months: found to within a day or so, after which it is asked about at every evaluation. */
function beginOfNext(t: Prisma.Sql, duration: Duration, context: CompileContext): Prisma.Sql {
  const now = nowOf(context);
  if (duration.kind === 'exact') {
    return afterNow(
      Prisma.sql`(${t} - make_interval(secs => ${duration.ms / 1000}::float8))`,
      context,
    );
  }
  const begin = Prisma.sql`segue_minus_months(${t}, ${duration.months}::int, ${context.timezone})`;
  return Prisma.sql`CASE WHEN ${t} > ${plus(now, duration, context)} THEN GREATEST(${begin}, ${now}) END`;
}

/** `t + duration`, where that is still to come: most are not, which is found out without adding months. */
const endOf = (t: Prisma.Sql, duration: Duration, context: CompileContext): Prisma.Sql =>
  Prisma.sql`CASE WHEN ${isNotOver(t, duration, context)} THEN ${plus(t, duration, context)} END`;

const afterNow = (instant: Prisma.Sql, context: CompileContext): Prisma.Sql =>
  Prisma.sql`CASE WHEN ${instant} > ${nowOf(context)} THEN ${instant} END`;

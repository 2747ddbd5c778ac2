import { Prisma } from '../../database/database.js';
import { instantAt } from '../compile/compile-condition.js';
import { allOf, relation } from '../compile/compile-context.js';
import { nowOf, plus, unitStartOf } from '../compile/compile-time.js';
import { lastChangeOf, TRAITS } from '../compile/compile-trait.js';
import { documentOf, type EventFilter, filterEvents } from '../compile/event-rows.js';
import { Joins } from '../compile/joins.js';
import type { EventLeaf, Leaf, SeenLeaf, SequenceLeaf, TraitLeaf, Where } from '../rules/rule.js';
import { conditionEdges, isRelative, one, relativeOf, windowEdges } from './edges.repository.js';
import { occurrenceOrder } from './event-evidence.repository.js';
import { type ExplainContext, leavesBehind } from './explain-context.js';

/** Of the edges of one leaf no more are looked at. */
export const MOST_EDGES = 200;

const AT = Prisma.sql`e.occurred_at`;

/**
 * Queries for (at), the instants at which the answer of a leaf can change by itself: none is missing, of those to come. Some may
 * change nothing.
 */
export const leafEdges = (leaf: Leaf, context: ExplainContext): readonly Prisma.Sql[] =>
  leavesBehind(leaf, context).flatMap((one) => ownEdges(one, context));

function ownEdges(leaf: Leaf, context: ExplainContext): readonly Prisma.Sql[] {
  switch (leaf.kind) {
    case 'trait':
      return traitEdges(leaf, context);
    case 'event':
      return eventEdges(leaf, context);
    case 'sequence':
      return sequenceEdges(leaf, context);
    case 'firstSeen':
    case 'lastSeen':
      return [seenEdges(leaf, context)];
    case 'segment':
    case 'everyone':
    case 'static':
    case 'identifier':
    case 'source':
    case 'consent':
    case 'bucket':
      return [];
  }
}

/** One statement for (leaf, at) of several leaves, the leaf by its place in the list: the first MOST_EDGES and one more of each. */
export function selectEdges(
  leaves: readonly (readonly Prisma.Sql[])[],
  context: ExplainContext,
): Prisma.Sql {
  const parts = leaves.flatMap((edges, place) => {
    if (edges.length === 0) return [];
    // A clock that counts milliseconds has passed an instant at the first one that is not before it.
    const first = Prisma.sql`SELECT DISTINCT date_trunc('milliseconds', b.at + interval '999 microseconds') AS at FROM (${Prisma.join([...edges], ' UNION ALL ')}) b WHERE b.at > ${nowOf(context)} AND b.at < '9999-01-01' ORDER BY at LIMIT ${MOST_EDGES + 1}`;
    return [Prisma.sql`SELECT ${place}::int AS leaf, f.at FROM (${first}) f`];
  });
  const none = Prisma.sql`SELECT 0 AS leaf, now() AS at WHERE FALSE`;
  return parts.length === 0 ? none : Prisma.join(parts, ' UNION ALL ');
}

function traitEdges({ condition, heldFor }: TraitLeaf, context: ExplainContext): Prisma.Sql[] {
  const profiles = relation('profile', context);
  const edges: Prisma.Sql[] = [];
  if (isRelative(condition)) {
    const t = Prisma.sql`SELECT ${instantAt(TRAITS, condition.path, context, {})} AS t FROM ${profiles} p`;
    const own = conditionEdges(condition, Prisma.sql`d.t`, context);
    edges.push(lateral(Prisma.sql`(${t} OFFSET 0) d`, own, []));
  }
  if (heldFor !== undefined) {
    const joins = new Joins();
    const over = plus(lastChangeOf(condition.path, joins, context), heldFor, context);
    edges.push(Prisma.sql`SELECT ${over} AS at FROM ${joins.toSql(profiles)}`);
    const observed = Prisma.sql`h.observed_at`;
    edges.push(
      lateral(
        Prisma.sql`${relation('trait_history', context)} h`,
        [one(observed), one(plus(observed, heldFor, context))],
        [Prisma.sql`h.observed_at > ${nowOf(context)}`],
      ),
    );
  }
  return edges;
}

function eventEdges(leaf: EventLeaf, context: ExplainContext): Prisma.Sql[] {
  const { names, where, within, measure } = leaf;
  const having = measure.kind === 'occurrence' ? measure.having : undefined;
  const periods = measure.kind === 'count' ? measure.periods : undefined;
  const inPeriods = periods
    ? [1, periods.last + 1].map((shift) => unitStartOf(AT, periods.unit, shift, context))
    : [];
  const edges = [
    ...[AT, ...(within ? windowEdges(AT, within, context) : []), ...inPeriods].map(one),
    ...[where, having].flatMap((tree) => whereEdges(tree, context)),
  ];
  const filter = { names, where };
  return [
    measure.kind === 'occurrence' && isStatic(where)
      ? lateral(Prisma.sql`(${chosenOrFuture(filter, measure.which, context)}) e`, edges, [])
      : eventsWith(filter, edges, context),
  ];
}

/** The occurrence that is asked about now, and those that may be instead when their time has come. */
function chosenOrFuture(
  filter: EventFilter,
  which: 'first' | 'last',
  context: ExplainContext,
): Prisma.Sql {
  const rows = allOf(filterEvents(filter, context));
  const events = Prisma.sql`SELECT e.* FROM ${relation('event', context)} e WHERE ${rows}`;
  const now = nowOf(context);
  return Prisma.sql`(${events} AND e.occurred_at <= ${now} ORDER BY ${occurrenceOrder(which)} LIMIT 1) UNION ALL (${events} AND e.occurred_at > ${now})`;
}

function sequenceEdges(
  { steps, absent, within }: SequenceLeaf,
  context: ExplainContext,
): Prisma.Sql[] {
  return [...steps, ...(absent ? [absent] : [])].map((step, index) => {
    const inWindow = step !== absent && within ? windowEdges(AT, within, context) : [];
    const isLast = index === steps.length - 1;
    const over = isLast && absent?.within ? [plus(AT, absent.within, context)] : [];
    const edges = [...[AT, ...inWindow, ...over].map(one), ...whereEdges(step.where, context)];
    return eventsWith(step, edges, context);
  });
}

/** Only the first or last message so far matters, and those that are dated in the future. */
function seenEdges({ kind, within }: SeenLeaf, context: ExplainContext): Prisma.Sql {
  const extreme = kind === 'firstSeen' ? Prisma.sql`min` : Prisma.sql`max`;
  const now = nowOf(context);
  const messages = Prisma.sql`SELECT e.occurred_at AS t FROM ${relation('event', context)} e UNION ALL SELECT h.observed_at FROM ${relation('trait_history', context)} h`;
  const asked = Prisma.sql`SELECT ${extreme}(m.t) AS t FROM (${messages}) m WHERE m.t <= ${now} UNION ALL SELECT m.t FROM (${messages}) m WHERE m.t > ${now}`;
  const t = Prisma.sql`s.t`;
  return lateral(Prisma.sql`(${asked}) s`, [t, ...windowEdges(t, within, context)].map(one), []);
}

/** A filter that depends on the time itself lets other events through later: then it is left out. */
const eventsWith = (
  { names, where }: EventFilter,
  edges: readonly Prisma.Sql[],
  context: ExplainContext,
): Prisma.Sql =>
  lateral(
    Prisma.sql`${relation('event', context)} e`,
    edges,
    filterEvents({ names, where: isStatic(where) ? where : undefined }, context),
  );

const isStatic = (where: Where | undefined): boolean => relativeOf(where).length === 0;

const whereEdges = (where: Where | undefined, context: ExplainContext): readonly Prisma.Sql[] =>
  relativeOf(where).flatMap(({ root, condition }) =>
    conditionEdges(condition, instantAt(documentOf(root), condition.path, context, {}), context),
  );

const lateral = (
  rows: Prisma.Sql,
  edges: readonly Prisma.Sql[],
  conditions: readonly Prisma.Sql[],
): Prisma.Sql =>
  Prisma.sql`SELECT b.at FROM ${rows} CROSS JOIN LATERAL (${Prisma.join([...edges], ' UNION ALL ')}) b WHERE ${allOf(conditions)}`;

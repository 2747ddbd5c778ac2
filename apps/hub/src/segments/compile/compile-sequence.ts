import { Prisma } from '../../database/database.js';
import { type EventNames, type SequenceLeaf, type SequenceStep } from '../rules/rule.js';
import { allOf, type CompileContext, relation } from './compile-context.js';
import { isAfterStart, isInWindow, nowOf, plus } from './compile-time.js';
import { filterEvents } from './event-rows.js';
import { type Joins } from './joins.js';

/** All rows of one profile that are earlier; with DESC, that are later. Rows of one instant are neither. */
const EARLIER = Prisma.sql`(PARTITION BY e.profile_id ORDER BY e.at GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`;
export const LATER = Prisma.sql`(PARTITION BY e.profile_id ORDER BY e.at DESC GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`;

/**
 * One scan of the events, then one pass over them for each step. `reached` is an event's time where a way of
 * matching the steps up to this one ends with it, else NULL. Of all ways that end before an event only the
 * one matters that leaves the most time for it.
 */
export function compileSequence(
  { steps, absent, within }: SequenceLeaf,
  joins: Joins,
  context: CompileContext,
): Prisma.Sql {
  const at = Prisma.sql`e.occurred_at`;
  const inWindow = within ? [isInWindow(at, within, context)] : [];
  const matches = steps.map((step) => matchStep(step, inWindow, context));
  const blocks = absent ? matchStep(absent, [], context) : undefined;
  const columns = [...matches, ...(blocks ? [blocks] : [])];
  const rows = allOf([
    Prisma.sql`${at} <= ${nowOf(context)}`,
    // One list of names and one start are a range of the index. What is left out is later than a step, and so than the start.
    ...filterEvents({ names: namesOf(absent ? [...steps, absent] : steps) }, context),
    ...(within ? isAfterStart(at, within, context) : []),
    Prisma.join(columns, ' OR ', '(', ')'),
  ]);
  const flags = columns.map((column, index) => Prisma.sql`${column} AS ${flag(index)}`);
  const events = Prisma.sql`SELECT e.profile_id, e.occurred_at AS at, ${Prisma.join(flags)} FROM ${relation('event', context)} e WHERE ${rows}`;
  const first = Prisma.sql`SELECT e.*, CASE WHEN e.${flag(0)} THEN e.at END AS reached0 FROM (${events}) e`;
  const reached = steps
    .slice(1)
    .reduce((before, step, index) => followStep(before, step, index + 1, context), first);
  const last = reachedBy(steps.length - 1);
  if (absent === undefined) {
    return joins.isIn({
      sql: Prisma.sql`SELECT DISTINCT e.profile_id FROM (${reached}) e WHERE e.${last} IS NOT NULL`,
    });
  }
  const blocked = Prisma.sql`SELECT e.*, min(CASE WHEN e.${flag(steps.length)} THEN e.at END) OVER ${LATER} AS blocked_at FROM (${reached}) e`;
  return joins.isIn({
    sql: Prisma.sql`SELECT DISTINCT e.profile_id FROM (${blocked}) e WHERE ${isLeftOut(last, absent, context)}`,
  });
}

/** All names of some steps. */
export function namesOf(steps: readonly Pick<SequenceStep, 'names'>[]): EventNames {
  const names = steps.map((step) => step.names);
  return names.includes('any') ? 'any' : [...new Set((names as (readonly string[])[]).flat())];
}

/** Whether an event matches a step by itself. */
export function matchStep(
  step: SequenceStep,
  inWindow: readonly Prisma.Sql[],
  context: CompileContext,
): Prisma.Sql {
  const conditions = [...filterEvents(step, context), ...inWindow];
  return conditions.length === 0 ? Prisma.sql`TRUE` : Prisma.sql`(${allOf(conditions)})`;
}

function followStep(
  rows: Prisma.Sql,
  { within }: SequenceStep,
  index: number,
  context: CompileContext,
): Prisma.Sql {
  const before = Prisma.sql`e.${reachedBy(index - 1)}`;
  // The latest end of all ways, not the end of the latest: months added within an hour that comes twice may swap.
  const inTime = within
    ? Prisma.sql`e.at <= max(${plus(before, within, context)}) OVER ${EARLIER}`
    : Prisma.sql`min(${before}) OVER ${EARLIER} IS NOT NULL`;
  return Prisma.sql`SELECT e.*, CASE WHEN e.${flag(index)} AND ${inTime} THEN e.at END AS ${reachedBy(index)} FROM (${rows}) e`;
}

/** Nothing blocks a way that ends here, and the time in which something could is over. */
function isLeftOut(
  last: Prisma.Sql,
  { within }: SequenceStep,
  context: CompileContext,
): Prisma.Sql {
  if (within === undefined) return Prisma.sql`e.${last} IS NOT NULL AND e.blocked_at IS NULL`;
  const end = plus(Prisma.sql`e.${last}`, within, context);
  return Prisma.sql`${end} <= ${nowOf(context)} AND (e.blocked_at IS NULL OR e.blocked_at > ${end})`;
}

/** The column that says whether an event matches a step by itself. */
export const flag = (index: number): Prisma.Sql => Prisma.raw(`step${index}`);
const reachedBy = (index: number): Prisma.Sql => Prisma.raw(`reached${index}`);

import { Prisma } from '../../database/database.js';
import { type Duration, type SequenceStep, type Window } from '../rules/rule.js';
import { boundAttempts } from './attempt-bounds.js';
import { allOf, type CompileContext, relation } from './compile-context.js';
import { flag, LATER, matchStep, namesOf } from './compile-sequence.js';
import { isInWindow, plus } from './compile-time.js';
import { filterEvents } from './event-rows.js';

/** The steps of a funnel, each strictly later than the one before. */
export interface Steps {
  /** Two to ten; the first has no `within`. */
  readonly steps: readonly SequenceStep[];
  /** Of the first step alone. */
  readonly within: Window;
  /** The most time from the first step to the last. */
  readonly conversionWindow?: Duration;
}

/**
 * One statement that gives the best attempt of every profile that did the first step: (profile_id, times), with the instants of
 * the steps that it reached. The best attempt gets furthest; of those that do it is the earliest, step by step.
 *
 * One scan of the events, then one pass over them for each step, from the last to the first. `way2` of an event is the earliest
 * way from it to the third step: its instants. The earliest event that can follow is the best one for the time since the step
 * before, for the end of the way, and for being the earliest; so only that one is asked about.
 */
export function compileAttempts(funnel: Steps, context: CompileContext): Prisma.Sql {
  const last = funnel.steps.length - 1;
  const ends = Prisma.sql`SELECT e.profile_id, e.at, ${flags(last)}, ${own(last)} FROM (${matchSteps(funnel, context)}) e`;
  let rows = ends;
  for (let index = last - 1; index >= 0; index--) rows = precede(rows, funnel, index, context);
  const furthestFirst = funnel.steps.map((_, index) => Prisma.sql`min(e.${way(last - index)})`);
  return Prisma.sql`SELECT e.profile_id, COALESCE(${Prisma.join(furthestFirst)}) AS times FROM (${rows}) e WHERE e.${way(0)} IS NOT NULL GROUP BY e.profile_id`;
}

/** The events that can be a step, and which. */
function matchSteps(
  { steps, within, conversionWindow }: Steps,
  context: CompileContext,
): Prisma.Sql {
  const isFirst = [isInWindow(Prisma.sql`e.occurred_at`, within, context)];
  const matches = steps.map((step, index) => matchStep(step, index === 0 ? isFirst : [], context));
  const columns = matches.map((match, index) => Prisma.sql`${match} AS ${flag(index)}`);
  const conditions = [
    ...filterEvents({ names: namesOf(steps) }, context),
    ...boundAttempts(within, conversionWindow, context),
    Prisma.join(matches, ' OR ', '(', ')'),
  ];
  return Prisma.sql`SELECT e.profile_id, e.occurred_at AS at, ${Prisma.join(columns)} FROM ${relation('event', context)} e WHERE ${allOf(conditions)}`;
}

/** From the ways that begin with a step to those that begin with the one before. */
function precede(
  rows: Prisma.Sql,
  { steps, conversionWindow }: Steps,
  index: number,
  context: CompileContext,
): Prisma.Sql {
  const { within } = steps[index + 1]!;
  const ways = steps.slice(index + 1).map((_, offset) => {
    const target = index + 1 + offset;
    const next = Prisma.sql`min(e.${way(target)}) OVER ${LATER}`;
    const isInTime = [
      ...(within ? [Prisma.sql`(${next})[1] <= ${plus(AT, within, context)}`] : []),
      ...(index === 0 && conversionWindow
        ? [Prisma.sql`(${next})[${target}::int] <= ${plus(AT, conversionWindow, context)}`]
        : []),
      Prisma.sql`${next} IS NOT NULL`,
    ];
    return Prisma.sql`CASE WHEN e.${flag(index)} AND ${allOf(isInTime)} THEN e.at || ${next} END AS ${way(target)}`;
  });
  const columns = [
    Prisma.sql`e.profile_id, e.at`,
    ...(index > 0 ? [flags(index)] : []),
    own(index),
    ...ways,
  ];
  return Prisma.sql`SELECT ${Prisma.join(columns)} FROM (${rows}) e`;
}

const AT = Prisma.sql`e.at`;

/** Of the first steps. */
const flags = (count: number): Prisma.Sql =>
  Prisma.join(Array.from({ length: count }, (_, index) => Prisma.sql`e.${flag(index)}`));

/** The way that is the step alone. */
const own = (index: number): Prisma.Sql =>
  Prisma.sql`CASE WHEN e.${flag(index)} THEN ARRAY[e.at] END AS ${way(index)}`;

const way = (index: number): Prisma.Sql => Prisma.raw(`way${index}`);

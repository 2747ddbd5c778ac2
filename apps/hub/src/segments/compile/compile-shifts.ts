import { Prisma } from '../../database/database.js';
import {
  type EventLeaf,
  type EventNames,
  type Leaf,
  type Periods,
  type Rule,
  type SequenceLeaf,
  type Window,
} from '../rules/rule.js';
import { leavesOf } from '../rules/visit-rule.js';
import { listedNames } from './event-rows.js';
import { allOf, type CompileContext, relation } from './compile-context.js';
import { hasShiftedUnits, passed, shiftsOf } from './compile-time.js';

/**
 * Statements that give the profile_id of every profile about whose events the rule may have another answer at `now` than it
 * had at `since`, though nothing arrived in between: those with a message that left a window, or came into one. What only
 * becomes present (a message dated in the future) is marked when it arrives.
 *
 * @param since the instant that the stored answer is of
 */
export const compileShifts = (
  rule: Rule,
  since: Date,
  context: CompileContext,
): readonly Prisma.Sql[] => leavesOf(rule).flatMap((leaf) => shiftsOfLeaf(leaf, since, context));

function shiftsOfLeaf(leaf: Leaf, since: Date, context: CompileContext): readonly Prisma.Sql[] {
  switch (leaf.kind) {
    case 'event':
      return shiftsOfEvent(leaf, since, context);
    case 'sequence':
      return shiftsOfSequence(leaf, since, context);
    case 'firstSeen':
    case 'lastSeen':
      return [
        ...windowShifts('any', leaf.within, since, context),
        ...shiftsOf(Prisma.sql`h.observed_at`, leaf.within, since, context).map(
          (isShifted) =>
            Prisma.sql`SELECT h.profile_id FROM ${relation('trait_history', context)} h WHERE ${isShifted}`,
        ),
      ];
    case 'everyone':
    case 'static':
    case 'trait':
    case 'segment':
    case 'identifier':
    case 'source':
    case 'consent':
    case 'bucket':
      return [];
  }
}

function shiftsOfEvent(
  { names, within, measure }: EventLeaf,
  since: Date,
  context: CompileContext,
): readonly Prisma.Sql[] {
  const periods = measure.kind === 'count' ? measure.periods : undefined;
  return [
    ...windowShifts(names, within, since, context),
    ...(periods ? [eventsWhere(names, shiftOfPeriods(periods, since, context), context)] : []),
  ];
}

function shiftsOfSequence(
  { steps, absent, within }: SequenceLeaf,
  since: Date,
  context: CompileContext,
): readonly Prisma.Sql[] {
  const last = steps.at(-1)!;
  return [
    ...steps.flatMap(({ names }) => windowShifts(names, within, since, context)),
    // The time in which the absent step could still have come is over.
    ...(absent?.within
      ? [eventsWhere(last.names, passed(OCCURRED_AT, absent.within, since, context), context)]
      : []),
  ];
}

const OCCURRED_AT = Prisma.sql`e.occurred_at`;

const windowShifts = (
  names: EventNames,
  within: Window | undefined,
  since: Date,
  context: CompileContext,
): readonly Prisma.Sql[] =>
  within === undefined
    ? []
    : shiftsOf(OCCURRED_AT, within, since, context).map((isShifted) =>
        eventsWhere(names, isShifted, context),
      );

function eventsWhere(names: EventNames, rows: Prisma.Sql, context: CompileContext): Prisma.Sql {
  const conditions = allOf([...isNamed(names, context), rows]);
  return Prisma.sql`SELECT e.profile_id FROM ${relation('event', context)} e WHERE ${conditions}`;
}

const isNamed = (names: EventNames, context: CompileContext): readonly Prisma.Sql[] =>
  names === 'any' ? listedNames(context) : [Prisma.sql`e.name = ANY(${[...names]}::text[])`];

/** Where the complete units before now are others than those before `since`: what lies in one of them and not in the other. */
const shiftOfPeriods = (
  { unit, last }: Periods,
  since: Date,
  context: CompileContext,
): Prisma.Sql => hasShiftedUnits(OCCURRED_AT, { unit, from: -last, to: 0 }, since, context);

import { Prisma } from '../../database/database.js';
import { dateOf, isOver, nowOf, plus, unitStartOf } from '../compile/compile-time.js';
import type { CompileContext } from '../compile/compile-rule.js';
import type { Duration, Window } from '../rules/rule.js';
import { instantsNear } from './edges.repository.js';

type Clock = Pick<CompileContext, 'now' | 'timezone'>;

/** One end of a window, as JSON: { at, isIncluded }; NULL where it is open. */
const end = (at: Prisma.Sql, isIncluded: boolean): Prisma.Sql =>
  Prisma.sql`jsonb_build_object('at', ${at}, 'isIncluded', ${isIncluded}::boolean)`;

/**
 * Where a window begins and ends beside `now`, as JSON: { from, to }. With calendar months it can have gaps (of 28 to 31 January
 * each is a month before 28 February): then these are its outer ends.
 */
export function windowBounds(window: Window, clock: Clock): Prisma.Sql {
  const [from, to] = endsOf(window, clock);
  return Prisma.sql`jsonb_build_object('from', ${from}, 'to', ${to})`;
}

const OPEN = Prisma.sql`NULL::jsonb`;

function endsOf(window: Window, clock: Clock): readonly [Prisma.Sql, Prisma.Sql] {
  switch (window.kind) {
    case 'last':
      return [earliestNotOver(window.duration, clock), end(nowOf(clock), true)];
    case 'between':
      return [earliestNotOver(window.from, clock), latestOver(window.to, clock)];
    case 'range':
      return [
        window.from ? end(dateOf(window.from, clock), true) : OPEN,
        window.to ? end(dateOf(window.to, clock), false) : OPEN,
      ];
    case 'period': {
      const { unit, offset } = window.period;
      const start = (shift: number): Prisma.Sql => unitStartOf(nowOf(clock), unit, shift, clock);
      return [end(start(offset), true), end(start(offset + 1), false)];
    }
  }
}

const before = (duration: { readonly ms: number }, clock: Clock): Prisma.Sql =>
  nowOf({ ...clock, now: new Date(clock.now.getTime() - duration.ms) });

/** Of the instants t with now < t + duration. */
function earliestNotOver(duration: Duration, clock: Clock): Prisma.Sql {
  if (duration.kind === 'exact') return end(before(duration, clock), false);
  const isIn = (t: Prisma.Sql): Prisma.Sql =>
    Prisma.sql`(${plus(t, duration, clock)} > ${nowOf(clock)})`;
  const [own, next] = [Prisma.sql`g.at`, Prisma.sql`g.at + interval '1 millisecond'`];
  return firstOf(duration.months, isIn(own), isIn(next), Prisma.sql`g.at`, clock);
}

/** Of the instants t with t + duration ≤ now. */
function latestOver(duration: Duration, clock: Clock): Prisma.Sql {
  if (duration.kind === 'exact') return end(before(duration, clock), true);
  const [own, former] = [Prisma.sql`g.at`, Prisma.sql`g.at - interval '1 millisecond'`];
  const isIn = (t: Prisma.Sql): Prisma.Sql => Prisma.sql`(${isOver(t, duration, clock)})`;
  return firstOf(duration.months, isIn(own), isIn(former), Prisma.sql`g.at DESC`, clock);
}

const firstOf = (
  months: number,
  isIn: Prisma.Sql,
  isNeighbourIn: Prisma.Sql,
  order: Prisma.Sql,
  clock: Clock,
): Prisma.Sql =>
  Prisma.sql`(SELECT jsonb_build_object('at', g.at, 'isIncluded', ${isIn}) FROM (${instantsNear(nowOf(clock), months, clock)}) g WHERE ${isIn} OR ${isNeighbourIn} ORDER BY ${order} LIMIT 1)`;

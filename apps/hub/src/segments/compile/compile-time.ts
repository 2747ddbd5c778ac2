import { Prisma } from '../../database/database.js';
import {
  type CalendarUnit,
  type DateOperand,
  type Duration,
  type Period,
  type Window,
} from '../rules/rule.js';
import { allOf, type CompileContext } from './compile-context.js';

type Clock = Pick<CompileContext, 'now' | 'timezone'>;

const DAY_MS = 24 * 60 * 60_000;

/** A run of calendar months has at least 28 and at most 31 days each. */
export const SHORTEST_MONTH_MS = 28 * DAY_MS;
export const LONGEST_MONTH_MS = 31 * DAY_MS;

/** More than daylight saving, or a zone that changes sides of the date line, can shift a wall-clock time. */
export const ZONE_SLACK_MS = 2 * DAY_MS;

/** The instants that are stored lie between these; PostgreSQL does not read a year 0 or one of five digits. */
const EARLIEST_MS = Date.parse('0001-01-01T00:00:00Z');
const LATEST_MS = Date.parse('9999-12-31T23:59:59.999Z');

export const nowOf = ({ now }: Clock): Prisma.Sql => instant(now.getTime());

/** As text with its offset: a Date would be bound as wall-clock time of the session's zone. @param ms also ±Infinity */
export function instant(ms: number): Prisma.Sql {
  return Prisma.sql`${instantText(ms)}::timestamptz`;
}

/** An instant as PostgreSQL reads it. */
export function instantText(ms: number): string {
  if (ms < EARLIEST_MS) return '-infinity';
  return ms > LATEST_MS ? 'infinity' : new Date(ms).toISOString();
}

export const dateOf = ({ text }: DateOperand, { timezone }: Clock): Prisma.Sql =>
  Prisma.sql`segue_instant_of(${text}, ${timezone})`;

/** `t + duration` of an SQL instant. */
export const plus = (t: Prisma.Sql, duration: Duration, { timezone }: Clock): Prisma.Sql =>
  duration.kind === 'exact'
    ? Prisma.sql`(${t} + make_interval(secs => ${duration.ms / 1000}::float8))`
    : Prisma.sql`segue_plus_months(${t}, ${duration.months}::int, ${timezone})`;

/** `t + duration ≤ now`. */
export function isOver(t: Prisma.Sql, duration: Duration, clock: Clock): Prisma.Sql {
  const nowMs = clock.now.getTime();
  if (duration.kind === 'exact') return Prisma.sql`${t} <= ${instant(nowMs - duration.ms)}`;
  const latest = instant(nowMs - duration.months * SHORTEST_MONTH_MS + ZONE_SLACK_MS);
  const isOverNow = Prisma.sql`${plus(t, duration, clock)} <= ${nowOf(clock)}`;
  // Months are added to the few only of which it is not clear.
  return Prisma.sql`${t} <= ${latest} AND (NOT ${isAfter(t, duration, clock)} OR ${isOverNow})`;
}

/** `now < t + duration`. The bound beside the months is there for indexes. */
export function isNotOver(t: Prisma.Sql, duration: Duration, clock: Clock): Prisma.Sql {
  const bound = isAfter(t, duration, clock);
  if (duration.kind === 'exact') return bound;
  const latest = instant(clock.now.getTime() - duration.months * SHORTEST_MONTH_MS + ZONE_SLACK_MS);
  const isNotOverNow = Prisma.sql`${plus(t, duration, clock)} > ${nowOf(clock)}`;
  return Prisma.sql`${bound} AND (${t} > ${latest} OR ${isNotOverNow})`;
}

/** Holds wherever `now < t + duration` does, and for whatever is later: in months, which end together, the other does not. */
function isAfter(t: Prisma.Sql, duration: Duration, { now }: Clock): Prisma.Sql {
  const ms =
    duration.kind === 'exact' ? duration.ms : duration.months * LONGEST_MONTH_MS + ZONE_SLACK_MS;
  return Prisma.sql`${t} > ${instant(now.getTime() - ms)}`;
}

export const isWithinLast = (t: Prisma.Sql, duration: Duration, clock: Clock): Prisma.Sql =>
  Prisma.sql`${isNotOver(t, duration, clock)} AND ${t} <= ${nowOf(clock)}`;

export function isWithinNext(t: Prisma.Sql, duration: Duration, clock: Clock): Prisma.Sql {
  const end =
    duration.kind === 'exact'
      ? instant(clock.now.getTime() + duration.ms)
      : plus(nowOf(clock), duration, clock);
  return Prisma.sql`${t} > ${nowOf(clock)} AND ${t} <= ${end}`;
}

export function isInPeriod(t: Prisma.Sql, { unit, offset }: Period, clock: Clock): Prisma.Sql {
  const now = nowOf(clock);
  const [from, to] = [0, 1].map((shift) => unitStartOf(now, unit, offset + shift, clock));
  return Prisma.sql`${t} >= ${from} AND ${t} < ${to}`;
}

/** Where the calendar unit begins that lies `shift` units after the one that `t` is in. */
export const unitStartOf = (
  t: Prisma.Sql,
  unit: CalendarUnit,
  shift: number,
  { timezone }: Clock,
): Prisma.Sql => Prisma.sql`segue_unit_start(${t}, ${unit}, ${shift}::int, ${timezone})`;

/** Whether an SQL instant falls in the window; NULL where it is NULL. */
export function isInWindow(t: Prisma.Sql, window: Window, clock: Clock): Prisma.Sql {
  switch (window.kind) {
    case 'last':
      return isWithinLast(t, window.duration, clock);
    case 'between':
      return Prisma.sql`${isNotOver(t, window.from, clock)} AND ${isOver(t, window.to, clock)}`;
    case 'range':
      return allOf([
        ...(window.from ? [Prisma.sql`${t} >= ${dateOf(window.from, clock)}`] : []),
        ...(window.to ? [Prisma.sql`${t} < ${dateOf(window.to, clock)}`] : []),
      ]);
    case 'period':
      return isInPeriod(t, window.period, clock);
  }
}

/** A bound for indexes: holds wherever an instant is in the window, and for whatever is later. */
export function isAfterStart(t: Prisma.Sql, window: Window, clock: Clock): readonly Prisma.Sql[] {
  switch (window.kind) {
    case 'last':
      return [isAfter(t, window.duration, clock)];
    case 'between':
      return [isAfter(t, window.from, clock)];
    case 'range':
      return window.from ? [Prisma.sql`${t} >= ${dateOf(window.from, clock)}`] : [];
    case 'period': {
      const { unit, offset } = window.period;
      return [Prisma.sql`${t} >= ${unitStartOf(nowOf(clock), unit, offset, clock)}`];
    }
  }
}

/**
 * Conditions on an SQL instant, of which one holds where it is in the window at one of `since` and now, and not at the other.
 * That it becomes present is left out.
 */
export function shiftsOf(
  t: Prisma.Sql,
  window: Window,
  since: Date,
  clock: Clock,
): readonly Prisma.Sql[] {
  switch (window.kind) {
    case 'last':
      return [passed(t, window.duration, since, clock)];
    case 'between':
      return [window.from, window.to].map((duration) => passed(t, duration, since, clock));
    case 'range':
      return [];
    case 'period': {
      const { unit, offset } = window.period;
      return [hasShiftedUnits(t, { unit, from: offset, to: offset + 1 }, since, clock)];
    }
  }
}

/** `since < t + duration ≤ now`. */
export const passed = (t: Prisma.Sql, duration: Duration, since: Date, clock: Clock): Prisma.Sql =>
  Prisma.sql`${isNotOver(t, duration, { ...clock, now: since })} AND ${isOver(t, duration, clock)}`;

/**
 * Whether an SQL instant lies in a run of calendar units beside `since` or beside now, and not in both. The first condition is
 * known before any row is read: as long as both are in the same unit there is nothing to look for.
 */
export function hasShiftedUnits(
  t: Prisma.Sql,
  { unit, from, to }: { readonly unit: CalendarUnit; readonly from: number; readonly to: number },
  since: Date,
  clock: Clock,
): Prisma.Sql {
  const [before, after] = [since, clock.now].map((at) => {
    const start = (shift: number): Prisma.Sql =>
      unitStartOf(instant(at.getTime()), unit, shift, clock);
    return { start: start(from), end: start(to) };
  }) as [{ start: Prisma.Sql; end: Prisma.Sql }, { start: Prisma.Sql; end: Prisma.Sql }];
  const isIn = ({ start, end }: typeof before): Prisma.Sql =>
    Prisma.sql`(${t} >= ${start} AND ${t} < ${end})`;
  return allOf([
    // Where a zone skips a day, one run begins when the other does, and ends later.
    Prisma.sql`(${before.start} <> ${after.start} OR ${before.end} <> ${after.end})`,
    Prisma.sql`${t} >= LEAST(${before.start}, ${after.start})`,
    Prisma.sql`${t} < GREATEST(${before.end}, ${after.end})`,
    Prisma.sql`${isIn(before)} <> ${isIn(after)}`,
  ]);
}

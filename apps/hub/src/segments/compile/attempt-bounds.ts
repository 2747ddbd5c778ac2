import { Prisma } from '../../database/database.js';
import { type Duration, type Window } from '../rules/rule.js';
import {
  dateOf,
  LONGEST_MONTH_MS,
  nowOf,
  plus,
  SHORTEST_MONTH_MS,
  unitStartOf,
  ZONE_SLACK_MS,
} from './compile-time.js';
import { type CompileContext } from './compile-context.js';

type Clock = Pick<CompileContext, 'now' | 'timezone'>;

const SLACK: Duration = { kind: 'exact', ms: ZONE_SLACK_MS };

/**
 * Conditions on `e.occurred_at` that every event of an attempt meets whose first step falls in the window: for an index, so
 * wider than the window where its edges are months away.
 *
 * @param conversionWindow  of the attempt; left out: a later step may come at any time
 */
export function boundAttempts(
  window: Window,
  conversionWindow: Duration | undefined,
  clock: Clock,
): readonly Prisma.Sql[] {
  const [from, to] = [earliestOf(window, clock), latestOf(window, clock)];
  return [
    Prisma.sql`e.occurred_at <= ${nowOf(clock)}`,
    ...(from ? [Prisma.sql`e.occurred_at >= ${from}`] : []),
    ...(to && conversionWindow
      ? [Prisma.sql`e.occurred_at <= ${latestEnd(to, conversionWindow, clock)}`]
      : []),
  ];
}

/** A calendar's hour that comes twice can put the later start before the earlier one, months on. */
function latestEnd(start: Prisma.Sql, duration: Duration, clock: Clock): Prisma.Sql {
  const end = plus(start, duration, clock);
  return duration.kind === 'exact' ? end : plus(end, SLACK, clock);
}

function earliestOf(window: Window, clock: Clock): Prisma.Sql | undefined {
  switch (window.kind) {
    case 'last':
      return before(longestOf(window.duration), clock);
    case 'between':
      return before(longestOf(window.from), clock);
    case 'range':
      return window.from && dateOf(window.from, clock);
    case 'period':
      return unitStartOf(nowOf(clock), window.period.unit, window.period.offset, clock);
  }
}

/** Undefined where it is now, or later. */
function latestOf(window: Window, clock: Clock): Prisma.Sql | undefined {
  switch (window.kind) {
    case 'last':
      return undefined;
    case 'between':
      return before(shortestOf(window.to), clock);
    case 'range':
      return window.to && dateOf(window.to, clock);
    case 'period':
      return unitStartOf(nowOf(clock), window.period.unit, window.period.offset + 1, clock);
  }
}

const before = (ms: number, { now, timezone }: Clock): Prisma.Sql =>
  nowOf({ now: new Date(now.getTime() - ms), timezone });

const longestOf = (duration: Duration): number =>
  duration.kind === 'exact' ? duration.ms : duration.months * LONGEST_MONTH_MS + ZONE_SLACK_MS;

const shortestOf = (duration: Duration): number =>
  duration.kind === 'exact' ? duration.ms : duration.months * SHORTEST_MONTH_MS - ZONE_SLACK_MS;

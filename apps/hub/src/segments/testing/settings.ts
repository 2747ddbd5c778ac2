import { periodOf, plusDuration, startOfUnit } from './oracle-time.js';

/** Where and when a history begins. */
export interface Setting {
  readonly timezone: string;
  /** In ms. */
  readonly start: number;
}

export const DAY = 86_400_000;

const setting = (timezone: string, start: string): Setting => ({
  timezone,
  start: Date.parse(start),
});

/** A day or two before something that calendars do. */
export const SETTINGS: readonly Setting[] = [
  // The clock went forward on 29 March and back on 25 October, at night.
  setting('Europe/Berlin', '2026-03-27T23:00:00Z'),
  setting('Europe/Berlin', '2026-10-24T09:00:00Z'),
  // Back on 5 April, forward on 6 September, at midnight: the hour before it comes twice, and midnight itself is missing.
  setting('America/Santiago', '2026-04-03T12:00:00Z'),
  setting('America/Santiago', '2026-09-04T04:00:00Z'),
  // Back on 1 November, at one o'clock, so that midnight comes twice; forward on 8 March, at midnight.
  setting('America/Havana', '2026-10-30T16:00:00Z'),
  setting('America/Havana', '2026-03-06T05:00:00Z'),
  // There was no 30 December 2011.
  setting('Pacific/Apia', '2011-12-28T10:00:00Z'),
  setting('Pacific/Apia', '2011-09-22T11:00:00Z'),
  // The ends of months, of a year, and of a February with 29 days.
  setting('UTC', '2028-01-30T12:00:00Z'),
  setting('UTC', '2026-02-26T00:00:00Z'),
  setting('Asia/Kathmandu', '2026-12-30T18:15:00Z'),
  setting('Asia/Kathmandu', '2026-05-29T00:00:00Z'),
];

export const UNITS = ['day', 'week', 'month', 'quarter', 'year'] as const;

/** First instants of days and larger units around the start: where calendars have edges. */
export const calendarEdges = ({ timezone, start }: Setting): readonly number[] =>
  UNITS.flatMap((unit) =>
    (unit === 'day' ? [-30, -7, -2, -1, 0, 1, 2, 3, 4, 7, 8] : [-1, 0, 1, 2]).map((shift) =>
      startOfUnit(start, unit, shift, timezone),
    ),
  );

/** The last day of the month before, at the wall-clock time of the start: months counted from there are clamped. */
export function monthEnds({ timezone, start }: Setting): readonly number[] {
  const [from] = periodOf('thisMonth', start, timezone);
  return [-1, -2, -DAY - 1, 1 - DAY]
    .map((shift) => from + shift)
    .flatMap((ms) => [ms, plusDuration(ms, '1M', timezone)]);
}

import { type Place, refuse, refuseValue } from './place.js';
import { type Duration } from './rule.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const UNIT_MS: Readonly<Record<string, number>> = {
  m: MINUTE_MS,
  h: 60 * MINUTE_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
};
const UNIT_MONTHS: Readonly<Record<string, number>> = { M: 1, y: 12 };

/** 400 Gregorian years have 146,097 days. */
const AVERAGE_MONTH_MS = (146_097 / 4800) * DAY_MS;

/** More than any run of calendar months is longer or shorter than its average. */
const MONTH_SLACK_MS = 3 * DAY_MS;

/** PostgreSQL's timestamps begin in 4713 BC; further back a rule could not be evaluated. */
export const MAX_YEARS = 5000;
const MAX_MS = MAX_YEARS * 12 * AVERAGE_MONTH_MS;

const EXPECTED = 'a duration: a whole number and one of m, h, d, w, M (months), y, such as "30d"';

export function parseDuration(json: unknown, at: Place): Duration | undefined {
  const [, digits, unit] = typeof json === 'string' ? (/^(\d+)([mhdwMy])$/.exec(json) ?? []) : [];
  if (digits === undefined || unit === undefined) return refuseValue(json, at, EXPECTED);
  if (Number(digits) === 0) return refuse(at, 'must not be a zero duration');
  const duration = toDuration(Number(digits), unit);
  if (average(duration) > MAX_MS) return refuse(at, `must not be more than ${MAX_YEARS} years`);
  return duration;
}

/** A number of days, written as `30d`: where only whole days have a meaning. */
export function parseDays(json: unknown, at: Place): number | undefined {
  if (typeof json !== 'string' || !/^\d+d$/.test(json)) {
    return refuseValue(json, at, 'a duration in days, such as "30d"');
  }
  const duration = parseDuration(json, at);
  return duration?.kind === 'exact' ? duration.ms / DAY_MS : undefined;
}

/** Could `a` be longer than `b`? `1M` can be longer than `30d`, but never longer than `60d`. */
export function canBeLonger(a: Duration, b: Duration): boolean {
  if (a.kind === 'calendar' && b.kind === 'calendar') return a.months > b.months;
  return longest(a) > shortest(b);
}

function toDuration(amount: number, unit: string): Duration {
  const months = UNIT_MONTHS[unit];
  if (months !== undefined) return { kind: 'calendar', months: amount * months };
  return { kind: 'exact', ms: amount * UNIT_MS[unit]! };
}

const average = (duration: Duration): number =>
  duration.kind === 'exact' ? duration.ms : duration.months * AVERAGE_MONTH_MS;

const slack = (duration: Duration): number => (duration.kind === 'calendar' ? MONTH_SLACK_MS : 0);

const longest = (duration: Duration): number => average(duration) + slack(duration);
const shortest = (duration: Duration): number => average(duration) - slack(duration);

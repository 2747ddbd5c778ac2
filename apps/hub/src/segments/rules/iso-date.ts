import { type Place, refuseValue } from './place.js';
import { parseText } from './read-json.js';
import { type DateOperand } from './rule.js';

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** PostgreSQL reads offsets up to ±15:59. */
const MAX_OFFSET_HOURS = 15;

/** More than any zone is away from UTC, so that wall-clock time and instant can be told apart. */
const MAX_ZONE_SECONDS = 16 * 3600;

/** An ISO 8601 date or date-time as the rule language has it, or undefined: nothing else parses. */
export function toDate(text: string): DateOperand | undefined {
  const parts = read(text);
  if (parts === undefined) return undefined;
  if (!text.includes('T')) return { type: 'date', kind: 'date', text };
  return { type: 'date', kind: parts.offset === undefined ? 'dateTime' : 'instant', text };
}

export function parseDate(json: unknown, at: Place): DateOperand | undefined {
  const expected = 'an ISO 8601 date or date-time (2026-01-31 or 2026-01-31T12:00:00Z)';
  if (typeof json !== 'string') return refuseValue(json, at, expected);
  const text = parseText(json, at);
  return text === undefined ? undefined : (toDate(text) ?? refuseValue(json, at, expected));
}

/**
 * Is `a` later than `b`, whatever the workspace's time zone is? A wall-clock time and an instant that
 * are less than 16 hours apart cannot be told, so neither is later.
 */
export function isLater(a: DateOperand, b: DateOperand): boolean {
  return compare(a, b) > 0;
}

/** As `isLater`, or at the very same time. */
export function isLaterOrSame(a: DateOperand, b: DateOperand): boolean {
  return compare(a, b) >= 0;
}

/** Above 0: `a` is later; 0: the same; below 0: earlier, or it depends on the time zone. */
function compare(a: DateOperand, b: DateOperand): number {
  const [left, right] = [read(a.text)!, read(b.text)!];
  const isMixed = (a.kind === 'instant') !== (b.kind === 'instant');
  const seconds = toSeconds(left) - toSeconds(right);
  if (isMixed) return seconds > MAX_ZONE_SECONDS ? 1 : -1;
  if (seconds !== 0) return seconds;
  const digits = Math.max(left.fraction.length, right.fraction.length);
  const [x, y] = [left.fraction.padEnd(digits, '0'), right.fraction.padEnd(digits, '0')];
  return x === y ? 0 : x > y ? 1 : -1;
}

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** The digits after the decimal point. */
  readonly fraction: string;
  /** Seconds east of UTC; undefined for a wall-clock time. */
  readonly offset: number | undefined;
}

function read(text: string): Parts | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => +(part ?? 0));
  const parts = { year: year!, month: month!, day: day!, hour: hour!, minute: minute! };
  const isDay = parts.year >= 1 && parts.day >= 1 && parts.day <= daysIn(parts.month, parts.year);
  if (!isDay || parts.hour > 23 || parts.minute > 59 || second! > 59) return undefined;
  const offset = match[8] === undefined ? undefined : toOffset(match[8]);
  if (Number.isNaN(offset)) return undefined;
  return { ...parts, second: second!, fraction: match[7] ?? '', offset };
}

/** Seconds east of UTC, or NaN for an offset that is none. */
function toOffset(text: string): number {
  if (text === 'Z') return 0;
  const [hours, minutes] = [+text.slice(1, 3), +text.slice(4)];
  if (hours > MAX_OFFSET_HOURS || minutes > 59) return NaN;
  return (text.startsWith('-') ? -1 : 1) * (hours * 3600 + minutes * 60);
}

/** 0 for a month that is none. */
function daysIn(month: number, year: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month] ?? 0;
}

/** Whole seconds since 1970, of a wall-clock time as if it were UTC. */
function toSeconds({ year, month, day, hour, minute, second, offset }: Parts): number {
  // Not Date.UTC, which takes the years 0 to 99 for 1900 to 1999.
  const days = new Date(0).setUTCFullYear(year, month - 1, day) / 1000;
  return days + hour * 3600 + minute * 60 + second - (offset ?? 0);
}

import { CronExpressionParser } from 'cron-parser';
import { ValidateBy, type ValidationOptions } from 'class-validator';

/** Kebab-case: ids are part of commands and URLs. */
const ID = /^(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*$/;
const SEGMENT_KEY = /^[a-z0-9][a-z0-9_-]{0,63}$/;

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const MAX_DURATION_MS = 365 * 86_400_000;

const MOST_TAGS = 20;
const TAG = /^[^\s,\0][^,\0]{0,49}$/;
const FOLDER = /^[^/\0]+(\/[^/\0]+)*$/;

const isText = (value: unknown): value is string => typeof value === 'string';

const rule = (
  name: string,
  isValid: (value: unknown) => boolean,
  message: string,
  options?: ValidationOptions,
  constraints: readonly unknown[] = [],
): PropertyDecorator =>
  ValidateBy(
    {
      name,
      constraints: [...constraints],
      validator: { validate: isValid, defaultMessage: () => message },
    },
    options,
  );

export const IsId = (): PropertyDecorator =>
  rule(
    'isId',
    (value) => isText(value) && ID.test(value),
    'must be lower-case words joined by hyphens, such as web-shop (64 characters at most)',
  );

export const IsSegmentKey = (): PropertyDecorator =>
  rule(
    'isSegmentKey',
    (value) => isText(value) && SEGMENT_KEY.test(value),
    'must be lower-case letters, digits, - and _, such as window-shoppers (64 characters at most)',
  );

/** @param example goes on after "such as" */
export const IsName = (maxLength: number, example: string): PropertyDecorator =>
  rule(
    'isName',
    (value) => isText(value) && value.trim() !== '' && value.length <= maxLength,
    `must be a text of 1 to ${maxLength} characters, such as ${example}`,
    undefined,
    [maxLength],
  );

/** @param example goes on after "such as" */
export const IsMapping = (example: string): PropertyDecorator =>
  rule('isMapping', isMapping, `must be a mapping of keys to values, such as ${example}`);

/** @param example goes on after "such as" */
export const IsList = (example: string): PropertyDecorator =>
  rule('isList', Array.isArray, `must be a list, such as ${example}`);

export const IsOneOf = (words: readonly string[]): PropertyDecorator =>
  rule(
    'isOneOf',
    (value) => isText(value) && words.includes(value),
    `must be one of ${words.join(', ')}`,
    undefined,
    words,
  );

/** Both bounds are in. */
export const IsBetween = (low: number, high: number): PropertyDecorator =>
  rule(
    'isBetween',
    (value) => typeof value === 'number' && value >= low && value <= high,
    `must be a number from ${low} to ${high}`,
    undefined,
    [low, high],
  );

/** Both bounds are in. */
export const IsWholeBetween = (low: number, high: number): PropertyDecorator =>
  rule(
    'isWholeBetween',
    (value) => Number.isInteger(value) && (value as number) >= low && (value as number) <= high,
    `must be a whole number from ${low} to ${high}`,
    undefined,
    [low, high],
  );

/** @param example goes on after "such as" */
export const IsWebAddress = (example: string): PropertyDecorator =>
  rule('isWebAddress', isWebAddress, `must begin with https:// or http://, such as ${example}`);

/** @param example goes on after "such as" */
export const IsWebOrigin = (example: string): PropertyDecorator =>
  rule(
    'isWebOrigin',
    (value) => isWebAddress(value) && new URL(value).origin === value.replace(/\/$/, ''),
    `must begin with https:// or http:// and have no path, such as ${example}`,
  );

/** Texts to find something by. */
export const IsTags = (): PropertyDecorator =>
  rule(
    'isTags',
    (value) => isListOf(value, isTag) && value.length <= MOST_TAGS,
    `must be a list of up to ${MOST_TAGS} different texts of at most 50 characters without commas, such as [ spring, email ]`,
  );

export const IsFolder = (): PropertyDecorator =>
  rule(
    'isFolder',
    (value) => isText(value) && FOLDER.test(value) && value.length <= 200,
    'must be names with a slash between them, such as Marketing/2026 (200 characters at most)',
  );

export const IsRoles = (roles: readonly string[]): PropertyDecorator =>
  rule(
    'isRoles',
    (value) => isListOf(value, (role) => roles.includes(role)) && value.length > 0,
    `must be a list of one or more of ${roles.join(', ')}`,
  );

export const IsTrue = (): PropertyDecorator =>
  rule('isTrue', (value) => value === true, 'must be true, or left out');

export const IsTimeZone = (): PropertyDecorator =>
  rule('isTimeZone', isTimeZone, 'must be the IANA name of a time zone, such as Europe/Berlin');

export const IsDuration = (): PropertyDecorator =>
  rule(
    'isDuration',
    (value) => isText(value) && durationMs(value) !== undefined,
    'must be a whole number and one of s, m, h, d, w, such as 15m (365d at most)',
  );

export const IsTime = (): PropertyDecorator =>
  rule(
    'isTime',
    (value) => isText(value) && /^([01]\d|2[0-3]):[0-5]\d$/.test(value),
    'must be a time of day in quotes, such as "06:00"',
  );

export const IsCron = (): PropertyDecorator =>
  rule(
    'isCron',
    (value) => isText(value) && isCron(value),
    'must be five fields (minute, hour, day of month, month, day of week), such as "0 6 * * 1-5"',
  );

const isTag = (text: string): boolean => TAG.test(text);

/** Different texts, each of which passes. */
function isListOf(value: unknown, isValid: (text: string) => boolean): value is readonly string[] {
  if (!Array.isArray(value) || new Set(value).size < value.length) return false;
  return value.every((item) => isText(item) && isValid(item));
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWebAddress(value: unknown): value is string {
  return isText(value) && /^https?:\/\//.test(value) && URL.canParse(value);
}

/** A duration such as `15m` in ms; undefined when it is none, or none to repeat something by. */
export function durationMs(text: string): number | undefined {
  const [, amount = '', unit = ''] = /^(\d{1,9})([smhdw])$/.exec(text) ?? [];
  const ms = Number(amount) * (UNIT_MS[unit] ?? 0);
  return ms > 0 && ms <= MAX_DURATION_MS ? ms : undefined;
}

/** Offsets such as +01:00, which Intl takes too, know no daylight saving time. */
function isTimeZone(value: unknown): boolean {
  if (!isText(value) || !/^[A-Za-z]/.test(value)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).format() !== '';
  } catch {
    return false;
  }
}

/** cron-parser also takes seconds, `@daily` and `H`, which is another time on every machine. */
function isCron(text: string): boolean {
  if (text.trim().split(/\s+/).length !== 5 || /\bH\b/.test(text)) return false;
  try {
    CronExpressionParser.parse(text);
    return true;
  } catch {
    return false;
  }
}

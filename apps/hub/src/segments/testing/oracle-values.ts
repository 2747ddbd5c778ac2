import { compareDecimals } from './decimal.js';
import { daysToAnniversary, parseInstant, plusDuration } from './oracle-time.js';
import { inWindow } from './oracle-window.js';
import type { Json, Question } from './person.js';

/** `undefined`: it cannot be said, because the value is missing or cannot be cast. */
export type Answer = boolean | undefined;

type Clock = Pick<Question, 'now' | 'timezone'>;

/** What a path finds; `\.` is a dot that belongs to a key. */
export function find(document: unknown, path: string): unknown {
  return follow(
    document,
    path.split(/(?<!\\)\./).map((key) => key.replaceAll('\\.', '.')),
  );
}

function follow(document: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return document;
  if (Array.isArray(document)) {
    return document.flatMap((element) => {
      const found = follow(element, [key, ...rest]);
      return found === undefined || found === null ? [] : found;
    });
  }
  if (typeof document !== 'object' || document === null) return undefined;
  return follow((document as Json)[key], rest);
}

export const toNumber = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  return /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d{1,3})?$/i.test(value) ? Number(value) : undefined;
};

export const toText = (value: unknown): string | undefined =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;

const toBoolean = (value: unknown): boolean | undefined => {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  return { true: true, false: false }[value.toLowerCase()];
};

const toInstant = (value: unknown, { timezone }: Clock): number | undefined =>
  typeof value === 'string' ? parseInstant(value, timezone) : undefined;

/** The value as the operand's type, then compared. */
export function equals(value: unknown, operand: unknown, ignoreCase: boolean): Answer {
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  if (typeof operand === 'string') {
    const text = toText(value);
    return text === undefined ? undefined : fold(text) === fold(operand);
  }
  const cast = typeof operand === 'number' ? toNumber(value) : toBoolean(value);
  return cast === undefined ? undefined : cast === operand;
}

const OPPOSITE: Readonly<Record<string, string>> = {
  ...{ neq: 'eq', nin: 'in', ncontains: 'contains', hasNone: 'hasAny', missing: 'exists' },
};

/** The op that a negative one is the complement of. */
export const positiveOf = (op: string): string | undefined => OPPOSITE[op];

export function conditionHolds(
  condition: Json,
  document: unknown,
  path: string,
  clock: Clock,
): boolean {
  const op = condition['op'] as string;
  const found = find(document, path);
  const positive = positiveOf(op);
  const isThere = found !== undefined && found !== null;
  const answer = isThere ? test(positive ?? op, condition, found, document, clock) : undefined;
  if (answer !== undefined) return positive === undefined ? answer : !answer;
  return (condition['ifMissing'] as boolean | undefined) ?? positive !== undefined;
}

function test(op: string, rule: Json, found: unknown, document: unknown, clock: Clock): Answer {
  const { value } = rule;
  const ignoreCase = rule['ignoreCase'] === true;
  switch (op) {
    case 'exists':
      return true;
    case 'eq':
      if (typeof value !== 'object') return equals(found, value, ignoreCase);
      return equalsOther(found, find(document, (value as { trait: string }).trait));
    case 'in': {
      const answers = (value as unknown[]).map((operand) => equals(found, operand, ignoreCase));
      return answers.every((answer) => answer === undefined) ? undefined : answers.includes(true);
    }
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return ordered(op, found, value, document, clock);
    case 'between': {
      const [low, high] = value as unknown[];
      const [above, below] = [
        ordered('gte', found, low, document, clock),
        ordered('lte', found, high, document, clock),
      ];
      return above === undefined ? undefined : above && below;
    }
    case 'contains':
    case 'startsWith':
    case 'endsWith':
    case 'matches':
      return textHolds(op, toText(found), value as string, ignoreCase);
    case 'hasAny':
    case 'hasAll':
      return listHolds(op, found, value as unknown[], ignoreCase);
    case 'length':
      return Array.isArray(found) ? compareDecimals(found.length, value as Json) : undefined;
    default:
      return timeHolds(op, toInstant(found, clock), value as string, clock);
  }
}

export function textHolds(
  op: string,
  text: string | undefined,
  operand: string,
  ignoreCase: boolean,
): Answer {
  if (text === undefined) return undefined;
  if (op === 'matches') return new RegExp(operand, ignoreCase ? 'i' : '').test(text);
  const [left, right] = ignoreCase ? [text.toLowerCase(), operand.toLowerCase()] : [text, operand];
  if (op === 'contains') return left.includes(right);
  return op === 'startsWith' ? left.startsWith(right) : left.endsWith(right);
}

function listHolds(
  op: string,
  found: unknown,
  operands: readonly unknown[],
  ignoreCase: boolean,
): Answer {
  if (typeof found === 'object' && !Array.isArray(found)) return undefined;
  const elements: readonly unknown[] = Array.isArray(found) ? found : [found];
  const has = (operand: unknown): boolean =>
    elements.some((element) => equals(element, operand, ignoreCase) === true);
  return op === 'hasAny' ? operands.some(has) : operands.every(has);
}

function timeHolds(op: string, t: number | undefined, value: string, clock: Clock): Answer {
  if (t === undefined) return undefined;
  const { now, timezone } = clock;
  switch (op) {
    case 'before':
      return t < parseInstant(value, timezone)!;
    case 'after':
      return t >= parseInstant(value, timezone)!;
    case 'withinLast':
      return inWindow(t, { last: value }, clock);
    case 'withinNext':
      return now < t && t <= plusDuration(now, value, timezone);
    case 'olderThan':
      return plusDuration(t, value, timezone) <= now;
    case 'inPeriod':
      return inWindow(t, { period: value }, clock);
    case 'anniversaryWithinNext':
      return daysToAnniversary(t, now, timezone) <= parseInt(value, 10);
    default:
      throw new Error(`no such op: ${op}`);
  }
}

const equalsOther = (found: unknown, other: unknown): Answer =>
  toText(other) === undefined ? undefined : equals(found, other, false);

/** Against a number as numbers, against a string as instants; the operand may be another trait. */
function ordered(
  op: string,
  found: unknown,
  operand: unknown,
  document: unknown,
  clock: Clock,
): Answer {
  const isTrait = typeof operand === 'object';
  const right = isTrait ? find(document, (operand as { trait: string }).trait) : operand;
  const cast = (value: unknown): number | undefined =>
    typeof right === 'number' ? toNumber(value) : toInstant(value, clock);
  if (typeof right !== 'number' && typeof right !== 'string') return undefined;
  const [a, b] = [cast(found), cast(right)];
  return a === undefined || b === undefined ? undefined : compareDecimals(a, { [op]: b });
}

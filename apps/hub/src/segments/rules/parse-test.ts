import { findPatternProblem } from './check-pattern.js';
import { parseDays, parseDuration } from './durations.js';
import { isLater, parseDate, toDate } from './iso-date.js';
import { parseCountComparison, parsePair } from './parse-comparison.js';
import { parsePath } from './parse-path.js';
import { parsePeriod } from './parse-window.js';
import { type Parse, type Place, refuse, refuseValue } from './place.js';
import { isObject, parseList, parseObject, parseText, required } from './read-json.js';
import {
  type BetweenTest,
  type DateOperand,
  type NumberOperand,
  type Scalar,
  type TraitOperand,
  type ValueTest,
} from './rule.js';

export type Op = ValueTest['op'];

/** What a value test needs to know of the leaf that it is in. */
export interface TestContext {
  /** `"value": { "trait": … }` is for traits only: an event has no other trait beside it. */
  readonly canCompareTraits: boolean;
}

type ParseTest = (json: unknown, at: Place, context: TestContext) => ValueTest | undefined;

/** How the `value` of each op is read, by op; `exists` and `missing` have none. */
const TESTS: Readonly<Record<Exclude<Op, 'exists' | 'missing'>, ParseTest>> = {
  eq: parseEquality('eq'),
  neq: parseEquality('neq'),
  in: withValue(parseScalars, (values) => ({ op: 'in', values })),
  nin: withValue(parseScalars, (values) => ({ op: 'nin', values })),
  gt: parseOrder('gt'),
  gte: parseOrder('gte'),
  lt: parseOrder('lt'),
  lte: parseOrder('lte'),
  between: parseBetween,
  contains: withValue(parseText, (value) => ({ op: 'contains', value })),
  ncontains: withValue(parseText, (value) => ({ op: 'ncontains', value })),
  startsWith: withValue(parseText, (value) => ({ op: 'startsWith', value })),
  endsWith: withValue(parseText, (value) => ({ op: 'endsWith', value })),
  matches: withValue(parsePattern, (pattern) => ({ op: 'matches', pattern })),
  hasAny: withValue(parseScalars, (values) => ({ op: 'hasAny', values })),
  hasAll: withValue(parseScalars, (values) => ({ op: 'hasAll', values })),
  hasNone: withValue(parseScalars, (values) => ({ op: 'hasNone', values })),
  length: withValue(parseCountComparison, (comparison) => ({ op: 'length', comparison })),
  before: withValue(parseDate, (date) => ({ op: 'before', date })),
  after: withValue(parseDate, (date) => ({ op: 'after', date })),
  withinLast: withValue(parseDuration, (duration) => ({ op: 'withinLast', duration })),
  withinNext: withValue(parseDuration, (duration) => ({ op: 'withinNext', duration })),
  olderThan: withValue(parseDuration, (duration) => ({ op: 'olderThan', duration })),
  inPeriod: withValue(parsePeriod, (period) => ({ op: 'inPeriod', period })),
  anniversaryWithinNext: withValue(parseDays, (days) => ({ op: 'anniversaryWithinNext', days })),
};

export const OPS = ['exists', 'missing', ...Object.keys(TESTS)] as Op[];

/** Reads the `value` of an op that has one. */
export const parseTest = (
  op: keyof typeof TESTS,
  json: unknown,
  at: Place,
  context: TestContext,
): ValueTest | undefined => TESTS[op](json, at, context);

function withValue<T>(parse: Parse<T>, toTest: (value: T) => ValueTest): ParseTest {
  return (json, at) => {
    const value = parse(json, at);
    return value === undefined ? undefined : toTest(value);
  };
}

function parseEquality(op: 'eq' | 'neq'): ParseTest {
  return (json, at, context) => {
    if (isObject(json) && context.canCompareTraits) {
      const operand = parseTraitOperand(json, at);
      return operand && { op, operand };
    }
    const expected = context.canCompareTraits ? `${SCALAR} or { "trait": path }` : SCALAR;
    const value = parseScalar(json, at, expected);
    return value === undefined ? undefined : { op, operand: { type: 'scalar', value } };
  };
}

function parseOrder(op: 'gt' | 'gte' | 'lt' | 'lte'): ParseTest {
  return (json, at, context) => {
    const operand =
      isObject(json) && context.canCompareTraits
        ? parseTraitOperand(json, at)
        : parseNumberOrDate(json, at);
    return operand && { op, operand };
  };
}

function parseBetween(json: unknown, at: Place): BetweenTest | undefined {
  const expected = 'a list of two numbers or two ISO 8601 dates: [low, high]';
  const [low, high] = parsePair(json, at, parseNumberOrDate, expected) ?? [];
  if (low?.type === 'number' && high?.type === 'number') {
    if (low.value > high.value) return refuse(at, 'must have the lower bound first');
    return { op: 'between', low, high };
  }
  if (low?.type === 'date' && high?.type === 'date') {
    if (isLater(low, high)) return refuse(at, 'must have the earlier bound first');
    return { op: 'between', low, high };
  }
  return low && high && refuseValue(json, at, expected);
}

const SCALAR = 'a string, a finite number, true or false';

function parseScalar(json: unknown, at: Place, expected = SCALAR): Scalar | undefined {
  if (typeof json === 'string') return parseText(json, at);
  if (typeof json === 'boolean' || Number.isFinite(json)) return json as Scalar;
  return refuseValue(json, at, expected);
}

function parseScalars(json: unknown, at: Place): Scalar[] | undefined {
  return parseList(
    json,
    at,
    (item, itemAt) => parseScalar(item, itemAt),
    'a list of strings, numbers, true or false, not empty',
  );
}

function parseNumberOrDate(json: unknown, at: Place): NumberOperand | DateOperand | undefined {
  const date = typeof json === 'string' ? toDate(json) : undefined;
  if (date !== undefined) return date;
  const expected = 'a finite number or an ISO 8601 date or date-time';
  if (!Number.isFinite(json)) return refuseValue(json, at, expected);
  return { type: 'number', value: json as number };
}

function parseTraitOperand(json: unknown, at: Place): TraitOperand | undefined {
  const object = parseObject(json, at, ['trait'], 'an object: { "trait": path }');
  const path = object && required(object, 'trait', at, parsePath);
  return path && { type: 'trait', path };
}

export function parsePattern(json: unknown, at: Place): string | undefined {
  const pattern = parseText(json, at);
  const problem = pattern === undefined ? undefined : findPatternProblem(pattern);
  return problem === undefined ? pattern : refuse(at, problem);
}

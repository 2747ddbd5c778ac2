import { child, type Parse, type Place, refuse, refuseValue } from './place.js';
import {
  has,
  isObject,
  type JsonObject,
  parseCount,
  parseNumber,
  refuseUnknownKeys,
} from './read-json.js';
import { type NumberComparison } from './rule.js';

export const COMPARISON_OPS = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'between'] as const;

const ONE_OF = `one of ${COMPARISON_OPS.join(', ')}`;

/** `{ "gte": 3 }` over numbers of things: of events, of list elements, of distinct values. */
export function parseCountComparison(json: unknown, at: Place): NumberComparison | undefined {
  if (!isObject(json)) return refuseValue(json, at, `an object with ${ONE_OF}`);
  refuseUnknownKeys(json, at, COMPARISON_OPS);
  return parseComparisonIn(json, at, parseCount);
}

/** The comparison among the keys of an object, the others of which are the caller's. */
export function parseComparisonIn(
  object: JsonObject,
  at: Place,
  parseOperand: Parse<number> = parseNumber,
): NumberComparison | undefined {
  const [op, ...more] = COMPARISON_OPS.filter((candidate) => has(object, candidate));
  if (op === undefined) return refuseValue(object, at, ONE_OF);
  if (more.length > 0) return refuse(at, `must be only ${ONE_OF}, not ${[op, ...more].join(', ')}`);
  const place = child(at, op);
  if (op === 'between') return parseBetween(object[op], place, parseOperand);
  const value = parseOperand(object[op], place);
  return value === undefined ? undefined : { op, value };
}

function parseBetween(
  json: unknown,
  at: Place,
  parseOperand: Parse<number>,
): NumberComparison | undefined {
  const [low, high] = parsePair(json, at, parseOperand, 'a list of two: [low, high]') ?? [];
  if (low === undefined || high === undefined) return undefined;
  if (low > high) return refuse(at, 'must have the lower bound first');
  return { op: 'between', low, high };
}

export function parsePair<T>(
  json: unknown,
  at: Place,
  parseItem: Parse<T>,
  expected: string,
): [T, T] | undefined {
  if (!Array.isArray(json) || json.length !== 2) return refuseValue(json, at, expected);
  const [first, second] = Array.from(json, (item: unknown, index) =>
    parseItem(item, child(at, index)),
  );
  return first === undefined || second === undefined ? undefined : [first, second];
}

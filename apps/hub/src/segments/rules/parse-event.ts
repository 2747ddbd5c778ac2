import { COMPARISON_OPS, parseComparisonIn, parseCountComparison } from './parse-comparison.js';
import { parsePropertyPath } from './parse-path.js';
import { parsePeriods } from './parse-periods.js';
import { parseWhere } from './parse-where.js';
import { parseWindow } from './parse-window.js';
import { child, type Parse, type Place, refuse, refuseValue } from './place.js';
import {
  has,
  type JsonObject,
  optional,
  parseCount,
  parseList,
  parseName,
  parseNumber,
  parseObject,
  parseWord,
  required,
} from './read-json.js';
import {
  type AggregateMeasure,
  type CountMeasure,
  type EventLeaf,
  type EventNames,
  type Measure,
  type NumberComparison,
  type OccurrenceMeasure,
} from './rule.js';

const AGGREGATES = ['sum', 'avg', 'min', 'max', 'distinct'] as const;
const MEASURES = ['count', ...AGGREGATES, 'occurrence'] as const;

export const EVENT_KEYS = ['event', 'where', 'within', ...MEASURES, 'periods', 'having'] as const;

const AT_LEAST_ONCE: NumberComparison = { op: 'gte', value: 1 };

export function parseEvent(object: JsonObject, at: Place): EventLeaf | undefined {
  const names = required(object, 'event', at, parseEventNames);
  const where = optional(object, 'where', at, parseWhere);
  const within = optional(object, 'within', at, parseWindow);
  const measure = parseMeasure(object, at);
  if (names === undefined || measure === undefined) return undefined;
  return { kind: 'event', names, ...(where && { where }), ...(within && { within }), measure };
}

/** In a list a `*` is a name like any other: the page gives the meaning "any" to the string alone. */
export function parseEventNames(json: unknown, at: Place): EventNames | undefined {
  if (json === '*') return 'any';
  if (Array.isArray(json)) return parseList(json, at, parseName, 'a list of names, not empty');
  if (typeof json !== 'string') return refuseValue(json, at, 'a name, a list of names, or "*"');
  const name = parseName(json, at);
  return name === undefined ? undefined : [name];
}

function parseMeasure(object: JsonObject, at: Place): Measure | undefined {
  const present = MEASURES.filter((key) => has(object, key));
  if (present.length > 1) refuse(at, `must have only one of ${present.join(', ')}`);
  if (!present.includes('occurrence')) refuseKey(object, 'having', at, 'goes with occurrence only');
  if (present.some((key) => key !== 'count')) {
    refuseKey(object, 'periods', at, 'goes with count only');
  } else if (has(object, 'within')) {
    refuseKey(object, 'periods', at, 'must not stand beside within');
  }
  if (present.length === 0) return parseCountMeasure(object, at);
  // Every one that is there, so that the problems within are reported even beside another.
  const [measure] = present.map((key) => parseMeasureOf(key, object, at));
  return measure;
}

function refuseKey(object: JsonObject, key: string, at: Place, message: string): void {
  if (has(object, key)) refuse(child(at, key), message);
}

function parseMeasureOf(
  key: (typeof MEASURES)[number],
  object: JsonObject,
  at: Place,
): Measure | undefined {
  if (key === 'count') return parseCountMeasure(object, at);
  if (key === 'occurrence') return parseOccurrence(object, at);
  return required(object, key, at, (json, place) => parseAggregate(key, json, place));
}

function parseCountMeasure(object: JsonObject, at: Place): CountMeasure | undefined {
  const periods = optional(object, 'periods', at, parsePeriods);
  const comparison = has(object, 'count')
    ? required(object, 'count', at, parseCountComparison)
    : AT_LEAST_ONCE;
  return comparison && { kind: 'count', comparison, ...(periods && { periods }) };
}

function parseOccurrence(object: JsonObject, at: Place): OccurrenceMeasure | undefined {
  const which = required(object, 'occurrence', at, parseFirstOrLast);
  const having = optional(object, 'having', at, parseWhere);
  return which && { kind: 'occurrence', which, ...(having && { having }) };
}

const parseFirstOrLast: Parse<'first' | 'last'> = (json, at) =>
  parseWord(json, at, ['first', 'last']);

function parseAggregate(
  kind: AggregateMeasure['kind'],
  json: unknown,
  at: Place,
): AggregateMeasure | undefined {
  const expected = `an object: { "property": path, "gte": number }`;
  const object = parseObject(json, at, ['property', ...COMPARISON_OPS], expected);
  if (object === undefined) return undefined;
  const property = required(object, 'property', at, parsePropertyPath);
  // How many values there are is a count; what they add up to may be any number.
  const parseNumberFor = kind === 'distinct' ? parseCount : parseNumber;
  const comparison = parseComparisonIn(object, at, parseNumberFor);
  return property && comparison && { kind, property, comparison };
}

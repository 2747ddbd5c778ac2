import { parseDuration } from '../rules/durations.js';
import { parseEventNames } from '../rules/parse-event.js';
import { parsePath, parsePropertyPath } from '../rules/parse-path.js';
import { type Parse, type Place, refuse, refuseValue } from '../rules/place.js';
import { parseList, parseName } from '../rules/read-json.js';
import type { ParameterInfo } from './template.js';

/** As a rule has it: a name, several (any of them), or `*` for any event. */
export type EventValue = string | readonly string[];

export interface Parameter<T> extends ParameterInfo {
  readonly default: T;
  /** Of an event or a trait: the rule leaves out who has it, so that it works without, for more people. */
  readonly isExclusion?: true;
  /** Of a property: the template says itself which of several it needs. */
  readonly isOneOfSeveral?: true;
  readonly parse: Parse<T>;
}

export type ParameterSet = Readonly<Record<string, Parameter<unknown>>>;

/** The values of parameters, by name. */
export type Values<P> = {
  readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never;
};

type Bounds = Pick<ParameterInfo, 'minimum' | 'maximum'>;

/** A duration of the rule language, such as `30d`. */
export const duration = (label: string, value: string): Parameter<string> => ({
  type: 'duration',
  label,
  default: value,
  parse: (json, at) => (parseDuration(json, at) ? (json as string) : undefined),
});

export const integer = (
  label: string,
  value: number,
  bounds: Bounds = { minimum: 1 },
): Parameter<number> => ({
  type: 'integer',
  label,
  default: value,
  ...bounds,
  parse: numberWithin(Number.isSafeInteger, 'a whole number', bounds),
});

export const number = (
  label: string,
  value: number,
  bounds: Bounds = { minimum: 0 },
): Parameter<number> => ({
  type: 'number',
  label,
  default: value,
  ...bounds,
  parse: numberWithin(Number.isFinite, 'a number', bounds),
});

const PERCENT: Bounds = { minimum: 0.01, maximum: 100 };

export const percent = (label: string, value: number): Parameter<number> => ({
  type: 'percent',
  label,
  default: value,
  ...PERCENT,
  parse: numberWithin(Number.isFinite, 'a number', PERCENT),
});

export const event = (
  label: string,
  value: EventValue,
  options: Pick<Parameter<EventValue>, 'isExclusion'> = {},
): Parameter<EventValue> => ({
  type: 'event',
  label,
  default: value,
  ...options,
  parse: parseEvents,
});

export const trait = (label: string, value: string): Parameter<string> => ({
  type: 'trait',
  label,
  default: value,
  parse: (json, at) => (parsePath(json, at) ? (json as string) : undefined),
});

/** @param of  name of the parameter with the event that has it */
export const property = (
  label: string,
  value: string,
  of: string,
  options: Pick<Parameter<string>, 'isExclusion' | 'isOneOfSeveral'> = {},
): Parameter<string> => ({
  type: 'property',
  label,
  default: value,
  of,
  ...options,
  parse: (json, at) => (parsePropertyPath(json, at) ? (json as string) : undefined),
});

export const text = (label: string, value: string): Parameter<string> => ({
  type: 'text',
  label,
  default: value,
  parse: parseName,
});

/** More would not fit into one rule. */
const MOST_ITEMS = 50;

export const list = (
  label: string,
  value: readonly string[],
  options: Pick<ParameterInfo, 'isExample' | 'mayBeEmpty'> = {},
): Parameter<readonly string[]> => ({
  type: 'list',
  label,
  default: value,
  ...options,
  parse: (json, at) => {
    if (options.mayBeEmpty && Array.isArray(json) && json.length === 0) return [];
    if (Array.isArray(json) && json.length > MOST_ITEMS) {
      return refuse(at, `must not have more than ${MOST_ITEMS} items`);
    }
    return parseList(json, at, parseName, 'a list of texts, not empty');
  },
});

/** In a rule's list a `*` would be an event of that very name, which nobody means. */
function parseEvents(json: unknown, at: Place): EventValue | undefined {
  if (Array.isArray(json) && json.includes('*')) {
    return refuse(at, 'must have "*" alone, not in a list');
  }
  const names = parseEventNames(json, at);
  if (names === undefined || names === 'any') return names && '*';
  return names.length === 1 ? names[0] : names;
}

function numberWithin(
  isOne: (json: unknown) => boolean,
  what: string,
  { minimum = -Infinity, maximum = Infinity }: Bounds,
): Parse<number> {
  const from = minimum > -Infinity ? ` from ${minimum}` : '';
  const to = maximum < Infinity ? ` to ${maximum}` : from && ' on';
  return (json, at) =>
    isOne(json) && (json as number) >= minimum && (json as number) <= maximum
      ? (json as number)
      : refuseValue(json, at, `${what}${from}${to}`);
}

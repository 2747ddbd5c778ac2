import { didYouMean } from './did-you-mean.js';
import { child, type Parse, type Place, refuse, refuseValue } from './place.js';

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (json: unknown): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

/** The keys that hold something; one that is undefined is not there, as in JSON text. */
const keysOf = (object: JsonObject): string[] =>
  Object.keys(object).filter((key) => object[key] !== undefined);

/** Own keys only, lest `constructor` or `__proto__` be found on any object. */
export const has = (object: JsonObject, key: string): boolean =>
  Object.hasOwn(object, key) && object[key] !== undefined;

const get = (object: JsonObject, key: string): unknown =>
  has(object, key) ? object[key] : undefined;

/** An object with no keys but the known ones. */
export function parseObject(
  json: unknown,
  at: Place,
  known: readonly string[],
  expected: string,
): JsonObject | undefined {
  if (!isObject(json)) return refuseValue(json, at, expected);
  refuseUnknownKeys(json, at, known);
  return json;
}

export function refuseUnknownKeys(object: JsonObject, at: Place, known: readonly string[]): void {
  for (const key of unknownKeysOf(object, known)) refuse(child(at, key), unknownKey(key, known));
}

/** Of one object; nobody reads more, and each is compared with what may be meant. */
const MOST_UNKNOWN = 20;

export const unknownKeysOf = (object: JsonObject, known: readonly string[]): readonly string[] =>
  keysOf(object)
    .filter((key) => !known.includes(key))
    .slice(0, MOST_UNKNOWN);

export const unknownKey = (key: string, known: readonly string[]): string =>
  `is not a known key here${didYouMean(key, known)}`;

/** A key that is missing is refused at the place where it would be, by `parse` itself. */
export const required = <T>(
  object: JsonObject,
  key: string,
  at: Place,
  parse: Parse<T>,
): T | undefined => parse(get(object, key), child(at, key));

/** Undefined when the key is not there, and also when what it holds was refused. */
export const optional = <T>(
  object: JsonObject,
  key: string,
  at: Place,
  parse: Parse<T>,
): T | undefined => (has(object, key) ? parse(object[key], child(at, key)) : undefined);

/** A list that is not empty. Every item is looked at, so that each can be reported. */
export function parseList<T>(
  json: unknown,
  at: Place,
  parseItem: Parse<T>,
  expected: string,
): T[] | undefined {
  if (!Array.isArray(json) || json.length === 0) return refuseValue(json, at, expected);
  const items = Array.from(json, (item: unknown, index) => parseItem(item, child(at, index)));
  return items.every((item) => item !== undefined) ? items : undefined;
}

/** A string PostgreSQL can hold, and so one that something stored could equal. */
export function parseText(json: unknown, at: Place): string | undefined {
  if (typeof json !== 'string') return refuseValue(json, at, 'a string');
  if (json.includes('\0')) return refuse(at, 'must not hold a NUL character');
  if (/\p{Surrogate}/u.test(json)) return refuse(at, 'must not hold half a surrogate pair');
  return json;
}

export function parseName(json: unknown, at: Place): string | undefined {
  if (json === '') return refuse(at, 'must not be empty');
  return parseText(json, at);
}

export function parseNumber(json: unknown, at: Place): number | undefined {
  return Number.isFinite(json) ? (json as number) : refuseValue(json, at, 'a finite number');
}

/** A number of things. */
export function parseCount(json: unknown, at: Place): number | undefined {
  const isCount = Number.isSafeInteger(json) && (json as number) >= 0;
  return isCount ? (json as number) : refuseValue(json, at, 'a whole number, 0 or more');
}

export function parseBoolean(json: unknown, at: Place): boolean | undefined {
  return typeof json === 'boolean' ? json : refuseValue(json, at, 'true or false');
}

export function parseTrue(json: unknown, at: Place): true | undefined {
  return json === true ? json : refuseValue(json, at, 'true');
}

/** One of some words. */
export function parseWord<const T extends string>(
  json: unknown,
  at: Place,
  words: readonly T[],
): T | undefined {
  const word = words.find((candidate) => candidate === json);
  if (word !== undefined) return word;
  const hint = typeof json === 'string' ? didYouMean(json, words) : '';
  return refuseValue(json, at, `one of ${words.join(', ')}${hint}`);
}

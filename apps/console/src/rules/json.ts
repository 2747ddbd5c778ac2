export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

export const isObject = (json: Json | undefined): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

export const isText = (json: Json | undefined): json is string => typeof json === 'string';

/** Itself, where it is a text. */
export const textOf = (json: Json | undefined): string => (isText(json) ? json : '');

export type Scalar = string | number | boolean;

export const isScalar = (json: Json | undefined): json is Scalar =>
  ['string', 'number', 'boolean'].includes(typeof json);

/** The object with some keys set, where they stood before or else at the end, and those without a value left out. */
export function withKeys(
  object: JsonObject,
  keys: Readonly<Record<string, Json | undefined>>,
): JsonObject {
  const entries = Object.entries({ ...object, ...keys }).filter(
    (entry): entry is [string, Json] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}

export function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item: Json, index) => isSame(item, b[index] as Json));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]))
  );
}

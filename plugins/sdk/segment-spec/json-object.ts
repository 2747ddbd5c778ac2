import type { JsonObject, JsonValue } from '../json.js';

/** The deepest nesting that is taken: far more than people write, far less than overflows a serialiser's stack. */
const MAX_DEPTH = 100;

/** Of values that came out of `JSON.parse` (or a YAML or CSV reader that makes the same). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Whether lists and objects lie in one another more than 100 deep. A few kilobytes of `[[[[…` are valid JSON that
 * `JSON.stringify` and PostgreSQL cannot take: to be asked before anything else is done with a value from outside.
 */
export function isNestedTooDeep(value: unknown, limit = MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit === 0) return true;
  return Object.values(value).some((child) => isNestedTooDeep(child, limit - 1));
}

/** Both objects in one; where both have a key, objects are merged in turn and otherwise `inner` wins. */
export function mergeUnder(outer: JsonObject, inner: JsonObject): JsonObject {
  const entries = Object.entries(inner).map(([key, value]): [string, JsonValue] => {
    const under = Object.hasOwn(outer, key) ? outer[key] : undefined;
    const areObjects = isJsonObject(under) && isJsonObject(value);
    return [key, areObjects ? mergeUnder(under, value) : value];
  });
  return { ...outer, ...Object.fromEntries(entries) };
}

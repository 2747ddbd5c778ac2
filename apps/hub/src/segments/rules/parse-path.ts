import { type Place, refuse } from './place.js';
import { parseName } from './read-json.js';
import { type PropertyPath } from './rule.js';

const CONTEXT = 'context.';

/** A dotted path as its keys; `\.` is a dot within a key. */
export function parsePath(json: unknown, at: Place): readonly string[] | undefined {
  const text = parseName(json, at);
  if (text === undefined) return undefined;
  const keys = text.split(/(?<!\\)\./).map((key) => key.replaceAll('\\.', '.'));
  if (keys.includes('')) return refuse(at, 'must not have an empty part (a literal dot is "\\.")');
  return keys;
}

/** A path into an event: `context.` reaches its context, all else is among its properties. */
export function parsePropertyPath(json: unknown, at: Place): PropertyPath | undefined {
  const path = parsePath(json, at);
  if (path === undefined) return undefined;
  const isContext = (json as string).startsWith(CONTEXT);
  return isContext ? { root: 'context', path: path.slice(1) } : { root: 'properties', path };
}

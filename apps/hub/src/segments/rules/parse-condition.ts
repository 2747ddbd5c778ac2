import { parseDuration } from './durations.js';
import { parsePath, parsePropertyPath } from './parse-path.js';
import { type Op, OPS, parseTest, type TestContext } from './parse-test.js';
import { child, type Place, refuse } from './place.js';
import { has, type JsonObject, optional, parseBoolean, parseWord, required } from './read-json.js';
import {
  type Condition,
  type ExistenceTest,
  type PropertyLeaf,
  type TraitLeaf,
  type ValueTest,
} from './rule.js';

const CONDITION_KEYS = ['op', 'value', 'ifMissing', 'ignoreCase'] as const;

export const TRAIT_KEYS = ['trait', ...CONDITION_KEYS, 'heldFor'] as const;
export const PROPERTY_KEYS = ['property', ...CONDITION_KEYS] as const;

/** The ops that compare strings as strings, where case can matter. */
const CASED_OPS: ReadonlySet<string> = new Set<Op>([
  ...(['eq', 'neq', 'in', 'nin', 'hasAny', 'hasAll', 'hasNone'] as const),
  ...(['contains', 'ncontains', 'startsWith', 'endsWith', 'matches'] as const),
]);

export function parseTrait(object: JsonObject, at: Place): TraitLeaf | undefined {
  const path = required(object, 'trait', at, parsePath);
  const rest = parseRest(object, at, { canCompareTraits: true });
  const heldFor = optional(object, 'heldFor', at, parseDuration);
  if (path === undefined || rest === undefined) return undefined;
  return { kind: 'trait', condition: { path, ...rest }, ...(heldFor && { heldFor }) };
}

export function parseProperty(object: JsonObject, at: Place): PropertyLeaf | undefined {
  const property = required(object, 'property', at, parsePropertyPath);
  const rest = parseRest(object, at, { canCompareTraits: false });
  if (property === undefined || rest === undefined) return undefined;
  return {
    kind: 'property',
    root: property.root,
    condition: { path: property.path, ...rest },
  };
}

type Rest = ValueTest & Pick<Condition, 'ifMissing' | 'ignoreCase'>;

/** All of a condition but its path. */
function parseRest(object: JsonObject, at: Place, context: TestContext): Rest | undefined {
  const op = required(object, 'op', at, (json, opAt) => parseWord(json, opAt, OPS));
  const ifMissing = optional(object, 'ifMissing', at, parseBoolean);
  const ignoreCase = parseIgnoreCase(object, at, op);
  if (op === undefined) return undefined;
  const test = isExistence(op)
    ? parseExistence(op, object, at)
    : required(object, 'value', at, (json, valueAt) => parseTest(op, json, valueAt, context));
  return test && { ...test, ...(ifMissing !== undefined && { ifMissing }), ignoreCase };
}

const isExistence = (op: Op): op is ExistenceTest['op'] => op === 'exists' || op === 'missing';

export function parseExistence(
  op: ExistenceTest['op'],
  object: JsonObject,
  at: Place,
): ExistenceTest | undefined {
  if (has(object, 'value')) return refuse(child(at, 'value'), `must be left out with ${op}`);
  return { op };
}

/** @param op undefined when it was refused: then nothing can be said about whether case matters */
export function parseIgnoreCase(object: JsonObject, at: Place, op: string | undefined): boolean {
  const ignoreCase = optional(object, 'ignoreCase', at, parseBoolean);
  if (has(object, 'ignoreCase') && op !== undefined && !CASED_OPS.has(op)) {
    refuse(child(at, 'ignoreCase'), `must be left out with ${op}, which has no case to ignore`);
  }
  return ignoreCase ?? false;
}

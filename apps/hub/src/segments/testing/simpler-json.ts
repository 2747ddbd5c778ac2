import { parseRule } from '../rules/parse-rule.js';
import { RuleError } from '../rules/rule-error.js';
import type { Json } from './person.js';

/** A rule with one part less: a group's child in place of the group, or without a key or an element of a list. */
export function* simplerRules(rule: Json): Generator<Json> {
  for (const candidate of [...parts(rule), ...simplerDocuments(rule)]) {
    if (isRule(candidate)) yield candidate;
  }
}

/** A document without one of its keys or list elements, the outermost first. */
export function* simplerDocuments(document: Json): Generator<Json> {
  for (const simpler of simplerValues(document)) yield simpler as Json;
}

/** Of a group its children; of anything else nothing. */
function* parts(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return;
  const rule = value as Json;
  for (const key of ['all', 'any']) yield* (rule[key] as Json[] | undefined) ?? [];
  if (rule['not'] !== undefined) yield rule['not'] as Json;
}

function* simplerValues(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const index of value.keys()) yield value.toSpliced(index, 1);
    for (const [index, element] of value.entries()) {
      for (const part of parts(element)) yield value.with(index, part);
      for (const simpler of simplerValues(element)) yield value.with(index, simpler);
    }
  } else if (typeof value === 'object' && value !== null) {
    const object = value as Json;
    for (const key of Object.keys(object)) {
      yield Object.fromEntries(Object.entries(object).filter(([other]) => other !== key));
    }
    for (const [key, element] of Object.entries(object)) {
      for (const part of parts(element)) yield { ...object, [key]: part };
      for (const simpler of simplerValues(element)) yield { ...object, [key]: simpler };
    }
  }
}

function isRule(json: Json): boolean {
  try {
    parseRule(json);
    return true;
  } catch (error) {
    if (error instanceof RuleError) return false;
    throw error;
  }
}

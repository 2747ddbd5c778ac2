import { parseExistence, parseIgnoreCase } from './parse-condition.js';
import { parsePattern } from './parse-test.js';
import { type Place } from './place.js';
import {
  type JsonObject,
  parseList,
  parseName,
  parseText,
  parseWord,
  required,
} from './read-json.js';
import { type IdentifierLeaf, type IdentifierTest } from './rule.js';

export const IDENTIFIER_KEYS = ['identifier', 'op', 'value', 'ignoreCase'] as const;

const OPS = [
  ...(['exists', 'missing', 'eq', 'neq', 'in', 'nin'] as const),
  ...(['contains', 'ncontains', 'startsWith', 'endsWith', 'matches'] as const),
];

/** Identifiers are strings, so only the ops that ask strings are there, and only strings to ask. */
export function parseIdentifier(object: JsonObject, at: Place): IdentifierLeaf | undefined {
  const type = required(object, 'identifier', at, parseName);
  const op = required(object, 'op', at, (json, opAt) => parseWord(json, opAt, OPS));
  const ignoreCase = parseIgnoreCase(object, at, op);
  const test = op && parseIdentifierTest(op, object, at);
  if (type === undefined || test === undefined) return undefined;
  return { kind: 'identifier', type, test, ignoreCase };
}

function parseIdentifierTest(
  op: IdentifierTest['op'],
  object: JsonObject,
  at: Place,
): IdentifierTest | undefined {
  if (op === 'exists' || op === 'missing') return parseExistence(op, object, at);
  if (op === 'in' || op === 'nin') {
    const values = required(object, 'value', at, parseTexts);
    return values && { op, values };
  }
  if (op === 'matches') {
    const pattern = required(object, 'value', at, parsePattern);
    return pattern === undefined ? undefined : { op, pattern };
  }
  const value = required(object, 'value', at, parseText);
  return value === undefined ? undefined : { op, value };
}

const parseTexts = (json: unknown, at: Place): string[] | undefined =>
  parseList(json, at, parseText, 'a list of strings, not empty');

import { child, type Parse, type Place, refuse, refuseValue } from './place.js';
import {
  has,
  isObject,
  type JsonObject,
  unknownKeysOf,
  parseList,
  required,
  unknownKey,
} from './read-json.js';
import { type Group, type Not, type Tree } from './rule.js';

const MAX_DEPTH = 10;

/**
 * More groups and leaves than the limits of depth and leaves leave room for, so that a rule with more
 * has a problem already. It bounds the work on a rule whose YAML aliases multiply it.
 */
const MAX_NODES = 10_000;

/** One form of leaf; which it is, is told by the key that the form stands under in its grammar. */
export interface LeafForm<L> {
  readonly keys: readonly string[];
  readonly parse: (object: JsonObject, at: Place) => L | undefined;
}

/** What can stand in the groups of a tree. */
export interface Grammar<L> {
  /** A rule, or a where. */
  readonly name: string;
  readonly leaves: Readonly<Record<string, LeafForm<L>>>;
  /** What to say about keys that are leaves elsewhere. */
  readonly misplaced: Readonly<Record<string, string>>;
}

const GROUP_KEYS = ['all', 'any', 'not'] as const;

/** Parses groups and leaves; the tree's own nesting begins here, at 0. */
export function parseTree<L>(grammar: Grammar<L>, json: unknown, at: Place): Tree<L> | undefined {
  return parseNode(grammar, 0, json, at);
}

function parseNode<L>(
  grammar: Grammar<L>,
  depth: number,
  json: unknown,
  at: Place,
): Tree<L> | undefined {
  if (at.report.nodeCount++ >= MAX_NODES) return undefined;
  if (!isObject(json)) return refuseValue(json, at, `a JSON object that is ${grammar.name}`);
  const forms = [...GROUP_KEYS, ...Object.keys(grammar.leaves)].filter((key) => has(json, key));
  refuseOtherKeys(grammar, forms, json, at);
  if (forms.length > 1) refuse(at, `must be only one of ${forms.join(', ')}`);
  if (GROUP_KEYS.some((key) => has(json, key))) return parseGroup(grammar, depth, json, at);
  at.report.leafCount++;
  const [form] = forms;
  if (form !== undefined && forms.length === 1) return grammar.leaves[form]!.parse(json, at);
  return form === undefined ? refuse(at, mustHaveOneOf(grammar)) : undefined;
}

const mustHaveOneOf = <L>({ leaves }: Grammar<L>): string =>
  `must have one of ${[...GROUP_KEYS, ...Object.keys(leaves)].join(', ')}`;

/** Where no form is told, only the keys that no leaf of the grammar knows are surely wrong. */
function refuseOtherKeys<L>(
  grammar: Grammar<L>,
  forms: readonly string[],
  object: JsonObject,
  at: Place,
): void {
  const told = forms.length > 0 ? forms : Object.keys(grammar.leaves);
  const known = [...told, ...told.flatMap((form) => grammar.leaves[form]?.keys ?? [])];
  const suggested = forms.length > 0 ? known : [...GROUP_KEYS, ...Object.keys(grammar.leaves)];
  for (const key of unknownKeysOf(object, known)) {
    const misplaced = Object.hasOwn(grammar.misplaced, key) ? grammar.misplaced[key] : undefined;
    refuse(child(at, key), misplaced ?? unknownKey(key, suggested));
  }
}

/** Parses each group that is there, so that the problems within are reported even beside another. */
function parseGroup<L>(
  grammar: Grammar<L>,
  depth: number,
  object: JsonObject,
  at: Place,
): Group<L> | Not<L> | undefined {
  if (depth >= MAX_DEPTH) return refuse(at, `must not be nested deeper than ${MAX_DEPTH} groups`);
  const parseChild: Parse<Tree<L>> = (json, childAt) =>
    parseNode(grammar, depth + 1, json, childAt);
  const groups = GROUP_KEYS.filter((key) => has(object, key)).map((key) =>
    required(object, key, at, (json, groupAt) => parseGroupOf(key, parseChild, json, groupAt)),
  );
  return groups[0];
}

function parseGroupOf<L>(
  kind: (typeof GROUP_KEYS)[number],
  parseChild: Parse<Tree<L>>,
  json: unknown,
  at: Place,
): Group<L> | Not<L> | undefined {
  if (kind === 'not') {
    const rule = parseChild(json, at);
    return rule && { kind, rule };
  }
  const rules = parseList(json, at, parseChild, 'a list of rules, not empty');
  return rules && { kind, rules };
}

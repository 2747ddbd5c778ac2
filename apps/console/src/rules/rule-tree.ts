import { isObject, type Json, type JsonObject } from './json';
import { kindOf, type Grammar, type LeafKind } from './leaf-kind';
import { nextId } from './next-id';

/**
 * A rule as react-querybuilder shows it. Turning a rule into a tree and back gives the same rule, whatever the rule is: what is no
 * group and no leaf that is known becomes a leaf of the kind `json`.
 */
export interface TreeGroup {
  readonly id: string;
  readonly combinator: 'and' | 'or';
  readonly not: boolean;
  readonly rules: readonly TreeNode[];
  /** The rule as written has no group here, as long as there is one child: that of a tree with one leaf, or of `not` in `not`. */
  readonly isBare?: boolean;
}

export interface TreeLeaf {
  readonly id: string;
  readonly field: LeafKind;
  readonly operator: '=';
  readonly not: boolean;
  /** The leaf as written, without the `not` around it. */
  readonly value: Json;
}

export type TreeNode = TreeGroup | TreeLeaf;

const KEY = { and: 'all', or: 'any' } as const;

export const isGroup = (node: TreeNode): node is TreeGroup => 'rules' in node;

/** @param grammar what the leaves are: those of a rule, or those of a `where` */
export function toTree(rule: Json, grammar: Grammar = 'rule'): TreeGroup {
  const node = toNode(rule, grammar);
  return isGroup(node) ? node : bare(node, false);
}

/** A tree without any condition; `fromTree` gives `{ all: [] }`, which the hub refuses. */
export const emptyTree = (): TreeGroup => ({
  id: nextId(),
  combinator: 'and',
  not: false,
  rules: [],
});

export function fromTree(node: TreeNode): Json {
  const rule = fromPositive(node);
  return node.not ? { not: rule } : rule;
}

export const toLeaf = (value: Json, grammar: Grammar, not = false): TreeLeaf => ({
  id: nextId(),
  field: kindOf(value, grammar),
  operator: '=',
  not,
  value,
});

function toNode(rule: Json, grammar: Grammar): TreeNode {
  if (!isObject(rule)) return toLeaf(rule, grammar);
  const keys = Object.keys(rule);
  if (keys.length !== 1) return toLeaf(rule, grammar);
  const [key] = keys;
  if (key === 'not') return negate(toNode(rule['not']!, grammar));
  const rules = key === 'all' || key === 'any' ? rule[key] : undefined;
  if (!Array.isArray(rules)) return toLeaf(rule, grammar);
  return {
    id: nextId(),
    combinator: key === 'all' ? 'and' : 'or',
    not: false,
    rules: rules.map((child: Json) => toNode(child, grammar)),
  };
}

const negate = (node: TreeNode): TreeNode => (node.not ? bare(node, true) : { ...node, not: true });

const bare = (node: TreeNode, not: boolean): TreeGroup => ({
  id: nextId(),
  combinator: 'and',
  not,
  rules: [node],
  isBare: true,
});

function fromPositive(node: TreeNode): Json {
  if (!isGroup(node)) return node.value;
  const [only] = node.rules;
  if (node.isBare && only && node.rules.length === 1) return fromTree(only);
  return { [KEY[node.combinator]]: node.rules.map(fromTree) } satisfies JsonObject;
}

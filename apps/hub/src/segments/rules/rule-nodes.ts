import { type Leaf, type Rule } from './rule.js';

/** A group, a `not` or a leaf of a rule, and where it stands. */
export interface RuleNode {
  /** JSON Pointer into the rule. */
  readonly pointer: string;
  readonly rule: Rule;
  /** Of an `all` or `any`, in order; of a `not` the one. */
  readonly children: readonly RuleNode[];
}

/** The nodes of a rule as a tree. */
export function toNodes(rule: Rule, pointer = ''): RuleNode {
  if ('rules' in rule) {
    const children = rule.rules.map((child, index) =>
      toNodes(child, `${pointer}/${rule.kind}/${index}`),
    );
    return { pointer, rule, children };
  }
  if ('rule' in rule) {
    return { pointer, rule, children: [toNodes(rule.rule, `${pointer}/not`)] };
  }
  return { pointer, rule, children: [] };
}

/** A node and all that is below it, each before what is below it. */
export const flatten = (node: RuleNode): readonly RuleNode[] => [
  node,
  ...node.children.flatMap(flatten),
];

export const isLeaf = (rule: Rule): rule is Leaf => !('rules' in rule) && !('rule' in rule);

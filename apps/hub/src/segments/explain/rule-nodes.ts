import type { Rule } from '../rules/rule.js';

/** A node of a rule beside what it was parsed from. */
export interface Node {
  readonly rule: Rule;
  readonly json: unknown;
  readonly children: readonly Node[];
}

export function nodeOf(rule: Rule, json: unknown): Node {
  if ('rules' in rule) {
    const written = (json as Record<string, readonly unknown[]>)[rule.kind]!;
    return {
      rule,
      json,
      children: rule.rules.map((child, index) => nodeOf(child, written[index])),
    };
  }
  if ('rule' in rule) {
    return { rule, json, children: [nodeOf(rule.rule, (json as { not: unknown }).not)] };
  }
  return { rule, json, children: [] };
}

/** The node and all below it, each before those below it. */
export const allNodes = (node: Node): readonly Node[] => [
  node,
  ...node.children.flatMap((child) => allNodes(child)),
];

import { type Leaf, type Rule } from './rule.js';

/** All leaves of a rule, from the first to the last; not the properties in their `where`s. */
export function leavesOf(rule: Rule): Leaf[] {
  if ('rules' in rule) return rule.rules.flatMap(leavesOf);
  return 'rule' in rule ? leavesOf(rule.rule) : [rule];
}

/** The keys of the segments that a rule refers to, each once. */
export function referencedSegments(rule: Rule): string[] {
  const keys = leavesOf(rule).flatMap((leaf) => (leaf.kind === 'segment' ? [leaf.key] : []));
  return [...new Set(keys)];
}

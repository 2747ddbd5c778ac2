import { type EventNames, type Leaf, type Rule, type Tree } from './rule.js';

/** All leaves of a tree, from the first to the last. */
export function treeLeaves<L extends object>(tree: Tree<L>): L[] {
  if ('rules' in tree) return tree.rules.flatMap(treeLeaves);
  return 'rule' in tree ? treeLeaves(tree.rule) : [tree];
}

/** All leaves of a rule; not the properties in their `where`s. */
export const leavesOf = (rule: Rule): Leaf[] => treeLeaves(rule);

/** The keys of the segments that a rule refers to, each once. */
export function referencedSegments(rule: Rule): string[] {
  const keys = leavesOf(rule).flatMap((leaf) => (leaf.kind === 'segment' ? [leaf.key] : []));
  return [...new Set(keys)];
}

/** The names of the events that a rule asks about; `any` when it asks about every one. */
export function eventNamesOf(rule: Rule): EventNames {
  return leavesOf(rule).flatMap(namesOfLeaf).includes('any') ? 'any' : listedNamesOf(rule);
}

/** The names of the events that a rule asks about by name. */
export function listedNamesOf(rule: Rule): readonly string[] {
  const names = leavesOf(rule).flatMap(namesOfLeaf);
  return [...new Set(names.flatMap((list) => (list === 'any' ? [] : list)))];
}

function namesOfLeaf(leaf: Leaf): readonly EventNames[] {
  switch (leaf.kind) {
    case 'event':
      return [leaf.names];
    case 'sequence':
      return [...leaf.steps, ...(leaf.absent ? [leaf.absent] : [])].map(({ names }) => names);
    case 'firstSeen':
    case 'lastSeen':
    case 'everyone':
    case 'static':
    case 'trait':
    case 'segment':
    case 'identifier':
    case 'source':
    case 'consent':
    case 'bucket':
      return [];
  }
}

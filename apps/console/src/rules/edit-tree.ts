import { nextId } from './next-id';
import { isGroup, type TreeGroup, type TreeNode } from './rule-tree';

/** Positions from the root on. */
export type TreePath = readonly number[];

/** The tree with what a function makes of one node in its place: that node, several, or none. */
export function editAt(
  tree: TreeGroup,
  path: TreePath,
  edit: (node: TreeNode) => readonly TreeNode[],
): TreeGroup {
  const [index, ...rest] = path;
  const rules = tree.rules.flatMap((node, position): readonly TreeNode[] => {
    if (position !== index) return [node];
    if (rest.length === 0) return edit(node);
    return isGroup(node) ? [editAt(node, rest, edit)] : [node];
  });
  return { ...tree, rules };
}

/** A group around a node, to put others beside it; of the other kind than the group that it is in. */
export const groupAround = (node: TreeNode, outer: TreeGroup['combinator']): TreeGroup => ({
  id: nextId(),
  combinator: outer === 'and' ? 'or' : 'and',
  not: false,
  rules: [node],
});

/** The same conditions, as another node. */
export function copyOf(node: TreeNode): TreeNode {
  if (!isGroup(node)) return { ...node, id: nextId() };
  return { ...node, id: nextId(), rules: node.rules.map(copyOf) };
}

export function groupAt(tree: TreeGroup, path: TreePath): TreeGroup | undefined {
  const [index, ...rest] = path;
  if (index === undefined) return tree;
  const node = tree.rules[index];
  return node && isGroup(node) ? groupAt(node, rest) : undefined;
}

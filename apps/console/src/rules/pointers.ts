import { isGroup, type TreeNode } from './rule-tree';

/** Where a node of the tree is in the rule, as JSON Pointers. */
export interface NodePointer {
  /** With the `not` around it, if it has one. */
  readonly whole: string;
  /** Without it. */
  readonly inner: string;
}

/** By the ids of the nodes. A bare group without a `not` is where its child is. */
export function pointersOf(tree: TreeNode): ReadonlyMap<string, NodePointer> {
  const pointers = new Map<string, NodePointer>();
  walk(tree, '', pointers);
  return pointers;
}

function walk(node: TreeNode, whole: string, pointers: Map<string, NodePointer>): void {
  const inner = node.not ? `${whole}/not` : whole;
  pointers.set(node.id, { whole, inner });
  if (!isGroup(node)) return;
  const isBare = node.isBare && node.rules.length === 1;
  const key = node.combinator === 'and' ? 'all' : 'any';
  node.rules.forEach((child, index) =>
    walk(child, isBare ? inner : `${inner}/${key}/${index}`, pointers),
  );
}

/** The problems at a place or below it, but not those that are below a child which has a place of its own. */
export function problemsAt<P extends { readonly pointer: string }>(
  problems: readonly P[],
  { whole }: NodePointer,
  others: Iterable<NodePointer>,
): readonly P[] {
  const isWithin = (pointer: string, place: string) =>
    pointer === place || pointer.startsWith(`${place}/`);
  const below = [...others]
    .map((other) => other.whole)
    .filter((other) => other !== whole && isWithin(other, whole));
  return problems.filter(
    ({ pointer }) => isWithin(pointer, whole) && !below.some((other) => isWithin(pointer, other)),
  );
}

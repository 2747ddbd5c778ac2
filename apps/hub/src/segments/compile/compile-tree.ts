import { Prisma } from '../../database/database.js';
import { type Group, type Not, type Tree } from '../rules/rule.js';

/**
 * Groups as plain AND, OR and NOT. That is right because every leaf is TRUE or FALSE: with a NULL among
 * them a profile could be neither in a rule nor in its `not`.
 */
export function compileTree<L extends object>(
  tree: Tree<L>,
  compileLeaf: (leaf: L) => Prisma.Sql,
): Prisma.Sql {
  if (isGroup(tree)) {
    const children = tree.rules.map((child) => compileTree(child, compileLeaf));
    return Prisma.join(children, tree.kind === 'all' ? ' AND ' : ' OR ', '(', ')');
  }
  if (isNot(tree)) return Prisma.sql`NOT ${compileTree(tree.rule, compileLeaf)}`;
  return Prisma.sql`(${compileLeaf(tree)})`;
}

export const isGroup = <L extends object>(tree: Tree<L>): tree is Group<L> => 'rules' in tree;

export const isNot = <L extends object>(tree: Tree<L>): tree is Not<L> => 'rule' in tree;

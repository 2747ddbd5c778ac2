import { Prisma } from '../../database/database.js';
import { type Rule } from '../rules/rule.js';
import { allOf, type CompileContext, inScope } from './compile-context.js';
import { compileLeaf } from './compile-leaf.js';
import { compileTree } from './compile-tree.js';
import { Joins } from './joins.js';

export { type CompileContext } from './compile-context.js';
export { isTimeDependent } from './is-time-dependent.js';

/**
 * One statement that gives the profile_id of every live profile (a row of `profile`) for which the rule is
 * TRUE. Every value in it is bound.
 */
export function compileMembers(rule: Rule, context: CompileContext): Prisma.Sql {
  const joins = new Joins();
  const isMember = compileTree(rule, (leaf) => compileLeaf(leaf, joins, context));
  const rows = allOf([...inScope(Prisma.sql`p`, context), isMember]);
  return Prisma.sql`SELECT p.profile_id FROM profile p${joins.toSql()} WHERE ${rows}`;
}

/**
 * The leaves that parse but cannot be evaluated, each by its JSON Pointer in the rule and a sentence: none,
 * as long as the language has no form that the compiler lacks.
 */
export const unsupportedLeaves = (
  _rule: Rule,
): readonly { readonly pointer: string; readonly message: string }[] => [];

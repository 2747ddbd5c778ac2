import { Prisma } from '../../database/database.js';
import { type Rule } from '../rules/rule.js';
import { type CompileContext, relation } from './compile-context.js';
import { compileLeaf } from './compile-leaf.js';
import { compileTree } from './compile-tree.js';
import { Joins } from './joins.js';

export { type Bit, BitTable } from './bit-table.js';
export {
  compileAnswers,
  type CompiledAnswers,
  MOST_QUESTIONS,
  type Question,
} from './compile-answers.js';
export {
  type CompileContext,
  type EventCatalog,
  ofProfiles,
  type Relations,
  type RuleTable,
  wholeTables,
} from './compile-context.js';
export { compileShifts } from './compile-shifts.js';
export { tablesOf } from './tables-of.js';

/**
 * One statement that gives the profile_id of every live profile (a row of `profile`) for which the rule is
 * TRUE. Every value in it is bound.
 */
export function compileMembers(rule: Rule, context: CompileContext): Prisma.Sql {
  const joins = new Joins();
  const isMember = compileTree(rule, (leaf) => compileLeaf(leaf, joins, context));
  return Prisma.sql`SELECT p.profile_id FROM ${joins.toSql(relation('profile', context))} WHERE ${isMember}`;
}

/**
 * The leaves that parse but cannot be evaluated, each by its JSON Pointer in the rule and a sentence: none,
 * as long as the language has no form that the compiler lacks.
 */
export const unsupportedLeaves = (
  _rule: Rule,
): readonly { readonly pointer: string; readonly message: string }[] => [];

import { Prisma } from '../../database/database.js';
import { type Rule } from '../rules/rule.js';
import { type CompileContext, relation } from './compile-context.js';
import { compileDue, earliest } from './compile-due.js';
import { compileLeaf } from './compile-leaf.js';
import { compileTree } from './compile-tree.js';
import { type Bit, type BitTable } from './bit-table.js';
import { Joins } from './joins.js';

/** As many answers as a `bigint` has bits above zero. */
export const MOST_QUESTIONS = 62;

/** A rule to ask about every profile. */
export interface Question {
  readonly rule: Rule;
  /** Of the segment whose rule it is: buckets are drawn from it. */
  readonly segmentId: number;
}

export interface CompiledAnswers {
  readonly sql: Prisma.Sql;
  /** What must be in the bit table before. */
  readonly bits: readonly Bit[];
}

/**
 * One statement that asks several rules about every profile in one pass: (profile_id, mask, due_at), where bit n of `mask` is
 * the answer to the n-th question and `due_at` is as `compileDue` says. What several of them ask for is worked out once.
 *
 * @param questions at most MOST_QUESTIONS
 * @param bits  takes up the subqueries whose answers the statement then reads; left out: it joins them
 */
export function compileAnswers(
  questions: readonly Question[],
  context: Omit<CompileContext, 'segmentId'>,
  bits?: BitTable,
): CompiledAnswers {
  if (questions.length > MOST_QUESTIONS) throw new RangeError('too many questions at once');
  const joins = new Joins(bits);
  const instants: Prisma.Sql[] = [];
  const answers = questions.map(({ rule, segmentId }, index) => {
    const own = { ...context, segmentId };
    const isMember = compileTree(rule, (leaf) => compileLeaf(leaf, joins, own));
    const due = compileDue(rule, joins, own);
    if (due) instants.push(due);
    return Prisma.sql`((${isMember})::int::bigint << ${index}::int)`;
  });
  const mask = Prisma.join(answers, ' | ');
  const dueAt = earliest(instants) ?? Prisma.sql`NULL::timestamptz`;
  const profiles = relation('profile', { ...context, segmentId: 0 });
  const sql = Prisma.sql`SELECT p.profile_id, ${mask} AS mask, ${dueAt} AS due_at FROM ${profiles} p${joins.toSql()}`;
  return { sql, bits: joins.usedBits };
}

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
  /** Key → the rule of a segment that this one refers to: asked in place of its members, which need not be stored yet. */
  readonly references?: ReadonlyMap<string, Question>;
}

export interface CompiledAnswers {
  readonly sql: Prisma.Sql;
  /** What must be in the bit table before. */
  readonly bits: readonly Bit[];
  /** The places of the questions that have a say in `due_at`. */
  readonly dated: readonly number[];
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
  const dated: number[] = [];
  const answers = questions.map((question, index) => {
    const { rule, segmentId } = question;
    const isMember = compileQuestion(question, joins, context);
    const due = compileDue(rule, joins, { ...context, segmentId });
    if (due) {
      instants.push(due);
      dated.push(index);
    }
    return Prisma.sql`CASE WHEN ${isMember} THEN 1::bigint << ${index}::int ELSE 0 END`;
  });
  const mask = Prisma.join(answers, ' | ');
  const dueAt = earliest(instants) ?? Prisma.sql`NULL::timestamptz`;
  const profiles = relation('profile', { ...context, segmentId: 0 });
  const sql = Prisma.sql`SELECT p.profile_id, ${mask} AS mask, ${dueAt} AS due_at FROM ${joins.toSql(profiles)}`;
  return { sql, bits: joins.usedBits, dated };
}

function compileQuestion(
  { rule, segmentId, references }: Question,
  joins: Joins,
  context: Omit<CompileContext, 'segmentId'>,
): Prisma.Sql {
  return compileTree(rule, (leaf) => {
    const other = leaf.kind === 'segment' ? references?.get(leaf.key) : undefined;
    return other
      ? compileQuestion(other, joins, context)
      : compileLeaf(leaf, joins, { ...context, segmentId });
  });
}

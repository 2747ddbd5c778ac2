import { Prisma } from '../../database/database.js';
import { type TraitLeaf } from '../rules/rule.js';
import { compileCondition, type Shortcuts } from './compile-condition.js';
import { allOf, type CompileContext, relation } from './compile-context.js';
import { isOver, nowOf } from './compile-time.js';
import { presentAt } from './compile-value.js';
import { type Joins } from './joins.js';

export const TRAITS = Prisma.sql`p.traits`;

export function compileTrait(
  { condition, heldFor }: TraitLeaf,
  joins: Joins,
  context: CompileContext,
): Prisma.Sql {
  const holds = compileCondition(condition, TRAITS, context, onceIn(joins));
  if (heldFor === undefined) return holds;
  // A trait that never changed has always been as it is.
  const isHeld = isOver(lastChangeOf(condition.path, joins, context), heldFor, context);
  return Prisma.sql`${holds} AND COALESCE(${isHeld}, TRUE)`;
}

/** What is asked of traits is cast once, however many rules ask. */
export const onceIn = (joins: Joins): Shortcuts => ({
  once: (expression, level) => joins.once(expression, level),
});

/** When a trait of the profile changed last; NULL when it never did. */
export const lastChangeOf = (
  path: readonly string[],
  joins: Joins,
  context: CompileContext,
): Prisma.Sql => joins.columnOf(selectLastChange(path, context), 'changed_at');

/**
 * The value as a function of time is what the newest observation of its key says, of those at one instant the one that
 * arrived last; before the first one it is missing.
 */
function selectLastChange(path: readonly string[], context: CompileContext): Prisma.Sql {
  const rows = allOf([
    Prisma.sql`h.observed_at <= ${nowOf(context)}`,
    Prisma.sql`jsonb_exists(h.traits, ${path[0]}::text)`,
  ]);
  const values = Prisma.sql`SELECT DISTINCT ON (h.profile_id, h.observed_at) h.profile_id, h.observed_at, ${presentAt(Prisma.sql`h.traits`, path)} AS value FROM ${relation('trait_history', context)} h WHERE ${rows} ORDER BY h.profile_id, h.observed_at, h.seq DESC`;
  const pairs = Prisma.sql`SELECT h.profile_id, h.observed_at, h.value, lag(h.value) OVER (PARTITION BY h.profile_id ORDER BY h.observed_at) AS former FROM (${values}) h`;
  return Prisma.sql`SELECT h.profile_id, max(h.observed_at) AS changed_at FROM (${pairs}) h WHERE h.value IS DISTINCT FROM h.former GROUP BY h.profile_id`;
}

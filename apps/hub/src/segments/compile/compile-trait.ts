import { Prisma } from '../../database/database.js';
import { type Duration, type TraitLeaf } from '../rules/rule.js';
import { compileCondition } from './compile-condition.js';
import { allOf, type CompileContext, inScope } from './compile-context.js';
import { isOver, nowOf } from './compile-time.js';
import { presentAt } from './compile-value.js';
import { type Joins } from './joins.js';

export function compileTrait(
  { condition, heldFor }: TraitLeaf,
  joins: Joins,
  context: CompileContext,
): Prisma.Sql {
  const holds = compileCondition(condition, Prisma.sql`p.traits`, context);
  if (heldFor === undefined) return holds;
  const changed = joins.isNotIn(selectChanged(condition.path, heldFor, context));
  return Prisma.sql`${holds} AND ${changed}`;
}

/**
 * Profiles whose trait changed last less than `heldFor` ago. The value as a function of time is what the
 * newest observation of its key says, of those at one instant the one that arrived last; before the first
 * one it is missing.
 */
function selectChanged(
  path: readonly string[],
  heldFor: Duration,
  context: CompileContext,
): Prisma.Sql {
  const rows = allOf([
    ...inScope(Prisma.sql`h`, context),
    Prisma.sql`h.observed_at <= ${nowOf(context)}`,
    Prisma.sql`jsonb_exists(h.traits, ${path[0]}::text)`,
  ]);
  const values = Prisma.sql`SELECT DISTINCT ON (h.profile_id, h.observed_at) h.profile_id, h.observed_at, ${presentAt(Prisma.sql`h.traits`, path)} AS value FROM trait_history h WHERE ${rows} ORDER BY h.profile_id, h.observed_at, h.seq DESC`;
  const pairs = Prisma.sql`SELECT h.profile_id, h.observed_at, h.value, lag(h.value) OVER (PARTITION BY h.profile_id ORDER BY h.observed_at) AS former FROM (${values}) h`;
  return Prisma.sql`SELECT h.profile_id FROM (${pairs}) h WHERE h.value IS DISTINCT FROM h.former GROUP BY h.profile_id HAVING NOT (${isOver(Prisma.sql`max(h.observed_at)`, heldFor, context)})`;
}

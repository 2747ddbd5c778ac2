import { Prisma } from '../../database/database.js';
import { type SeenLeaf, type Window } from '../rules/rule.js';
import { allOf, type CompileContext, relation } from './compile-context.js';
import { isAfterStart, isInWindow, nowOf } from './compile-time.js';
import { listedNames } from './event-rows.js';
import { ONCE } from './once.js';

/** Profiles whose first, or last, message of any kind falls in the window. */
export const selectSeen = ({ kind, within }: SeenLeaf, context: CompileContext): Prisma.Sql =>
  kind === 'firstSeen' ? selectFirstSeen(within, context) : selectLastSeen(within, context);

const MESSAGES = [
  { table: 'event', at: Prisma.sql`e.occurred_at` },
  { table: 'trait_history', at: Prisma.sql`e.observed_at` },
] as const;

/** Of most profiles some message says that they are known for longer than the window: nothing else of theirs is read. */
function selectFirstSeen(within: Window, context: CompileContext): Prisma.Sql {
  const messagesOf = (table: string): Prisma.Sql =>
    Prisma.sql`${Prisma.raw(table)} e WHERE e.profile_id = p.profile_id`;
  const isNew = MESSAGES.map(
    ({ table, at }) =>
      Prisma.sql`NOT EXISTS (SELECT 1 FROM ${messagesOf(table)} AND NOT (${allOf(isAfterStart(at, within, context))}))`,
  );
  const firsts = MESSAGES.map(
    ({ table, at }) =>
      Prisma.sql`(SELECT min(${at}) FROM ${messagesOf(table)} AND ${at} <= ${nowOf(context)})`,
  );
  const profiles = Prisma.sql`SELECT p.profile_id, LEAST(${Prisma.join(firsts)}) AS at FROM ${relation('profile_id', context)} p WHERE ${allOf(isNew)}${ONCE}`;
  return Prisma.sql`SELECT f.profile_id FROM (${profiles}) f WHERE ${isInWindow(Prisma.sql`f.at`, within, context)}`;
}

/** The last message of whoever has one since the window began is one of these. */
function selectLastSeen(within: Window, context: CompileContext): Prisma.Sql {
  const lasts = MESSAGES.map(({ table, at }) => {
    const rows = allOf([
      ...(table === 'event' ? listedNames(context) : []),
      Prisma.sql`${at} <= ${nowOf(context)}`,
      ...isAfterStart(at, within, context),
    ]);
    return Prisma.sql`SELECT e.profile_id, max(${at}) AS at FROM ${relation(table, context)} e WHERE ${rows} GROUP BY e.profile_id`;
  });
  const seen = isInWindow(Prisma.sql`max(l.at)`, within, context);
  return Prisma.sql`SELECT l.profile_id FROM (${Prisma.join(lasts, ' UNION ALL ')}) l GROUP BY l.profile_id HAVING ${seen}`;
}

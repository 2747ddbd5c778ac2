import { Prisma } from '../../database/database.js';
import { type EventNames } from '../rules/rule.js';
import { allOf, type CompileContext, relation } from './compile-context.js';
import { eventRows, listedNames, readsDocument } from './event-rows.js';
import { type Subquery } from './scan-part.js';

/** A question about all events of a profile that are of some names, not in the future, and of some kind. */
export interface EventGroup {
  readonly names: EventNames;
  /** What the events have to be besides, each a condition on `event e`. */
  readonly kind: readonly Prisma.Sql[];
  /** None before this instant (ms) is of that kind. */
  readonly sinceMs: number;
  /** What holds of all of them together, where every aggregate is made by `over`; left out: there is one. */
  readonly holds?: (over: (aggregate: Prisma.Sql) => Prisma.Sql) => Prisma.Sql;
}

/** The profiles of which it holds; those without any such event are never among them. */
export function selectGroup(group: EventGroup, context: CompileContext): Subquery {
  const { names, kind, sinceMs, holds } = group;
  const from = relation('event', context);
  const isOfTime = names === 'any' && sinceMs > -Infinity;
  const where = [...eventRows({ names }, context), ...(isOfTime ? listedNames(context) : [])];
  const all = allOf([...where, ...kind]);
  const part = { from, where, isGrouped: true, sinceMs, holds: amongOthers(group) };
  return {
    sql: holds
      ? Prisma.sql`SELECT e.profile_id FROM ${from} e WHERE ${all} GROUP BY e.profile_id HAVING ${holds((aggregate) => aggregate)}`
      : Prisma.sql`SELECT DISTINCT e.profile_id FROM ${from} e WHERE ${all}`,
    // With one that reads documents, the others were no longer answered by an index.
    ...(readsDocument(part.holds) ? {} : { part }),
  };
}

/** What holds of the events that are meant, where the group has others too. */
function amongOthers({ kind, holds }: EventGroup): Prisma.Sql {
  if (kind.length === 0) return holds ? holds((aggregate) => aggregate) : Prisma.sql`TRUE`;
  const isMeant = allOf(kind);
  return holds
    ? holds((aggregate) => Prisma.sql`${aggregate} FILTER (WHERE ${isMeant})`)
    : Prisma.sql`bool_or(${isMeant})`;
}

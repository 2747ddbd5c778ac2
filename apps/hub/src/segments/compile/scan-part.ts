import { Prisma } from '../../database/database.js';
import { allOf } from './compile-context.js';
import { instant } from './compile-time.js';
import { ONCE } from './once.js';

/** A question that one pass over some rows answers, together with others about the same rows. */
export interface ScanPart {
  /** The table. The same for all that one pass answers, as are its conditions, which are about `e`. */
  readonly from: Prisma.Sql;
  readonly where: readonly Prisma.Sql[];
  /** The events of a profile are asked about together; else there is one row for each. */
  readonly isGrouped: boolean;
  /** Events before this instant (ms) do not matter. */
  readonly sinceMs: number;
  /** Whether a profile is looked for. */
  readonly holds: Prisma.Sql;
}

/** Profiles to look for. */
export interface Subquery {
  /** Yields each profile_id once. */
  readonly sql: Prisma.Sql;
  /** The same question, where others can be answered beside it. */
  readonly part?: ScanPart | undefined;
}

/** (profile_id, bits) of one pass that answers all the questions: `bits` has the masks of those that hold, and is not 0. */
export function scanOnce(
  questions: readonly { readonly part: ScanPart; readonly mask: Prisma.Sql }[],
): Prisma.Sql {
  const [{ from, where, isGrouped }] = questions.map(({ part }) => part) as [ScanPart];
  const bits = questions.map(
    ({ part, mask }) => Prisma.sql`CASE WHEN ${part.holds} THEN ${mask} ELSE 0 END`,
  );
  const sinceMs = Math.min(...questions.map(({ part }) => part.sinceMs));
  const rows = allOf([...where, ...isSince(sinceMs)]);
  const groups = isGrouped ? Prisma.sql` GROUP BY e.profile_id` : Prisma.empty;
  return Prisma.sql`SELECT q.profile_id, q.bits FROM (SELECT e.profile_id, ${Prisma.join(bits, ' | ')} AS bits FROM ${from} e WHERE ${rows}${groups}${ONCE}) q WHERE q.bits <> 0`;
}

const isSince = (ms: number): Prisma.Sql[] =>
  ms === -Infinity ? [] : [Prisma.sql`e.occurred_at >= ${instant(ms)}`];

/** Questions with the same key can be answered by one pass. */
export function scanKeyOf({ from, where, isGrouped }: ScanPart): string {
  const parts = [from, ...where].map(({ text, values }) => [text, values]);
  return JSON.stringify([...parts, isGrouped]);
}

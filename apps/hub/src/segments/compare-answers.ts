import { Prisma } from '../database/database.js';
import { type CompiledAnswers } from './compile/compile-rule.js';
import { ONCE } from './compile/once.js';

/** One of the segments that a statement evaluates; its place in the list is its bit in the mask. */
export interface AskedSegment {
  readonly id: number;
  readonly version: number;
  /** Its bit where `evaluation_scope` says who is asked about it. */
  readonly bit: number;
  /** What the log says, where the profile's own cause does not say it. */
  readonly cause: 'edit' | 'data' | undefined;
}

/** What one statement is about. */
export interface Reach {
  /** All profiles; else those that were collected. */
  readonly isWhole: boolean;
  /** At least half of all segments. */
  readonly isMost: boolean;
  /** All segments: what it says of dates is all that is to be said. */
  readonly isAlone: boolean;
  /** Of `evaluation_scope`: which of the segments are to be asked about a profile. */
  readonly askedColumn: string;
}

/** (profile_id, mask) of the stored members of some segments. */
export function selectHeld(asked: readonly AskedSegment[], { isWhole, isMost }: Reach): Prisma.Sql {
  const ids = asked.map(({ id }) => id);
  const first = Math.min(...ids);
  const bits = Array<string>(Math.max(...ids) - first + 1).fill('0');
  for (const [bit, id] of ids.entries()) bits[id - first] = String(1n << BigInt(bit));
  const rows = isWhole
    ? Prisma.sql`membership m`
    : Prisma.sql`membership m JOIN evaluation_scope s ON s.profile_id = m.profile_id`;
  // An index has them in the order of the profiles, with those of other segments, whose bits are 0. A join for the bits would end it.
  const only =
    isWhole && isMost ? Prisma.empty : Prisma.sql` WHERE m.segment_id = ANY(${ids}::int[])`;
  return Prisma.sql`
    SELECT m.profile_id, bit_or((${bits}::bigint[])[m.segment_id - ${first - 1}::int]) AS mask
    FROM ${rows}${only} GROUP BY m.profile_id`;
}

/**
 * (profile_id, joins, leaves, due_at, is_due_news): of whom the stored members, `evaluation_held`, or the next instant are not what was
 * found. Segments that a profile was not asked about do not differ.
 */
export function selectDifferences(
  asked: readonly AskedSegment[],
  answers: CompiledAnswers,
  reach: Reach,
): Prisma.Sql {
  // Of those who were collected, somebody may have been erased since. Whoever erases people removes their memberships as well.
  const rows = reach.isWhole
    ? Prisma.sql`(${answers.sql}${ONCE}) a`
    : Prisma.sql`evaluation_scope s LEFT JOIN (${answers.sql}${ONCE}) a ON a.profile_id = s.profile_id`;
  const id = Prisma.raw(reach.isWhole ? 'a.profile_id' : 's.profile_id');
  const { due, dueAt, isDueNews } = compareDue(id, asked, answers.dated, reach);
  const [mask, held] = [Prisma.sql`coalesce(a.mask, 0)`, Prisma.sql`coalesce(h.mask, 0)`];
  const among = reach.isWhole ? Prisma.empty : Prisma.sql` & ${maskOfAsked(asked, reach)}`;
  return Prisma.sql`
    SELECT ${id}, ${mask} & ~${held}${among} AS joins, ${held} & ~${mask}${among} AS leaves, ${dueAt} AS due_at, ${isDueNews} AS is_due_news
    FROM ${rows} LEFT JOIN evaluation_held h ON h.profile_id = ${id} ${due}
    WHERE (${mask} # ${held})${among} <> 0 OR (${isDueNews})`;
}

/** What an evaluation says of the next instant of each profile: with `due` joined, the instant, and whether it is another one. */
function compareDue(
  id: Prisma.Sql,
  asked: readonly AskedSegment[],
  dated: readonly number[],
  reach: Reach,
): { readonly due: Prisma.Sql; readonly dueAt: Prisma.Sql; readonly isDueNews: Prisma.Sql } {
  const answer = Prisma.sql`a.due_at::timestamptz(3)`;
  if (!reach.isAlone) {
    return { due: Prisma.empty, dueAt: answer, isDueNews: Prisma.sql`a.due_at IS NOT NULL` };
  }
  const join = Prisma.sql`LEFT JOIN due d ON d.profile_id = ${id}`;
  if (reach.isWhole) {
    return {
      due: join,
      dueAt: answer,
      isDueNews: Prisma.sql`${answer} IS DISTINCT FROM d.due_at`,
    };
  }
  // Who was not asked about all segments keeps the instant that one of the others may have given; most were asked about none that has one.
  const datedMask = String(dated.reduce((mask, place) => mask | (1n << BigInt(place)), 0n));
  const hasSay = Prisma.sql`(s.is_all OR ${maskOfAsked(asked, reach)} & ${datedMask}::bigint <> 0)`;
  const dueAt = Prisma.sql`least(${answer}, CASE WHEN NOT s.is_all THEN d.due_at END)`;
  return {
    due: Prisma.sql`${join} AND ${hasSay}`,
    dueAt,
    isDueNews: Prisma.sql`${hasSay} AND ${dueAt} IS DISTINCT FROM d.due_at`,
  };
}

/** Which of the segments `s` is asked about, by their places. */
function maskOfAsked(asked: readonly AskedSegment[], { askedColumn }: Reach): Prisma.Sql {
  const column = Prisma.raw(`s.${askedColumn}`);
  if (asked.every(({ bit }, place) => bit === place)) return column;
  const bits = asked.map(
    ({ bit }, place) => Prisma.sql`(((${column} >> ${bit}::int) & 1) << ${place}::int)`,
  );
  return Prisma.sql`(${Prisma.join(bits, ' | ')})`;
}

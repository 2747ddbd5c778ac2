import { Prisma } from '../../database/database.js';

/** Bits of one word: as many as a `bigint` has above zero. */
const BITS = 62;

/** A subquery whose profiles get a bit. */
export interface Bit {
  readonly word: number;
  readonly bit: number;
  readonly subquery: Prisma.Sql;
}

/**
 * The answers to conditions as bits of one row a profile, in the temporary table `evaluation_bit` (profile_id, word, bits). Over all
 * profiles that is quicker than a join for each condition, and needs the memory of one at a time; and what several
 * statements of an evaluation ask for is worked out once.
 */
export class BitTable {
  private readonly bits = new Map<string, Bit>();
  private readonly stored = new Set<Bit>();

  bitOf(subquery: Prisma.Sql): Bit {
    const key = JSON.stringify([subquery.text, subquery.values]);
    const known = this.bits.get(key);
    if (known) return known;
    const count = this.bits.size;
    const bit = { word: Math.floor(count / BITS), bit: count % BITS, subquery };
    this.bits.set(key, bit);
    return bit;
  }

  /** Those of which nothing is stored yet. */
  pendingOf(bits: readonly Bit[]): readonly Bit[] {
    return bits.filter((bit) => !this.stored.has(bit));
  }

  /** To be called once the rows are there to stay. */
  confirm(bits: readonly Bit[]): void {
    for (const bit of bits) this.stored.add(bit);
  }
}

export const maskOf = ({ bit }: Bit): Prisma.Sql => Prisma.sql`(1::bigint << ${bit}::int)`;

/** The words that some bits are in, one row a profile: (profile_id, w0, w1, …). */
export function selectWords(words: readonly number[]): Prisma.Sql {
  const columns = words.map(
    (word) =>
      Prisma.sql`bit_or(b.bits) FILTER (WHERE b.word = ${word}::int) AS ${Prisma.raw(`w${word}`)}`,
  );
  return Prisma.sql`SELECT b.profile_id, ${Prisma.join(columns)} FROM evaluation_bit b WHERE b.word = ANY(${[...words]}::int[]) GROUP BY b.profile_id`;
}

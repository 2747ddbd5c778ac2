import { Prisma } from '../../database/database.js';

/** Bits of one word: as many as a `bigint` has above zero. */
const BITS = 62;

/** A subquery whose profiles get a bit. */
export interface Bit {
  readonly word: number;
  readonly bit: number;
  readonly subquery: Prisma.Sql;
}

/** Where the profiles of bits are kept while an evaluation runs. */
export type BitStore =
  /** One temporary table (profile_id, word, bits), which a single statement fills. */
  | 'together'
  /** A table (profile_id) for each: PostgreSQL makes a table on several cores, but adds to one on one core only. */
  | 'apart';

/**
 * The answers to conditions as bits of one row a profile. Over all profiles that is quicker than a join for each condition, and
 * needs the memory of one at a time; and what several statements of an evaluation ask for is worked out once.
 */
export class BitTable {
  private readonly bits = new Map<string, Bit>();
  private readonly stored = new Set<Bit>();

  constructor(readonly store: BitStore) {}

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

  /** What was confirmed. */
  get kept(): readonly Bit[] {
    return [...this.stored];
  }

  /**
   * One row a profile with the words that some bits are in.
   *
   * @returns `rows` to stand in FROM, with profile_id and the columns `names`
   */
  wordsOf(bits: readonly Bit[]): { readonly rows: Prisma.Sql; readonly names: readonly string[] } {
    const names = [...new Set(bits.map(wordOf))];
    return {
      rows: this.store === 'apart' ? WORDS : Prisma.sql`(${this.selectWords(bits)})`,
      names,
    };
  }

  /** (profile_id, bits0, bits1, …): what WORDS has to hold before a statement that reads bits which are stored apart. */
  selectWords(bits: readonly Bit[]): Prisma.Sql {
    const words = [...new Set(bits.map(({ word }) => word))];
    const columns = words.map(
      (word) =>
        Prisma.sql`bit_or(b.bits) FILTER (WHERE b.word = ${word}::int) AS ${Prisma.raw(`bits${word}`)}`,
    );
    const rows =
      this.store === 'apart'
        ? Prisma.sql`(${Prisma.join(bits.map(selectBit), ' UNION ALL ')}) b`
        : Prisma.sql`evaluation_bit b WHERE b.word = ANY(${words}::int[])`;
    return Prisma.sql`SELECT b.profile_id, ${Prisma.join(columns)} FROM ${rows} GROUP BY b.profile_id`;
  }
}

export const WORDS = Prisma.sql`evaluation_word`;

export const wordOf = ({ word }: Bit): string => `bits${word}`;

export const maskOf = ({ bit }: Bit): Prisma.Sql => Prisma.sql`(1::bigint << ${bit}::int)`;

/** The table of a bit that is stored apart. */
export const tableOf = ({ word, bit }: Bit): Prisma.Sql =>
  Prisma.raw(`evaluation_bit_${word * BITS + bit}`);

const selectBit = (bit: Bit): Prisma.Sql =>
  Prisma.sql`SELECT t.profile_id, ${bit.word}::int AS word, ${maskOf(bit)} AS bits FROM ${tableOf(bit)} t`;

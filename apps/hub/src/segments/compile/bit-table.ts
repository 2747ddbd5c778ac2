import { Prisma } from '../../database/database.js';
import { type ScanPart, scanKeyOf, scanOnce, type Subquery } from './scan-part.js';

/** Bits of one word: as many as a `bigint` has above zero. */
const BITS = 62;

/** A question whose profiles get a bit. */
export interface Bit {
  readonly word: number;
  readonly bit: number;
  readonly subquery: Subquery;
}

/** Bits of one word that are worked out together. */
export interface BitSource {
  readonly bits: readonly [Bit, ...Bit[]];
  /** (profile_id, bits), where `bits` is not 0. */
  readonly sql: Prisma.Sql;
}

/** Where the profiles of bits are kept while an evaluation runs. */
export type BitStore =
  /** One temporary table (profile_id, word, bits), which a single statement fills. */
  | 'together'
  /** A table (profile_id, bits) for each source: PostgreSQL makes a table on several cores, but adds to one on one core only. */
  | 'apart';

/**
 * The answers to conditions as bits of one row a profile. Over all profiles that is quicker than a join for each condition, and
 * needs the memory of one at a time; what several statements of an evaluation ask for is worked out once, and what asks about
 * the same rows in one pass over them.
 */
export class BitTable {
  private readonly bits = new Map<string, Bit>();
  private readonly stored = new Map<Bit, BitSource>();

  constructor(readonly store: BitStore) {}

  bitOf(subquery: Subquery): Bit {
    const key = JSON.stringify([subquery.sql.text, subquery.sql.values]);
    const known = this.bits.get(key);
    if (known) return known;
    const count = this.bits.size;
    const bit = { word: Math.floor(count / BITS), bit: count % BITS, subquery };
    this.bits.set(key, bit);
    return bit;
  }

  /** What has to be stored before a statement reads some bits, and where those are that were confirmed. */
  sourcesOf(bits: readonly Bit[]): {
    readonly stored: readonly BitSource[];
    readonly pending: readonly BitSource[];
  } {
    const stored = bits.flatMap((bit) => this.stored.get(bit) ?? []);
    return {
      stored: [...new Set(stored)],
      pending: gather(bits.filter((bit) => !this.stored.has(bit))),
    };
  }

  /** To be called once the rows are there to stay. */
  confirm(sources: readonly BitSource[]): void {
    for (const source of sources) for (const bit of source.bits) this.stored.set(bit, source);
  }

  /** What was confirmed. */
  get kept(): readonly BitSource[] {
    return [...new Set(this.stored.values())];
  }

  /**
   * One row a profile with the words that some bits are in.
   *
   * @returns `rows` to stand in FROM, with profile_id and the columns `names`
   */
  wordsOf(bits: readonly Bit[]): { readonly rows: Prisma.Sql; readonly names: readonly string[] } {
    const names = [...new Set(bits.map(wordOf))];
    if (this.store === 'apart') return { rows: WORDS, names };
    const words = bits.map(({ word }) => word);
    const rows = Prisma.sql`evaluation_bit b WHERE b.word = ANY(${[...new Set(words)]}::int[])`;
    return { rows: Prisma.sql`(${selectWords(words, rows)})`, names };
  }
}

/** Questions that can be asked together, each in a source of its word. */
function gather(bits: readonly Bit[]): readonly BitSource[] {
  const together = new Map<string, Bit[]>();
  for (const bit of bits) {
    const { part, sql } = bit.subquery;
    const key = part ? `${bit.word} ${scanKeyOf(part)}` : JSON.stringify([sql.text, sql.values]);
    together.set(key, [...(together.get(key) ?? []), bit]);
  }
  return [...together.values()].map((some) => toSource(some as [Bit, ...Bit[]]));
}

function toSource(bits: readonly [Bit, ...Bit[]]): BitSource {
  const [bit] = bits;
  if (bits.length === 1) {
    return {
      bits,
      sql: Prisma.sql`SELECT q.profile_id, ${maskOf(bit)} AS bits FROM (${bit.subquery.sql}) q`,
    };
  }
  const questions = bits.map((one) => ({
    part: one.subquery.part as ScanPart,
    mask: maskOf(one),
  }));
  return { bits, sql: scanOnce(questions) };
}

/** (profile_id, bits0, bits1, …): what WORDS has to hold before a statement that reads bits which are stored apart. */
export function gatherWords(sources: readonly BitSource[]): Prisma.Sql {
  const rows = sources.map(
    (source) =>
      Prisma.sql`SELECT t.profile_id, ${source.bits[0].word}::int AS word, t.bits FROM ${tableOf(source)} t`,
  );
  return selectWords(
    sources.map(({ bits: [{ word }] }) => word),
    Prisma.sql`(${Prisma.join(rows, ' UNION ALL ')}) b`,
  );
}

function selectWords(words: readonly number[], rows: Prisma.Sql): Prisma.Sql {
  const columns = [...new Set(words)].map(
    (word) =>
      Prisma.sql`bit_or(b.bits) FILTER (WHERE b.word = ${word}::int) AS ${Prisma.raw(`bits${word}`)}`,
  );
  return Prisma.sql`SELECT b.profile_id, ${Prisma.join(columns)} FROM ${rows} GROUP BY b.profile_id`;
}

export const WORDS = Prisma.sql`evaluation_word`;

export const wordOf = ({ word }: Bit): string => `bits${word}`;

export const maskOf = ({ bit }: Bit): Prisma.Sql => Prisma.sql`(1::bigint << ${bit}::int)`;

/** The table of a source that is stored apart. */
export const tableOf = ({ bits: [{ word, bit }] }: BitSource): Prisma.Sql =>
  Prisma.raw(`evaluation_bit_${word * BITS + bit}`);

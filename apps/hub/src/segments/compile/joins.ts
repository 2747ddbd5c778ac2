import { Prisma } from '../../database/database.js';
import { type Bit, type BitTable, maskOf, wordOf } from './bit-table.js';
import { ONCE } from './once.js';
import { type Subquery } from './scan-part.js';

const keyOf = ({ text, values }: Prisma.Sql): string => JSON.stringify([text, values]);

/** Columns of `p`, each by what it is made of. */
class Columns {
  private readonly names = new Map<string, Prisma.Sql>();
  readonly selected: Prisma.Sql[] = [];

  constructor(private readonly prefix: string) {}

  add(expression: Prisma.Sql): Prisma.Sql {
    const key = keyOf(expression);
    const known = this.names.get(key);
    if (known) return known;
    const name = Prisma.raw(`${this.prefix}${this.selected.length + 1}`);
    const column = Prisma.sql`p.${name}`;
    this.selected.push(Prisma.sql`${expression} AS ${name}`);
    this.names.set(key, column);
    return column;
  }
}

/**
 * What a statement knows of its profiles: `p` has the columns of `profile`, and beside them what is joined and worked out for
 * the conditions. Subqueries, each of which yields distinct profile_ids, are LEFT JOINs, not IN or EXISTS: PostgreSQL hashes or
 * merges a join whatever its size, on disk if need be, and Citus runs one on profile_id on every shard by itself.
 */
export class Joins {
  private readonly joined = new Map<string, { alias: Prisma.Sql; join: Prisma.Sql }>();
  private readonly used = new Set<Bit>();
  private readonly found = new Columns('l');
  private readonly values = [new Columns('v'), new Columns('w')] as const;

  /** @param bits  where the answers of subqueries are stored; left out: each is joined */
  constructor(private readonly bits?: BitTable) {}

  /** TRUE for the profiles that the subquery yields, FALSE for all others. */
  isIn(subquery: Subquery): Prisma.Sql {
    if (this.bits) return Prisma.sql`${this.bitOf(this.bits, subquery)} <> 0`;
    return Prisma.sql`${this.columnOf(subquery.sql, 'profile_id')} IS NOT NULL`;
  }

  isNotIn(subquery: Subquery): Prisma.Sql {
    if (this.bits) return Prisma.sql`${this.bitOf(this.bits, subquery)} = 0`;
    return Prisma.sql`${this.columnOf(subquery.sql, 'profile_id')} IS NULL`;
  }

  /** A column of the subquery; NULL for the profiles that it does not yield. */
  columnOf(subquery: Prisma.Sql, column: string): Prisma.Sql {
    return this.found.add(Prisma.sql`${this.aliasOf(subquery)}.${Prisma.raw(column)}`);
  }

  /**
   * An expression about `p` that is worked out once a profile, however often it is used.
   *
   * @param level  1 for one that is made of others of level 0
   */
  once(expression: Prisma.Sql, level: 0 | 1): Prisma.Sql {
    return this.values[level].add(expression);
  }

  /** The bits that the statement reads. */
  get usedBits(): readonly Bit[] {
    return [...this.used];
  }

  /** What follows FROM: `profiles`, named `p`, with all that was asked for beside its own columns. */
  toSql(profiles: Prisma.Sql): Prisma.Sql {
    const joins = [...this.joined.values()].map(({ join }) => join);
    const words: Prisma.Sql[] = [];
    if (this.bits && this.used.size > 0) {
      const { rows, names } = this.bits.wordsOf(this.usedBits);
      words.push(
        ...names.map(Prisma.raw).map((name) => Prisma.sql`COALESCE(bits.${name}, 0) AS ${name}`),
      );
      joins.push(Prisma.sql` LEFT JOIN ${rows} bits ON bits.profile_id = p.profile_id`);
    }
    const [first, second] = this.values.map(({ selected }) => selected) as [
      Prisma.Sql[],
      Prisma.Sql[],
    ];
    const columns = [Prisma.sql`p.*`, ...words, ...this.found.selected, ...first];
    const joinedTo = joins.length === 0 ? Prisma.empty : Prisma.join(joins, '');
    if (columns.length === 1 && second.length === 0) return Prisma.sql`${profiles} p${joinedTo}`;
    const once = first.length + second.length > 0 ? ONCE : Prisma.empty;
    const inner = Prisma.sql`(SELECT ${Prisma.join(columns, ', ')} FROM ${profiles} p${joinedTo}${once}) p`;
    if (second.length === 0) return inner;
    return Prisma.sql`(SELECT p.*, ${Prisma.join(second, ', ')} FROM ${inner}${once}) p`;
  }

  private bitOf(bits: BitTable, subquery: Subquery): Prisma.Sql {
    const bit = bits.bitOf(subquery);
    this.used.add(bit);
    return Prisma.sql`(p.${Prisma.raw(wordOf(bit))} & ${maskOf(bit)})`;
  }

  /** Leaves that ask for the same have the same text and values, and share one join. */
  private aliasOf(subquery: Prisma.Sql): Prisma.Sql {
    const key = keyOf(subquery);
    const known = this.joined.get(key);
    if (known) return known.alias;
    const alias = Prisma.raw(`j${this.joined.size + 1}`);
    const join = Prisma.sql` LEFT JOIN (${subquery}) ${alias} ON ${alias}.profile_id = p.profile_id`;
    this.joined.set(key, { alias, join });
    return alias;
  }
}

import { Prisma } from '../../database/database.js';
import { type Bit, type BitTable, maskOf, selectWords } from './bit-table.js';

type Values = Map<string, { readonly column: Prisma.Sql; readonly selected: Prisma.Sql }>;

const LEVELS = [Prisma.raw('x0'), Prisma.raw('x1')] as const;

const keyOf = ({ text, values }: Prisma.Sql): string => JSON.stringify([text, values]);

/**
 * The subqueries that a statement joins its profiles to, each of which yields distinct profile_ids. They are
 * LEFT JOINs, not IN or EXISTS: PostgreSQL hashes or merges a join whatever its size, on disk if need
 * be, and Citus runs one on profile_id on every shard by itself.
 */
export class Joins {
  private readonly aliases = new Map<string, { alias: Prisma.Sql; join: Prisma.Sql }>();
  private readonly used = new Set<Bit>();
  private readonly values: readonly [Values, Values] = [new Map(), new Map()];

  /** @param bits  where the answers of subqueries are stored; left out: each is joined */
  constructor(private readonly bits?: BitTable) {}

  /** TRUE for the profiles that the subquery yields, FALSE for all others. */
  isIn(subquery: Prisma.Sql): Prisma.Sql {
    if (this.bits) return Prisma.sql`${this.bitOf(this.bits, subquery)} <> 0`;
    return Prisma.sql`${this.aliasOf(subquery)}.profile_id IS NOT NULL`;
  }

  isNotIn(subquery: Prisma.Sql): Prisma.Sql {
    if (this.bits) return Prisma.sql`${this.bitOf(this.bits, subquery)} = 0`;
    return Prisma.sql`${this.aliasOf(subquery)}.profile_id IS NULL`;
  }

  /** A column of the subquery; NULL for the profiles that it does not yield. */
  columnOf(subquery: Prisma.Sql, column: string): Prisma.Sql {
    return Prisma.sql`${this.aliasOf(subquery)}.${Prisma.raw(column)}`;
  }

  /**
   * An expression about `p` that is worked out once a profile, however often it is used.
   *
   * @param level  1 for one that is made of others of level 0
   */
  once(expression: Prisma.Sql, level: 0 | 1): Prisma.Sql {
    const values = this.values[level];
    const key = keyOf(expression);
    const known = values.get(key);
    if (known) return known.column;
    const name = Prisma.raw(`v${values.size + 1}`);
    const column = Prisma.sql`${LEVELS[level]}.${name}`;
    values.set(key, { column, selected: Prisma.sql`${expression} AS ${name}` });
    return column;
  }

  /** The bits that the statement reads. */
  get usedBits(): readonly Bit[] {
    return [...this.used];
  }

  /** All joins, to follow `FROM profile p`. */
  toSql(): Prisma.Sql {
    const joins = [...this.aliases.values()].map(({ join }) => join);
    if (this.used.size > 0) {
      const words = selectWords([...new Set(this.usedBits.map(({ word }) => word))]);
      joins.push(Prisma.sql` LEFT JOIN (${words}) bits ON bits.profile_id = p.profile_id`);
    }
    for (const level of [0, 1] as const) {
      const selected = [...this.values[level].values()].map((value) => value.selected);
      if (selected.length === 0) continue;
      // OFFSET keeps PostgreSQL from putting the expressions in everywhere.
      joins.push(
        Prisma.sql` CROSS JOIN LATERAL (SELECT ${Prisma.join(selected)} OFFSET 0) ${LEVELS[level]}`,
      );
    }
    return joins.length === 0 ? Prisma.empty : Prisma.join(joins, '');
  }

  private bitOf(bits: BitTable, subquery: Prisma.Sql): Prisma.Sql {
    const bit = bits.bitOf(subquery);
    this.used.add(bit);
    return Prisma.sql`(COALESCE(bits.${Prisma.raw(`w${bit.word}`)}, 0) & ${maskOf(bit)})`;
  }

  private aliasOf(subquery: Prisma.Sql): Prisma.Sql {
    return this.remember(
      subquery,
      (name) => Prisma.sql` LEFT JOIN (${subquery}) ${name} ON ${name}.profile_id = p.profile_id`,
    );
  }

  /** Leaves that ask for the same have the same text and values, and share one join. */
  private remember(asked: Prisma.Sql, toJoin: (alias: Prisma.Sql) => Prisma.Sql): Prisma.Sql {
    const key = keyOf(asked);
    const known = this.aliases.get(key);
    if (known) return known.alias;
    const alias = Prisma.raw(`l${this.aliases.size + 1}`);
    this.aliases.set(key, { alias, join: toJoin(alias) });
    return alias;
  }
}

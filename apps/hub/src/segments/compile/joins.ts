import { Prisma } from '../../database/database.js';

/**
 * The subqueries that a statement joins its profiles to, each of which yields distinct profile_ids. They are
 * LEFT JOINs, not IN or EXISTS: PostgreSQL hashes or merges a join whatever its size, on disk if need
 * be, and Citus runs one on profile_id on every shard by itself.
 */
export class Joins {
  private readonly aliases = new Map<string, { alias: Prisma.Sql; subquery: Prisma.Sql }>();

  /** TRUE for the profiles that the subquery yields, FALSE for all others. */
  isIn(subquery: Prisma.Sql): Prisma.Sql {
    return Prisma.sql`${this.aliasOf(subquery)}.profile_id IS NOT NULL`;
  }

  isNotIn(subquery: Prisma.Sql): Prisma.Sql {
    return Prisma.sql`${this.aliasOf(subquery)}.profile_id IS NULL`;
  }

  /** All joins, to follow `FROM profile p`. */
  toSql(): Prisma.Sql {
    const joins = [...this.aliases.values()].map(
      ({ alias, subquery }) =>
        Prisma.sql` LEFT JOIN (${subquery}) ${alias} ON ${alias}.profile_id = p.profile_id`,
    );
    return joins.length === 0 ? Prisma.empty : Prisma.join(joins, '');
  }

  /** Leaves that ask for the same have the same text and values, and share one join. */
  private aliasOf(subquery: Prisma.Sql): Prisma.Sql {
    const key = JSON.stringify([subquery.text, subquery.values]);
    const known = this.aliases.get(key);
    if (known) return known.alias;
    const alias = Prisma.raw(`l${this.aliases.size + 1}`);
    this.aliases.set(key, { alias, subquery });
    return alias;
  }
}

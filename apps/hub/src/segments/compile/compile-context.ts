import { Prisma } from '../../database/database.js';

/** All that the meaning of a rule depends on, besides the stored data. */
export interface CompileContext {
  /** The one instant that the whole evaluation is about. */
  readonly now: Date;
  /** The workspace's zone, an IANA name. */
  readonly timezone: string;
  /** Key → id of the segments that a rule can refer to. Their members are read as they are stored. */
  readonly segments: ReadonlyMap<string, number>;
  /** Of the segment whose rule it is: buckets are drawn from it. */
  readonly segmentId: number;
  /** The ids of the only profiles to ask about; undefined: all. */
  readonly scope?: readonly string[];
}

/** The condition that limits a table to the scope, none where there is no scope. */
export const inScope = (alias: Prisma.Sql, { scope }: CompileContext): readonly Prisma.Sql[] =>
  scope === undefined ? [] : [Prisma.sql`${alias}.profile_id = ANY(${[...scope]}::uuid[])`];

/** ` AND ` between conditions, of which there is at least one. */
export const allOf = (conditions: readonly Prisma.Sql[]): Prisma.Sql =>
  Prisma.join([...conditions], ' AND ');

import { Injectable } from '@nestjs/common';
import { Prisma, type Sql } from '../../database/database.js';

/** Of one statement: a hash of everybody in it is kept in memory. */
const WORK_MEM = '64MB';

/** People who are in the same of some segments, and in no others of these. */
export interface OverlapCount {
  /** Places in the list of segments. */
  readonly members: readonly number[];
  readonly count: number;
}

@Injectable()
export class OverlapRepository {
  /**
   * Counts in one pass over the members.
   *
   * @param ids of the segments
   * @param oneIn how many people one stands for: 1 counts everybody
   */
  async count(sql: Sql, ids: readonly number[], oneIn: number): Promise<readonly OverlapCount[]> {
    const bits = ids.map((id, bit) => Prisma.sql`WHEN ${id}::int THEN ${1 << bit}::int`);
    // Which people are in a sample depends on their id alone: in all segments it is the same ones.
    const isSampled =
      oneIn === 1 ? Prisma.empty : Prisma.sql`AND uuid_hash(profile_id) % ${oneIn}::int = 0`;
    await sql.$executeRawUnsafe(`SET LOCAL work_mem = '${WORK_MEM}'`);
    const rows = await sql.$queryRaw<{ mask: number; n: bigint }[]>`
      SELECT mask, count(*) AS n FROM (
        SELECT bit_or(CASE segment_id ${Prisma.join(bits, ' ')} END) AS mask
        FROM membership WHERE segment_id = ANY(${[...ids]}::int[]) ${isSampled}
        GROUP BY profile_id) person
      GROUP BY mask`;
    return rows.map(({ mask, n }) => ({
      members: ids.flatMap((_, bit) => ((mask >> bit) & 1 ? [bit] : [])),
      count: Number(n) * oneIn,
    }));
  }
}

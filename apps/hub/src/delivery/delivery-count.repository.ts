import { Injectable } from '@nestjs/common';
import { Database, Prisma, type Sql } from '../database/database.js';
import type { DeliveryCounts, SyncTarget } from './delivery.js';
import { isListComplete, WORK_MEM } from './unsettled.repository.js';
import {
  differs,
  IS_HELD,
  isSkipped,
  isUnreachable,
  membersOf,
  type Among,
} from './wanted-member.js';

export interface TargetCounts extends DeliveryCounts {
  /** Members without any identifier that the destination knows people by. */
  readonly unreachable: number;
  /** Whom it is enough to look at, to find each of them. */
  readonly among: Among;
}

/** How much a segment and what its audience is known to hold differ. */
@Injectable()
export class DeliveryCountRepository {
  constructor(private readonly database: Database) {}

  /** Looks at those who may differ, where they are known; else at everybody. */
  async of(target: SyncTarget): Promise<TargetCounts> {
    const known = await countRow(this.database.prisma, target, 'unsettled');
    if (known.is_complete) return toCounts(known, 'unsettled');
    const row = await this.database.transaction(async (sql) => {
      await sql.$executeRawUnsafe(`SET LOCAL work_mem = '${WORK_MEM}'`);
      return countRow(sql, target, 'everybody');
    });
    return toCounts(row, 'everybody');
  }
}

type CountRow = Record<keyof Omit<TargetCounts, 'among'>, bigint> & {
  readonly is_complete: boolean;
};

function toCounts(row: CountRow, who: Among): TargetCounts {
  return {
    size: Number(row.size),
    joins: Number(row.joins),
    updates: Number(row.updates),
    skipped: Number(row.skipped),
    confirmed: Number(row.confirmed),
    leaves: Number(row.leaves),
    unreachable: Number(row.unreachable),
    among: who,
  };
}

/** Of those who are not looked at, each has a delivery and is as they should be. */
async function countRow(sql: Sql, target: SyncTarget, who: Among): Promise<CountRow> {
  const { syncId } = target;
  const all = Prisma.sql`(SELECT * FROM delivery WHERE sync_id = ${syncId})`;
  const looked =
    who === 'everybody'
      ? Prisma.sql`${membersOf(target)} p FULL JOIN ${all} d ON d.profile_id = p.profile_id`
      : Prisma.sql`unsettled u LEFT JOIN ${membersOf(target)} p ON p.profile_id = u.profile_id
          LEFT JOIN delivery d ON d.profile_id = u.profile_id AND d.sync_id = ${syncId}
          WHERE u.sync_id = ${syncId}`;
  const others =
    who === 'everybody'
      ? Prisma.sql`0`
      : Prisma.sql`(SELECT count(*) FROM delivery WHERE sync_id = ${syncId}) - count(*) FILTER (WHERE is_known)`;
  const [row] = await sql.$queryRaw<[CountRow]>`
    WITH looked AS (
      SELECT p.profile_id IS NOT NULL AS is_member, d.profile_id IS NOT NULL AS is_known,
             d.confirmed IS NULL AS is_new, ${differs(target)} AS differs,
             ${isSkipped(target)} AS skipped, ${isUnreachable(target)} AS unreachable,
             ${IS_HELD} AS is_held
      FROM ${looked}),
    counted AS (
      SELECT ${others} AS others,
             count(*) FILTER (WHERE is_member) AS members,
             count(*) FILTER (WHERE is_known AND NOT is_new) AS confirmed,
             count(*) FILTER (WHERE is_member AND is_new AND NOT skipped) AS joins,
             count(*) FILTER (WHERE is_member AND NOT is_new AND NOT skipped AND differs) AS updates,
             count(*) FILTER (WHERE is_member AND skipped AND differs) AS skipped,
             count(*) FILTER (WHERE is_member AND unreachable) AS unreachable,
             count(*) FILTER (WHERE NOT is_member AND is_held) AS leaves
      FROM looked)
    SELECT others + members AS size, others + confirmed AS confirmed, joins, updates, skipped,
           unreachable, leaves,
           ${isListComplete(target)} AS is_complete
    FROM counted`;
  return row;
}

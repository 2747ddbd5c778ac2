import { Injectable } from '@nestjs/common';
import type { Member } from '@segue/sdk';
import { Prisma, type Sql } from '../database/database.js';
import type { SyncTarget } from './delivery.js';
import {
  among,
  COLUMN,
  differsFrom,
  IS_LEAVING,
  leaving,
  M_ID,
  toMember,
  wantedOf,
  type Among,
  type StoredMember,
} from './wanted-member.js';

/** What a notification is about: the whole difference of a run is told at once. */
@Injectable()
export class StagingRepository {
  /** Marks the rows that a notification is about, before it is sent: what it tells is then fixed, come what may. */
  async stage(sql: Sql, target: SyncTarget, who: Among, runId: string): Promise<void> {
    const { syncId, segmentId, identifiers } = target;
    const address = Prisma.sql`coalesce(${Prisma.join(identifiers.map((type) => COLUMN[type]))})`;
    await sql.$executeRaw`
      INSERT INTO delivery (profile_id, sync_id, wanted, address, sending, run_id)
      SELECT m.profile_id, ${syncId}, ${wantedOf(target)}, ${address},
             CASE WHEN d.confirmed IS NULL THEN 'join' ELSE 'update' END, ${runId}::uuid
      FROM membership m ${among(who, M_ID, target, undefined)} JOIN profile p ON p.profile_id = m.profile_id
      LEFT JOIN delivery d ON d.profile_id = m.profile_id AND d.sync_id = ${syncId}
      WHERE m.segment_id = ${segmentId} AND ${differsFrom(Prisma.sql`d.confirmed`, target)}
      ON CONFLICT (profile_id, sync_id) DO UPDATE SET
        wanted = excluded.wanted, address = excluded.address, sending = excluded.sending,
        run_id = excluded.run_id`;
    await sql.$executeRaw`
      UPDATE delivery SET sending = 'leave', run_id = ${runId}::uuid
      WHERE (profile_id, sync_id) IN (SELECT d.profile_id, d.sync_id FROM ${leaving(target, undefined, who)}
                                      WHERE ${IS_LEAVING})`;
  }

  /** What is on its way, and the run that staged it; undefined when nothing is. */
  async staged(
    sql: Sql,
    syncId: string,
  ): Promise<
    | {
        readonly runId: string;
        readonly joined: number;
        readonly left: number;
        readonly updated: number;
      }
    | undefined
  > {
    const [row] = await sql.$queryRaw<
      { run_id: string; joined: bigint; left: bigint; updated: bigint }[]
    >`
      SELECT run_id, count(*) FILTER (WHERE sending = 'join') AS joined,
             count(*) FILTER (WHERE sending = 'leave') AS left,
             count(*) FILTER (WHERE sending = 'update') AS updated
      FROM delivery WHERE sync_id = ${syncId} AND sending IS NOT NULL
      GROUP BY run_id ORDER BY run_id LIMIT 1`;
    return (
      row && {
        runId: row.run_id,
        joined: Number(row.joined),
        left: Number(row.left),
        updated: Number(row.updated),
      }
    );
  }

  async stagedMembers(
    sql: Sql,
    syncId: string,
    op: 'join' | 'leave',
    limit: number,
  ): Promise<readonly Member[]> {
    const rows = await sql.$queryRaw<{ profile_id: string; member: StoredMember }[]>`
      SELECT profile_id, CASE WHEN ${op} = 'leave' THEN confirmed ELSE wanted END AS member
      FROM delivery WHERE sync_id = ${syncId} AND sending = ${op} ORDER BY profile_id LIMIT ${limit}`;
    return rows.map(({ profile_id, member }) => toMember(profile_id, member));
  }

  /** The notification arrived: what it told is what is known now. */
  async confirmStaged(sql: Sql, syncId: string, runId: string, at: Date): Promise<void> {
    await sql.$executeRaw`
      DELETE FROM delivery
      WHERE sync_id = ${syncId} AND run_id = ${runId}::uuid AND sending = 'leave'`;
    await sql.$executeRaw`
      UPDATE delivery SET confirmed = wanted, confirmed_at = ${at}, wanted = NULL, sending = NULL
      WHERE sync_id = ${syncId} AND run_id = ${runId}::uuid AND sending IS NOT NULL`;
  }

  /** The notification certainly did not arrive: the next run tells its news together with what is new by then. */
  async unstage(sql: Sql, syncId: string): Promise<void> {
    await sql.$executeRaw`
      DELETE FROM delivery WHERE sync_id = ${syncId} AND sending IS NOT NULL AND confirmed IS NULL`;
    await sql.$executeRaw`
      UPDATE delivery SET sending = NULL, wanted = NULL WHERE sync_id = ${syncId} AND sending IS NOT NULL`;
  }
}

import { Injectable } from '@nestjs/common';
import { Prisma, type Sql } from '../database/database.js';
import type { SyncTarget } from './delivery.js';
import { COLUMN } from './wanted-member.js';

/** Whose member an address in an audience is, when profiles share or exchange it. */
@Injectable()
export class AddressRepository {
  /**
   * Where a profile leaves whose address a member of the segment has now (after a merge, say), the audience already holds that
   * member: what is confirmed changes hands, and nothing is sent. A heir who was held by another address gives it in return,
   * so that it is that address that leaves.
   */
  async handOver(sql: Sql, { syncId, segmentId, identifiers }: SyncTarget): Promise<void> {
    const address = Prisma.sql`coalesce(${Prisma.join(identifiers.map((type) => COLUMN[type]))})`;
    await sql.$executeRaw`
      WITH pairs AS MATERIALIZED (
        SELECT DISTINCT ON (p.profile_id) gone.profile_id AS gone_id, p.profile_id AS heir_id,
               gone.confirmed, gone.confirmed_at, gone.address, gone.external_id, gone.run_id,
               own.confirmed AS own_confirmed, own.address AS own_address,
               own.external_id AS own_external_id
        FROM delivery gone
        JOIN identifier i ON i.value = gone.address AND i.type = ANY(${[...identifiers]}::text[])
        JOIN profile p ON p.profile_id = i.profile_id AND ${address} = gone.address
        JOIN membership m ON m.profile_id = p.profile_id AND m.segment_id = ${segmentId}
        LEFT JOIN delivery own ON own.profile_id = p.profile_id AND own.sync_id = gone.sync_id
        WHERE gone.sync_id = ${syncId} AND gone.confirmed IS NOT NULL AND gone.sending IS NULL
          AND own.sending IS NULL AND p.profile_id <> gone.profile_id
          AND own.address IS DISTINCT FROM gone.address
          AND NOT EXISTS (
            SELECT 1 FROM membership stays JOIN profile live ON live.profile_id = stays.profile_id
            WHERE stays.profile_id = gone.profile_id AND stays.segment_id = ${segmentId})
        ORDER BY p.profile_id, gone.profile_id),
      returned AS (
        UPDATE delivery d SET confirmed = pairs.own_confirmed, address = pairs.own_address,
          external_id = pairs.own_external_id, problem = NULL, wanted = NULL
        FROM pairs
        WHERE d.sync_id = ${syncId} AND d.profile_id = pairs.gone_id AND pairs.own_confirmed IS NOT NULL),
      forgotten AS (
        DELETE FROM delivery d USING pairs
        WHERE d.sync_id = ${syncId} AND d.profile_id = pairs.gone_id AND pairs.own_confirmed IS NULL)
      INSERT INTO delivery (profile_id, sync_id, confirmed, confirmed_at, address, external_id, run_id)
      SELECT heir_id, ${syncId}, confirmed, confirmed_at, address, external_id, run_id FROM pairs
      ON CONFLICT (profile_id, sync_id) DO UPDATE SET
        confirmed = excluded.confirmed, confirmed_at = excluded.confirmed_at,
        address = excluded.address, external_id = excluded.external_id, problem = NULL, wanted = NULL`;
  }

  /** Which of these addresses another profile holds in the same audience: its member must stay there. */
  async shared(
    sql: Sql,
    syncId: string,
    leaving: readonly { readonly profileId: string; readonly address: string }[],
  ): Promise<ReadonlySet<string>> {
    if (leaving.length === 0) return new Set();
    const rows = await sql.$queryRaw<{ address: string }[]>`
      SELECT DISTINCT d.address FROM delivery d
      JOIN unnest(${leaving.map(({ profileId }) => profileId)}::uuid[],
                  ${leaving.map(({ address }) => address)}::text[]) AS gone(profile_id, address)
        ON d.address = gone.address AND d.profile_id <> gone.profile_id
      WHERE d.sync_id = ${syncId} AND d.confirmed IS NOT NULL AND d.sending IS NULL
        AND NOT d.profile_id = ANY(${leaving.map(({ profileId }) => profileId)}::uuid[])`;
    return new Set(rows.map(({ address }) => address));
  }
}

import { Injectable } from '@nestjs/common';
import type { Change } from '@segue/sdk';
import { Prisma, type Sql } from '../database/database.js';
import type { StoredProblem } from './delivery.js';
import type { StoredMember } from './wanted-member.js';

export type RowState = 'delivered' | 'failed' | 'skipped';

/** What is known of one person in one audience. */
export interface DeliveryRow {
  readonly profileId: string;
  readonly address: string | null;
  /** Fields as they should be; those that are there, where nothing was wrong. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The change that failed or was skipped; null of what was delivered. */
  readonly op: Change['op'] | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly attempts: number;
  /** When the audience confirmed the person last; null when it does not hold them. */
  readonly confirmedAt: Date | null;
  readonly runId: string;
}

/** Rows of one sync, by what became of them. */
export interface DeliveryTally {
  /** People whom the audience is known to hold. */
  readonly delivered: number;
  readonly failed: number;
  readonly skipped: number;
}

interface StoredRow {
  readonly profile_id: string;
  readonly confirmed: StoredMember | null;
  readonly wanted: StoredMember | null;
  readonly address: string | null;
  readonly problem: StoredProblem | null;
  readonly confirmed_at: Date | null;
  readonly run_id: string;
}

/** What became of each person of a sync, to be looked at. */
@Injectable()
export class DeliveryRowRepository {
  /** In the order of the profiles. */
  async page(
    sql: Sql,
    syncId: string,
    state: RowState,
    { after, limit }: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly DeliveryRow[]> {
    const isAfter =
      after === undefined ? Prisma.empty : Prisma.sql`AND profile_id > ${after}::uuid`;
    const rows = await sql.$queryRaw<StoredRow[]>`
      SELECT profile_id, confirmed, wanted, address, problem, confirmed_at, run_id FROM delivery
      WHERE sync_id = ${syncId} AND ${isIn(state)} ${isAfter}
      ORDER BY profile_id LIMIT ${limit}`;
    return rows.map(toRow);
  }

  async tally(sql: Sql, syncId: string): Promise<DeliveryTally> {
    const [row] = await sql.$queryRaw<[Record<RowState, bigint>]>`
      SELECT count(*) FILTER (WHERE confirmed IS NOT NULL) AS delivered,
             count(*) FILTER (WHERE problem ->> 'status' = 'failed') AS failed,
             count(*) FILTER (WHERE problem ->> 'status' = 'skipped') AS skipped
      FROM delivery WHERE sync_id = ${syncId}`;
    const { delivered, failed, skipped } = row;
    return { delivered: Number(delivered), failed: Number(failed), skipped: Number(skipped) };
  }

  /**
   * Makes the next run try these again, as if it were for the first time. What is on its way stays as it is.
   *
   * @param profileIds all of them where undefined
   * @returns how many
   */
  async retry(
    sql: Sql,
    syncId: string,
    state: 'failed' | 'skipped',
    profileIds?: readonly string[],
  ): Promise<number> {
    const isMeant = profileIds
      ? Prisma.sql`AND profile_id = ANY(${[...profileIds]}::uuid[])`
      : Prisma.empty;
    const isOpen = Prisma.sql`sync_id = ${syncId} AND sending IS NULL AND ${isIn(state)} ${isMeant}`;
    const known = await sql.$executeRaw`
      UPDATE delivery SET problem = NULL, wanted = NULL WHERE ${isOpen} AND confirmed IS NOT NULL`;
    const unknown = await sql.$executeRaw`
      DELETE FROM delivery WHERE ${isOpen} AND confirmed IS NULL`;
    return known + unknown;
  }
}

/** As the index of problems has it. */
const isIn = (state: RowState): Prisma.Sql =>
  state === 'delivered'
    ? Prisma.sql`confirmed IS NOT NULL`
    : Prisma.sql`problem IS NOT NULL AND problem ->> 'status' = ${state}`;

function toRow(row: StoredRow): DeliveryRow {
  const { wanted, confirmed, problem } = row;
  const member = (problem ? wanted : confirmed) ?? confirmed ?? wanted;
  return {
    profileId: row.profile_id,
    address:
      row.address ??
      member?.email ??
      member?.phone ??
      member?.userId ??
      member?.anonymousId ??
      null,
    fields: member?.fields ?? {},
    op: problem?.op ?? null,
    code: problem?.code ?? null,
    message: problem?.message ?? null,
    attempts: problem?.attempts ?? 0,
    confirmedAt: row.confirmed_at,
    runId: row.run_id,
  };
}

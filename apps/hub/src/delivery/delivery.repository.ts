import { Injectable } from '@nestjs/common';
import type { Change, JsonObject, Member } from '@segue/sdk';
import { Prisma, type Sql } from '../database/database.js';
import {
  addressOf,
  type Outcome,
  type PendingChange,
  type StoredProblem,
  type SyncTarget,
} from './delivery.js';
import {
  among,
  D_ID,
  differs,
  from,
  IS_LEAVING,
  isSkipped,
  leaving,
  M_ID,
  objectOf,
  P_ID,
  toMember,
  wantedOf,
  type Among,
  type StoredMember,
} from './wanted-member.js';

interface ChangeRow {
  readonly profile_id: string;
  readonly wanted: StoredMember | null;
  readonly confirmed: StoredMember | null;
  readonly external_id: string | null;
  readonly problem: StoredProblem | null;
  /** What was being sent when its answer got lost, and as whom; null when nothing is. */
  readonly sending: Change['op'] | null;
  readonly in_flight: StoredMember | null;
  readonly traits: JsonObject | null;
}

export interface PageOf {
  /** Only profiles after this one. */
  readonly after?: string;
  readonly limit: number;
  readonly among?: Among;
}

/** The difference between a segment and what its audience is known to hold. */
@Injectable()
export class DeliveryRepository {
  /** Members to remove, in the order of their ids. */
  async leaves(
    sql: Sql,
    target: SyncTarget,
    { after, limit, among: who }: PageOf,
  ): Promise<readonly PendingChange[]> {
    const rows = await sql.$queryRaw<ChangeRow[]>`
      SELECT d.profile_id, d.confirmed, d.external_id, d.problem, ${IN_FLIGHT},
             NULL AS wanted, NULL AS traits
      FROM ${leaving(target, after, who)}
      WHERE ${IS_LEAVING}
      ORDER BY d.profile_id LIMIT ${limit}`;
    return rows.map((row) => toChange(row, target));
  }

  /** Members to add or to change, in the order of their ids. */
  async joinsAndUpdates(
    sql: Sql,
    target: SyncTarget,
    { after, limit, among: who = 'everybody' }: PageOf,
  ): Promise<readonly PendingChange[]> {
    const { syncId, segmentId, traits } = target;
    const rows = await sql.$queryRaw<ChangeRow[]>`
      SELECT m.profile_id, ${wantedOf(target)} AS wanted, d.confirmed, d.external_id, d.problem,
             ${IN_FLIGHT}, ${objectOf(traits)} AS traits
      FROM membership m ${among(who, M_ID, target, after)}
      JOIN profile p ON p.profile_id = m.profile_id ${from(P_ID, after)}
      LEFT JOIN delivery d ON d.profile_id = m.profile_id AND d.sync_id = ${syncId} ${from(D_ID, after)}
      WHERE m.segment_id = ${segmentId} ${from(M_ID, after)}
        AND ${differs(target)} AND NOT ${isSkipped(target)}
      ORDER BY m.profile_id LIMIT ${limit}`;
    return rows.map((row) => toChange(row, target));
  }

  /** Members that an earlier run left out on purpose and that have not changed since. */
  async skipped(
    sql: Sql,
    target: SyncTarget,
    { after, limit, among: who = 'everybody' }: PageOf,
  ): Promise<readonly (PendingChange & { readonly problem: StoredProblem })[]> {
    const { syncId, segmentId } = target;
    const rows = await sql.$queryRaw<(ChangeRow & { problem: StoredProblem })[]>`
      SELECT m.profile_id, d.wanted, d.confirmed, d.external_id, d.problem, ${IN_FLIGHT},
             NULL AS traits
      FROM membership m ${among(who, M_ID, target, after)}
      JOIN profile p ON p.profile_id = m.profile_id ${from(P_ID, after)}
      JOIN delivery d ON d.profile_id = m.profile_id AND d.sync_id = ${syncId} ${from(D_ID, after)}
      WHERE m.segment_id = ${segmentId} ${from(M_ID, after)} AND ${isSkipped(target)}
        AND ${differs(target)}
      ORDER BY m.profile_id LIMIT ${limit}`;
    return rows.map((row) => ({ ...toChange(row, target), problem: row.problem }));
  }

  /** Members as they should be, in the order of their ids. */
  async members(
    sql: Sql,
    target: SyncTarget,
    { after, limit }: PageOf,
  ): Promise<readonly Member[]> {
    const rows = await sql.$queryRaw<{ profile_id: string; wanted: StoredMember }[]>`
      SELECT m.profile_id, ${wantedOf(target)} AS wanted
      FROM membership m JOIN profile p ON p.profile_id = m.profile_id ${from(P_ID, after)}
      WHERE m.segment_id = ${target.segmentId} ${from(M_ID, after)}
      ORDER BY m.profile_id LIMIT ${limit}`;
    return rows.map(({ profile_id, wanted }) => toMember(profile_id, wanted));
  }

  /** Forgets attempts for people who are neither members nor in the audience. */
  async forgetFormerAttempts(sql: Sql, { syncId, segmentId }: SyncTarget): Promise<void> {
    await sql.$executeRaw`
      DELETE FROM delivery d WHERE d.sync_id = ${syncId} AND d.confirmed IS NULL AND d.sending IS NULL
        AND NOT EXISTS (
          SELECT 1 FROM membership m
          WHERE m.profile_id = d.profile_id AND m.segment_id = ${segmentId})`;
  }

  /**
   * Notes what is about to be sent. Until its answer is stored, nobody knows what the audience holds: whatever the person is by
   * then, such a row differs and is sent again.
   */
  async mark(
    sql: Sql,
    { syncId }: SyncTarget,
    runId: string,
    changes: readonly Change[],
  ): Promise<void> {
    const rows = changes.map(({ op, before, after }) => ({
      p: (after ?? before)!.profileId,
      o: op,
      w: after ? toStored(after) : null,
    }));
    await sql.$executeRaw`
      INSERT INTO delivery (profile_id, sync_id, wanted, sending, run_id)
      SELECT p, ${syncId}, w, o, ${runId}::uuid
      FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(p uuid, w jsonb, o text)
      ON CONFLICT (profile_id, sync_id) DO UPDATE SET
        wanted = coalesce(excluded.wanted, delivery.wanted), sending = excluded.sending,
        run_id = excluded.run_id`;
  }

  /** These were certainly not sent after all. */
  async unmark(sql: Sql, { syncId }: SyncTarget, profileIds: readonly string[]): Promise<void> {
    if (profileIds.length === 0) return;
    await sql.$executeRaw`
      UPDATE delivery SET sending = NULL
      WHERE sync_id = ${syncId} AND profile_id = ANY(${profileIds}::uuid[])`;
  }

  /** Stores what became of each change. */
  async save(
    sql: Sql,
    { syncId, identifiers }: SyncTarget,
    runId: string,
    outcomes: readonly (Outcome & { readonly attempts: number })[],
    at: Date,
  ): Promise<void> {
    const gone = outcomes.filter(({ change, status }) => change.op === 'leave' && status === 'ok');
    if (gone.length > 0) {
      await sql.$executeRaw`
        DELETE FROM delivery WHERE sync_id = ${syncId}
          AND profile_id = ANY(${gone.map(({ change }) => change.before!.profileId)}::uuid[])`;
    }
    const confirmed = outcomes.flatMap((outcome) => {
      const { change, status } = outcome;
      if (status !== 'ok' || !change.after) return [];
      const externalId = outcome.externalId ?? change.before?.externalId ?? null;
      const address = addressOf(change.after, identifiers) ?? null;
      return [{ p: change.after.profileId, m: toStored(change.after), e: externalId, a: address }];
    });
    if (confirmed.length > 0) {
      await sql.$executeRaw`
        INSERT INTO delivery (profile_id, sync_id, confirmed, confirmed_at, address, external_id, run_id)
        SELECT p, ${syncId}, m, ${at}, a, e, ${runId}::uuid
        FROM json_to_recordset(${JSON.stringify(confirmed)}::json) AS r(p uuid, m jsonb, e text, a text)
        ON CONFLICT (profile_id, sync_id) DO UPDATE SET
          confirmed = excluded.confirmed, confirmed_at = excluded.confirmed_at,
          address = excluded.address, external_id = excluded.external_id, run_id = excluded.run_id,
          problem = NULL, wanted = NULL, sending = NULL`;
    }
    const problems = outcomes.flatMap((outcome) => {
      if (outcome.status === 'ok') return [];
      const { change, status, code, message, attempts } = outcome;
      const problem: StoredProblem = { status, op: change.op, code, message, attempts };
      const wanted = change.after ? toStored(change.after) : null;
      const isUncertain = outcome.isUncertain ?? false;
      const p = (change.after ?? change.before)!.profileId;
      return [{ p, x: problem, w: wanted, u: isUncertain }];
    });
    if (problems.length > 0) {
      await sql.$executeRaw`
        WITH rows AS (
          SELECT * FROM json_to_recordset(${JSON.stringify(problems)}::json)
            AS r(p uuid, x jsonb, w jsonb, u boolean)),
        uncertain AS (
          UPDATE delivery d SET problem = rows.x, run_id = ${runId}::uuid FROM rows
          WHERE rows.u AND d.profile_id = rows.p AND d.sync_id = ${syncId})
        INSERT INTO delivery (profile_id, sync_id, problem, wanted, run_id)
        SELECT p, ${syncId}, x, w, ${runId}::uuid FROM rows WHERE NOT u
        ON CONFLICT (profile_id, sync_id) DO UPDATE SET
          problem = excluded.problem, wanted = excluded.wanted, sending = NULL,
          run_id = excluded.run_id`;
    }
  }

  async forgetAll(sql: Sql, syncId: string): Promise<void> {
    await sql.delivery.deleteMany({ where: { syncId } });
    await sql.sync.update({ where: { id: syncId }, data: { comparedWith: Prisma.DbNull } });
  }
}

const IN_FLIGHT = Prisma.sql`d.sending, CASE WHEN d.sending IS NOT NULL THEN d.wanted END AS in_flight`;

function toChange(row: ChangeRow, { syncId, identifiers }: SyncTarget): PendingChange {
  const { profile_id: profileId, wanted, confirmed, external_id, problem, traits } = row;
  const { sending, in_flight: inFlight } = row;
  const held = confirmed ?? inFlight;
  // After a lost join or leave the member may be there or not: a join makes sure, an update would take it for granted.
  const isOpen = sending === 'join' || sending === 'leave';
  const isSame = held && wanted && addressOf(held, identifiers) === addressOf(wanted, identifiers);
  const isJoin = held === null || (isOpen && isSame === true);
  const op = wanted === null ? 'leave' : isJoin ? 'join' : 'update';
  const externalId = external_id === null ? {} : { externalId: external_id };
  const change: Change = {
    id: `${syncId}:${profileId}`,
    op,
    ...(held && op !== 'join' ? { before: { ...toMember(profileId, held), ...externalId } } : {}),
    ...(wanted ? { after: toMember(profileId, wanted) } : {}),
    traits: traits ?? {},
  };
  return { change, attempts: problem?.attempts ?? 0 };
}

const toStored = (member: Member & { readonly externalId?: string }): StoredMember => {
  const { profileId: _profileId, externalId: _externalId, ...stored } = member;
  return stored;
};

import { Injectable } from '@nestjs/common';
import type { Change, JsonObject, Member, MemberIdentifier } from '@segue/sdk';
import { Prisma, type Sql } from '../database/database.js';
import {
  addressOf,
  type DeliveryCounts,
  type Outcome,
  type PendingChange,
  type StoredProblem,
  type SyncTarget,
} from './delivery.js';

const COLUMN: Record<MemberIdentifier, Prisma.Sql> = {
  email: Prisma.sql`p.email`,
  phone: Prisma.sql`p.phone`,
  userId: Prisma.sql`p.user_id`,
  anonymousId: Prisma.sql`p.anonymous_id`,
};

interface StoredMember {
  readonly email?: string;
  readonly phone?: string;
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly fields: JsonObject;
}

interface ChangeRow {
  readonly profile_id: string;
  readonly wanted: StoredMember | null;
  readonly confirmed: StoredMember | null;
  readonly external_id: string | null;
  readonly problem: StoredProblem | null;
  readonly traits: JsonObject | null;
}

export interface PageOf {
  /** Only profiles after this one. */
  readonly after?: string;
  readonly limit: number;
}

/** The difference between a segment and what its audience is known to hold. */
@Injectable()
export class DeliveryRepository {
  async counts(sql: Sql, target: SyncTarget): Promise<DeliveryCounts> {
    const { syncId, segmentId } = target;
    const [row] = await sql.$queryRaw<[Record<keyof DeliveryCounts, bigint>]>`
      WITH members AS (
        SELECT (d.confirmed IS NULL) AS is_new,
               d.confirmed IS DISTINCT FROM ${wantedOf(target)} AS differs,
               coalesce(${isSkipped(target)}, FALSE) AS skipped
        FROM membership m JOIN profile p ON p.profile_id = m.profile_id
        LEFT JOIN delivery d ON d.profile_id = m.profile_id AND d.sync_id = ${syncId}
        WHERE m.segment_id = ${segmentId})
      SELECT count(*) AS size,
             count(*) FILTER (WHERE is_new AND NOT skipped) AS joins,
             count(*) FILTER (WHERE NOT is_new AND differs AND NOT skipped) AS updates,
             count(*) FILTER (WHERE differs AND skipped) AS skipped,
             (SELECT count(*) FROM delivery d WHERE d.sync_id = ${syncId} AND d.confirmed IS NOT NULL)
               AS confirmed,
             (SELECT count(*) FROM ${leaving(target)} WHERE ${IS_LEAVING}) AS leaves
      FROM members`;
    return {
      size: Number(row.size),
      joins: Number(row.joins),
      updates: Number(row.updates),
      skipped: Number(row.skipped),
      confirmed: Number(row.confirmed),
      leaves: Number(row.leaves),
    };
  }

  /** Members to remove, in the order of their ids. */
  async leaves(
    sql: Sql,
    target: SyncTarget,
    { after, limit }: PageOf,
  ): Promise<readonly PendingChange[]> {
    const rows = await sql.$queryRaw<ChangeRow[]>`
      SELECT d.profile_id, d.confirmed, d.external_id, d.problem, NULL AS wanted, NULL AS traits
      FROM ${leaving(target)}
      WHERE ${IS_LEAVING} ${from(Prisma.sql`d.profile_id`, after)}
      ORDER BY d.profile_id LIMIT ${limit}`;
    return rows.map((row) => toChange(row, target.syncId));
  }

  /** Members to add or to change, in the order of their ids. */
  async joinsAndUpdates(
    sql: Sql,
    target: SyncTarget,
    { after, limit }: PageOf,
  ): Promise<readonly PendingChange[]> {
    const { syncId, segmentId, traits } = target;
    const rows = await sql.$queryRaw<ChangeRow[]>`
      SELECT m.profile_id, ${wantedOf(target)} AS wanted, d.confirmed, d.external_id, d.problem,
             ${objectOf(traits)} AS traits
      FROM membership m JOIN profile p ON p.profile_id = m.profile_id
      LEFT JOIN delivery d ON d.profile_id = m.profile_id AND d.sync_id = ${syncId}
      WHERE m.segment_id = ${segmentId} ${from(Prisma.sql`m.profile_id`, after)}
        AND d.confirmed IS DISTINCT FROM ${wantedOf(target)}
        AND NOT coalesce(${isSkipped(target)}, FALSE)
      ORDER BY m.profile_id LIMIT ${limit}`;
    return rows.map((row) => toChange(row, syncId));
  }

  /** Members that an earlier run left out on purpose and that have not changed since. */
  async skipped(
    sql: Sql,
    target: SyncTarget,
    { after, limit }: PageOf,
  ): Promise<readonly (PendingChange & { readonly problem: StoredProblem })[]> {
    const { syncId, segmentId } = target;
    const rows = await sql.$queryRaw<(ChangeRow & { problem: StoredProblem })[]>`
      SELECT m.profile_id, d.wanted, d.confirmed, d.external_id, d.problem, NULL AS traits
      FROM membership m JOIN profile p ON p.profile_id = m.profile_id
      JOIN delivery d ON d.profile_id = m.profile_id AND d.sync_id = ${syncId}
      WHERE m.segment_id = ${segmentId} ${from(Prisma.sql`m.profile_id`, after)} AND ${isSkipped(target)}
        AND d.confirmed IS DISTINCT FROM ${wantedOf(target)}
      ORDER BY m.profile_id LIMIT ${limit}`;
    return rows.map((row) => ({ ...toChange(row, syncId), problem: row.problem }));
  }

  /** Members as they should be, in the order of their ids. */
  async members(
    sql: Sql,
    target: SyncTarget,
    { after, limit }: PageOf,
  ): Promise<readonly Member[]> {
    const rows = await sql.$queryRaw<{ profile_id: string; wanted: StoredMember }[]>`
      SELECT m.profile_id, ${wantedOf(target)} AS wanted
      FROM membership m JOIN profile p ON p.profile_id = m.profile_id
      WHERE m.segment_id = ${target.segmentId} ${from(Prisma.sql`m.profile_id`, after)}
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

  /** Which of these addresses another profile holds in the same audience: its member must stay there. */
  async sharedAddresses(
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
      WHERE d.sync_id = ${syncId} AND d.confirmed IS NOT NULL
        AND NOT d.profile_id = ANY(${leaving.map(({ profileId }) => profileId)}::uuid[])`;
    return new Set(rows.map(({ address }) => address));
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
      return [{ p: (change.after ?? change.before)!.profileId, x: problem, w: wanted }];
    });
    if (problems.length > 0) {
      await sql.$executeRaw`
        INSERT INTO delivery (profile_id, sync_id, problem, wanted, run_id)
        SELECT p, ${syncId}, x, w, ${runId}::uuid
        FROM json_to_recordset(${JSON.stringify(problems)}::json) AS r(p uuid, x jsonb, w jsonb)
        ON CONFLICT (profile_id, sync_id) DO UPDATE SET
          problem = excluded.problem, wanted = excluded.wanted, run_id = excluded.run_id`;
    }
  }

  // ── Notifications: the whole difference of a run is told at once ──────────────────────────────────────────────────────

  /** Marks the rows that a notification is about, before it is sent: what it tells is then fixed, come what may. */
  async stage(sql: Sql, target: SyncTarget, runId: string): Promise<void> {
    const { syncId, segmentId, identifiers } = target;
    const address = Prisma.sql`coalesce(${Prisma.join(identifiers.map((type) => COLUMN[type]))})`;
    await sql.$executeRaw`
      INSERT INTO delivery (profile_id, sync_id, wanted, address, sending, run_id)
      SELECT m.profile_id, ${syncId}, ${wantedOf(target)}, ${address},
             CASE WHEN d.confirmed IS NULL THEN 'join' ELSE 'update' END, ${runId}::uuid
      FROM membership m JOIN profile p ON p.profile_id = m.profile_id
      LEFT JOIN delivery d ON d.profile_id = m.profile_id AND d.sync_id = ${syncId}
      WHERE m.segment_id = ${segmentId} AND d.confirmed IS DISTINCT FROM ${wantedOf(target)}
      ON CONFLICT (profile_id, sync_id) DO UPDATE SET
        wanted = excluded.wanted, address = excluded.address, sending = excluded.sending,
        run_id = excluded.run_id`;
    await sql.$executeRaw`
      UPDATE delivery SET sending = 'leave', run_id = ${runId}::uuid
      WHERE (profile_id, sync_id) IN (SELECT d.profile_id, d.sync_id FROM ${leaving(target)}
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

  async forgetAll(sql: Sql, syncId: string): Promise<void> {
    await sql.delivery.deleteMany({ where: { syncId } });
  }
}

/** The member as it should be, as JSON. Only what the destination holds: nothing else makes an update. */
function wantedOf({ identifiers, fields }: SyncTarget): Prisma.Sql {
  const names = identifiers.map((type) => Prisma.sql`${type}::text, ${COLUMN[type]}`);
  return Prisma.sql`(jsonb_strip_nulls(jsonb_build_object(${Prisma.join(names)}))
    || jsonb_build_object('fields', ${objectOf(fields)}))`;
}

function objectOf(values: SyncTarget['fields']): Prisma.Sql {
  if (values.length === 0) return Prisma.sql`'{}'::jsonb`;
  const pairs = values.map(({ name, path }) => {
    const [first] = path;
    return path.length === 1
      ? Prisma.sql`${name}::text, p.traits -> ${first}::text`
      : Prisma.sql`${name}::text, segue_path(p.traits, ${path}::text[])`;
  });
  return Prisma.sql`jsonb_build_object(${Prisma.join(pairs)})`;
}

/** Left out on purpose, when the member was to be as it is now. */
const isSkipped = (target: SyncTarget): Prisma.Sql =>
  Prisma.sql`(d.problem ->> 'status' = 'skipped' AND d.wanted = ${wantedOf(target)})`;

const leaving = ({ syncId, segmentId }: SyncTarget): Prisma.Sql => Prisma.sql`
  (SELECT d.*, p.profile_id AS live_id, m.profile_id AS member_id FROM delivery d
   LEFT JOIN membership m ON m.profile_id = d.profile_id AND m.segment_id = ${segmentId}
   LEFT JOIN profile p ON p.profile_id = d.profile_id
   WHERE d.sync_id = ${syncId}) d`;

/** In the audience, but no member (any more), or no profile: merged away or erased. */
const IS_LEAVING = Prisma.sql`d.confirmed IS NOT NULL AND (d.member_id IS NULL OR d.live_id IS NULL)
  AND NOT coalesce(d.problem ->> 'status' = 'skipped' AND d.problem ->> 'op' = 'leave', FALSE)`;

const from = (column: Prisma.Sql, after: string | undefined): Prisma.Sql =>
  after === undefined ? Prisma.empty : Prisma.sql`AND ${column} > ${after}::uuid`;

function toChange(row: ChangeRow, syncId: string): PendingChange {
  const { profile_id: profileId, wanted, confirmed, external_id, problem, traits } = row;
  const op = wanted === null ? 'leave' : confirmed === null ? 'join' : 'update';
  const externalId = external_id === null ? {} : { externalId: external_id };
  const change: Change = {
    id: `${syncId}:${profileId}`,
    op,
    ...(confirmed ? { before: { ...toMember(profileId, confirmed), ...externalId } } : {}),
    ...(wanted ? { after: toMember(profileId, wanted) } : {}),
    traits: traits ?? {},
  };
  return { change, attempts: problem?.attempts ?? 0 };
}

const toMember = (profileId: string, stored: StoredMember): Member => ({ profileId, ...stored });

const toStored = (member: Member & { readonly externalId?: string }): StoredMember => {
  const { profileId: _profileId, externalId: _externalId, ...stored } = member;
  return stored;
};

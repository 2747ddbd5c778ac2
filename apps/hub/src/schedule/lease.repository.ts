import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, Prisma, type Sql } from '../database/database.js';

/** Without a sign of life for this long, a lease is free for others to take. */
export const LEASE_MS = 30_000;

export type WorkKind = 'pull' | 'evaluate' | 'sync';

export interface WorkItem {
  readonly kind: WorkKind;
  readonly target: string;
}

export interface Lease extends WorkItem {
  readonly token: string;
  /** When the work was due; null when it was asked for. */
  readonly dueAt: Date | null;
}

/** Another process took the work over: whatever this one still has in hand must not be written. */
export class LeaseLostError extends Error {
  readonly code = 'LEASE_LOST';
  constructor({ kind, target }: WorkItem) {
    super(`the lease of ${kind} ${target} was lost to another process`);
    this.name = 'LeaseLostError';
  }
}

const UNTIL = Prisma.sql`clock_timestamp() + make_interval(secs => ${LEASE_MS / 1000}::float8)`;
const IS_FREE = Prisma.sql`(lease_until IS NULL OR lease_until < clock_timestamp())`;

/** Hands out work by the database, so that any number of hub processes may run. All times are the database's. */
@Injectable()
export class LeaseRepository {
  constructor(private readonly database: Database) {}

  /** One piece of work that is due and free, or undefined. */
  async takeDue(kinds: readonly WorkKind[]): Promise<Lease | undefined> {
    const token = randomUUID();
    const [row] = await this.database.prisma.$queryRaw<(WorkItem & { next_at: Date })[]>`
      UPDATE work SET lease_token = ${token}::uuid, lease_until = ${UNTIL}
      WHERE (kind, target) IN (
        SELECT kind, target FROM work
        WHERE is_active AND kind = ANY(${kinds}::text[]) AND next_at <= clock_timestamp() AND ${IS_FREE}
        ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING kind, target, next_at`;
    return row && { kind: row.kind, target: row.target, dueAt: row.next_at, token };
  }

  /** This piece of work, or undefined while somebody else has it. */
  async take({ kind, target }: WorkItem): Promise<Lease | undefined> {
    const token = randomUUID();
    const taken = await this.database.prisma.$executeRaw`
      UPDATE work SET lease_token = ${token}::uuid, lease_until = ${UNTIL}
      WHERE kind = ${kind} AND target = ${target} AND ${IS_FREE}`;
    return taken === 1 ? { kind, target, dueAt: null, token } : undefined;
  }

  /** Proves, inside the transaction that writes, that the lease is still held, and prolongs it. @throws LeaseLostError */
  async fence(sql: Sql, lease: Lease): Promise<void> {
    const held = await sql.$executeRaw`
      UPDATE work SET lease_until = ${UNTIL}
      WHERE kind = ${lease.kind} AND target = ${lease.target} AND lease_token = ${lease.token}::uuid`;
    if (held !== 1) throw new LeaseLostError(lease);
  }

  /** Gives the work back. `nextAt` undefined leaves the schedule as it is. */
  async release(lease: Lease, nextAt: Date | null | undefined): Promise<void> {
    const next = nextAt === undefined ? Prisma.sql`next_at` : Prisma.sql`${nextAt}::timestamptz`;
    await this.database.prisma.$executeRaw`
      UPDATE work SET lease_token = NULL, lease_until = NULL, next_at = ${next}
      WHERE kind = ${lease.kind} AND target = ${lease.target} AND lease_token = ${lease.token}::uuid`;
  }

  /** Makes work due at once. */
  async request(sql: Sql, { kind, target }: WorkItem): Promise<void> {
    await sql.$executeRaw`
      UPDATE work SET next_at = least(next_at, clock_timestamp())
      WHERE kind = ${kind} AND target = ${target} AND is_active`;
  }
}

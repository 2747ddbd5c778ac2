import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { ConfigError } from '@segue/sdk';
import { Database, Prisma, type Sql } from '../database/database.js';

/** Injects how long a lease holds without a sign of life, in ms: after that it is free for others to take. */
export const LEASE_MS = Symbol('LEASE_MS');
const DEFAULT_LEASE_MS = 30_000;
const SHORTEST_LEASE_MS = 1_000;

/** `SEGUE_LEASE_MS`, or 30 s. @throws ConfigError when it is no number of at least 1000 */
export function leaseMsFrom(env: Readonly<Record<string, string | undefined>>): number {
  const text = env['SEGUE_LEASE_MS'];
  if (!text) return DEFAULT_LEASE_MS;
  const ms = Number(text);
  if (ms >= SHORTEST_LEASE_MS) return ms;
  throw new ConfigError(`SEGUE_LEASE_MS must be milliseconds, at least ${SHORTEST_LEASE_MS}`);
}

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
  constructor(readonly item: WorkItem) {
    super(`the lease of ${item.kind} ${item.target} was lost to another process`);
    this.name = 'LeaseLostError';
  }
}

const IS_FREE = Prisma.sql`(lease_until IS NULL OR lease_until < clock_timestamp())`;

/** Hands out work by the database, so that any number of hub processes may run. All times are the database's. */
@Injectable()
export class LeaseRepository {
  private readonly until: Prisma.Sql;

  constructor(
    private readonly database: Database,
    @Optional() @Inject(LEASE_MS) readonly leaseMs: number = DEFAULT_LEASE_MS,
  ) {
    this.until = Prisma.sql`clock_timestamp() + make_interval(secs => ${leaseMs / 1000}::float8)`;
  }

  /** One piece of work that is due and free, or undefined. */
  async takeDue(kinds: readonly WorkKind[]): Promise<Lease | undefined> {
    const token = randomUUID();
    const [row] = await this.database.prisma.$queryRaw<(WorkItem & { next_at: Date })[]>`
      UPDATE work SET lease_token = ${token}::uuid, lease_until = ${this.until}
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
      UPDATE work SET lease_token = ${token}::uuid, lease_until = ${this.until}
      WHERE kind = ${kind} AND target = ${target} AND ${IS_FREE}`;
    return taken === 1 ? { kind, target, dueAt: null, token } : undefined;
  }

  /** Whether somebody does this work now. */
  async isHeld({ kind, target }: WorkItem): Promise<boolean> {
    const [row] = await this.database.prisma.$queryRaw<[{ held: boolean }]>`
      SELECT EXISTS (SELECT 1 FROM work WHERE kind = ${kind} AND target = ${target}
                       AND NOT ${IS_FREE}) AS held`;
    return row.held;
  }

  /** Proves, inside the transaction that writes, that the lease is still held, and prolongs it. @throws LeaseLostError */
  async fence(sql: Sql, lease: Lease): Promise<void> {
    const held = await sql.$executeRaw`
      UPDATE work SET lease_until = ${this.until}
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

  /** Frees all leases, for a process that knows that it is the only one: whoever held them is gone. */
  async freeAll(): Promise<void> {
    await this.database.prisma.$executeRaw`
      UPDATE work SET lease_token = NULL, lease_until = NULL WHERE lease_token IS NOT NULL`;
  }

  /** Makes work due at once. */
  async request(sql: Sql, { kind, target }: WorkItem): Promise<void> {
    await sql.$executeRaw`
      UPDATE work SET next_at = least(next_at, clock_timestamp())
      WHERE kind = ${kind} AND target = ${target} AND is_active`;
  }
}

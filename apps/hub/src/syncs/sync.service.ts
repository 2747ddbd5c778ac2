import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import {
  ContractError,
  type AnyAudienceDestination,
  type Change,
  type ConnectorError,
  type Context,
  type Skip,
} from '@segue/sdk';
import { Database, type Sql } from '../database/database.js';
import { ConnectionContexts } from '../connections/connection-contexts.js';
import {
  addressOf,
  checkGuards,
  type DeliveryCounts,
  type Outcome,
  type PendingChange,
  type SyncTarget,
} from '../delivery/delivery.js';
import { AddressRepository } from '../delivery/address.repository.js';
import { DeliveryRepository } from '../delivery/delivery.repository.js';
import { sendChanges } from '../delivery/send-changes.js';
import { trackUncertain } from '../delivery/track-uncertain.js';
import { Clock } from '../runtime/clock.js';
import { HubConfig } from '../runtime/hub-config.js';
import { withRetries } from '../runtime/retry.js';
import { RunRepository } from '../runs/run.repository.js';
import type { RunRecord } from '../runs/run.js';
import { LeaseRepository, type Lease } from '../schedule/lease.repository.js';
import { NotificationService } from './notification.service.js';
import { BlockedError, SegmentNotReadyError } from './sync-errors.js';
import { defineSync, type SyncDefinition } from './sync-definition.js';

/** Attempts to find or make the audience. */
const MOST_ATTEMPTS = 5;

export interface SyncRun {
  readonly runId: string;
  readonly lease: Lease;
  /** Asks the run to end after the batch in hand. */
  readonly signal: AbortSignal;
  /** Nothing that is sent from now on counts: requests are cut. */
  readonly lost: AbortSignal;
  /** Somebody looked at what the guards blocked, and wants it sent. */
  readonly isApproved?: boolean;
}

/** A change, and what is known of it before it is sent. */
interface Prepared {
  readonly change: Change;
  readonly attempts: number;
  /** Not sent (join), or sent as a leave (update): the destination cannot hold the person as they are now. */
  readonly skip?: Skip;
}

/** Makes one audience equal to one segment: sends the difference between what should be and what is confirmed. */
@Injectable()
export class SyncService {
  constructor(
    private readonly database: Database,
    private readonly config: HubConfig,
    private readonly contexts: ConnectionContexts,
    private readonly deliveries: DeliveryRepository,
    private readonly addresses: AddressRepository,
    private readonly notifications: NotificationService,
    private readonly runs: RunRepository,
    private readonly leases: LeaseRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws BlockedError when a guard trips: nothing was sent
   * @throws ConnectorError when the run cannot go on: what was confirmed until then is kept
   */
  async run(syncId: string, run: SyncRun): Promise<void> {
    const sync = defineSync(this.config, syncId);
    const target = await this.prepare(sync, run);
    const counts = await this.deliveries.counts(this.database.prisma, target);
    await this.guard(sync, counts, run);
    if ('notify' in sync.destination) {
      await this.notifications.tell(sync, sync.destination, target, counts, run);
    } else {
      await this.deliver(sync, sync.destination, target, run);
    }
  }

  /** The segment that the sync is of, when it can be pushed. */
  async target(sync: SyncDefinition): Promise<SyncTarget> {
    const segment = await this.database.prisma.segment.findFirst({
      where: { key: sync.segmentKey, isActive: true },
    });
    if (!segment) throw new SegmentNotReadyError(`there is no segment ${sync.segmentKey}`);
    if (segment.error !== null) {
      const { message } = segment.error as { message: string };
      throw new SegmentNotReadyError(`segment ${segment.key} cannot be evaluated: ${message}`);
    }
    if (segment.evaluatedVersion !== segment.version) {
      throw new SegmentNotReadyError(`segment ${segment.key} has not been evaluated yet`);
    }
    return { ...sync.target, segmentId: segment.id };
  }

  private async prepare(sync: SyncDefinition, { runId, lease }: SyncRun): Promise<SyncTarget> {
    const target = await this.target(sync);
    await this.database.transaction(async (sql) => {
      await this.leases.fence(sql, lease);
      const stored = await sql.sync.findUniqueOrThrow({ where: { id: sync.id } });
      if (!isDeepStrictEqual(stored.audience, sync.rawAudience)) {
        await this.deliveries.forgetAll(sql, sync.id);
        await sql.sync.update({
          where: { id: sync.id },
          data: { audience: sync.rawAudience, audienceId: null },
        });
        await this.runs.note(sql, runId, [
          {
            code: 'AUDIENCE_CHANGED',
            message: 'the audience’s settings changed: the former one keeps its members',
          },
        ]);
      }
      await this.deliveries.forgetFormerAttempts(sql, target);
      if ('write' in sync.destination) await this.addresses.handOver(sql, target);
    });
    return target;
  }

  private async guard(
    { guards }: SyncDefinition,
    counts: DeliveryCounts,
    { isApproved, runId }: SyncRun,
  ): Promise<void> {
    const violation = checkGuards(counts, guards);
    if (!violation) return;
    if (!isApproved) throw new BlockedError(violation.message);
    await this.runs.note(this.database.prisma, runId, [
      { code: 'APPROVED', message: `sent although ${violation.message}` },
    ]);
  }

  private async deliver(
    sync: SyncDefinition,
    destination: AnyAudienceDestination,
    target: SyncTarget,
    run: SyncRun,
  ): Promise<void> {
    const context = this.contexts.for(sync.connectionId, destination, run.lost);
    const audienceId = await this.ensureAudience(sync, destination, context, run);
    const read = (page: { after?: string; limit: number }, isLeaving: boolean) =>
      isLeaving
        ? this.deliveries.leaves(this.database.prisma, target, page)
        : this.deliveries.joinsAndUpdates(this.database.prisma, target, page);
    const send = async (pending: readonly PendingChange[]) => {
      const stop = await this.sendPage(
        sync,
        destination,
        context,
        target,
        audienceId,
        pending,
        run,
      );
      if (stop) throw stop;
    };
    // Leaves first: where one person leaves and another joins with the same address, the address must be there in the end.
    for (const isLeaving of [true, false]) {
      let after: string | undefined;
      while (!run.signal.aborted) {
        const page = { limit: destination.limits.rowsPerCall, ...(after ? { after } : {}) };
        const pending = await read(page, isLeaving);
        if (pending.length === 0) break;
        for (const part of splitByBytes(pending, destination.limits.bytesPerCall)) {
          await send(part);
          if (run.signal.aborted) return;
        }
        after = idOf(pending.at(-1)!.change);
      }
    }
  }

  private async ensureAudience(
    sync: SyncDefinition,
    destination: AnyAudienceDestination,
    context: Context<object>,
    { lease, signal }: SyncRun,
  ): Promise<string> {
    const audienceId = await withRetries(() => destination.ensureAudience(context, sync.audience), {
      attempts: MOST_ATTEMPTS,
      signal,
    });
    await this.database.transaction(async (sql) => {
      await this.leases.fence(sql, lease);
      await sql.sync.update({ where: { id: sync.id }, data: { audienceId } });
    });
    return audienceId;
  }

  /** Sends one page and stores what became of it, in one transaction. @returns why the run has to stop */
  private async sendPage(
    sync: SyncDefinition,
    destination: AnyAudienceDestination,
    context: Context<object>,
    target: SyncTarget,
    audienceId: string,
    pending: readonly PendingChange[],
    run: SyncRun,
  ): Promise<ConnectorError | undefined> {
    const prepared = pending.map((entry) => prepareChange(entry, destination, context.settings));
    const shared = await this.sharedAddresses(target, prepared);
    const isStaying = ({ change }: Prepared) =>
      change.op === 'leave' && shared.has(addressOf(change.before, target.identifiers) ?? '');

    const toSend = prepared.filter(
      (entry) => !(entry.skip && entry.change.op === 'join') && !isStaying(entry),
    );
    await this.database.transaction(async (sql) => {
      await this.leases.fence(sql, run.lease);
      await this.deliveries.mark(
        sql,
        target,
        run.runId,
        toSend.map(({ change }) => change),
      );
    });
    const { write, uncertain } = trackUncertain((changes) =>
      destination.write(context, { settings: sync.audience, audienceId }, changes),
    );
    const { outcomes, stop } = await sendChanges(
      {
        write,
        ...(destination.poll
          ? { poll: (job, changes) => destination.poll!(context, job, changes) }
          : {}),
      },
      toSend.map(({ change }) => change),
      run.signal,
    );
    const sent = outcomes.map((outcome) =>
      outcome.status === 'failed' && uncertain.has(outcome.change.id)
        ? { ...outcome, isUncertain: true }
        : outcome,
    );
    const answered = new Set(sent.map(({ change }) => change.id));
    const notSent = toSend.filter(({ change: { id } }) => !answered.has(id) && !uncertain.has(id));
    const attempts = new Map(prepared.map((entry) => [entry.change.id, entry.attempts + 1]));
    const unsent: Outcome[] = prepared.flatMap((entry): Outcome[] => {
      if (isStaying(entry)) return [{ change: entry.change, status: 'ok' }];
      if (entry.skip && entry.change.op === 'join') return [skipped(entry.change, entry.skip)];
      return [];
    });
    // A member who was removed because the destination cannot hold them as they are now: kept as skipped.
    const removed = sent.flatMap((outcome) => {
      const entry = prepared.find(({ change }) => change.id === outcome.change.id);
      if (!entry?.skip || outcome.status !== 'ok') return [];
      const original = pending.find(({ change }) => change.id === outcome.change.id)!.change;
      return [skipped(original, entry.skip)];
    });
    await this.database.transaction(async (sql) => {
      await this.leases.fence(sql, run.lease);
      for (const part of [[...sent, ...unsent], removed]) {
        const counted = part.map((o) => ({ ...o, attempts: attempts.get(o.change.id) ?? 1 }));
        await this.deliveries.save(sql, target, run.runId, counted, this.clock.now());
      }
      await this.deliveries.unmark(
        sql,
        target,
        notSent.map(({ change }) => idOf(change)),
      );
      await this.record(sql, run.runId, sent, [...unsent, ...removed]);
    });
    return stop;
  }

  private sharedAddresses(
    { syncId, identifiers }: SyncTarget,
    prepared: readonly Prepared[],
  ): Promise<ReadonlySet<string>> {
    const leaving = prepared.flatMap(({ change }) => {
      const address = change.op === 'leave' ? addressOf(change.before, identifiers) : undefined;
      return address === undefined ? [] : [{ profileId: idOf(change), address }];
    });
    return this.addresses.shared(this.database.prisma, syncId, leaving);
  }

  private async record(
    sql: Sql,
    runId: string,
    sent: readonly Outcome[],
    unsent: readonly Outcome[],
  ): Promise<void> {
    const outcomes = [...sent, ...unsent];
    const count = (status: Outcome['status'], op?: Change['op']) =>
      outcomes.filter((o) => o.status === status && (op === undefined || o.change.op === op))
        .length;
    await this.runs.count(sql, runId, {
      sent: sent.length,
      confirmed: count('ok'),
      joined: count('ok', 'join'),
      left: count('ok', 'leave'),
      skipped: count('skipped'),
      failed: count('failed'),
    });
    const records = outcomes.flatMap((outcome): RunRecord[] => {
      if (outcome.status === 'ok') return [];
      const { change, status, code, message } = outcome;
      return [
        { outcome: status, code, reason: message, position: change.op, profileId: idOf(change) },
      ];
    });
    await this.runs.keep(sql, runId, records);
  }
}

function prepareChange(
  { change, attempts }: PendingChange,
  destination: AnyAudienceDestination,
  settings: object,
): Prepared {
  const skip = change.op === 'leave' ? undefined : destination.refuse?.(change, settings);
  if (!skip) return { change, attempts };
  if (change.op === 'join') return { change, attempts, skip };
  const { after: _after, ...rest } = change;
  return { change: { ...rest, op: 'leave' }, attempts, skip };
}

const skipped = (change: Change, { code, reason }: Skip): Outcome => ({
  change,
  status: 'skipped',
  code,
  message: reason,
});

const idOf = (change: Change): string => {
  const member = change.after ?? change.before;
  if (!member) throw new ContractError('a change without a member');
  return member.profileId;
};

function* splitByBytes(
  pending: readonly PendingChange[],
  bytesPerCall = Infinity,
): Generator<readonly PendingChange[]> {
  let part: PendingChange[] = [];
  let bytes = 0;
  for (const entry of pending) {
    const size = Buffer.byteLength(JSON.stringify(entry.change));
    if (part.length > 0 && bytes + size > bytesPerCall) {
      yield part;
      [part, bytes] = [[], 0];
    }
    part.push(entry);
    bytes += size;
  }
  if (part.length > 0) yield part;
}

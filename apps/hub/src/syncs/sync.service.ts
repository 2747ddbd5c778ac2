import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { type AnyAudienceDestination, type Context } from '@segue/sdk';
import { Database } from '../database/database.js';
import { ConnectionContexts } from '../connections/connection-contexts.js';
import {
  checkGuards,
  type DeliveryCounts,
  type PendingChange,
  type SyncTarget,
} from '../delivery/delivery.js';
import { AddressRepository } from '../delivery/address.repository.js';
import { DeliveryRowRepository } from '../delivery/delivery-row.repository.js';
import { DeliveryCountRepository } from '../delivery/delivery-count.repository.js';
import { DeliveryRepository, type PageOf } from '../delivery/delivery.repository.js';
import type { Among } from '../delivery/wanted-member.js';
import { HubConfig } from '../runtime/hub-config.js';
import { withRetries } from '../runtime/retry.js';
import { RunRepository } from '../runs/run.repository.js';
import { LeaseRepository } from '../schedule/lease.repository.js';
import { BatchSender, idOf, type SyncRun } from './batch-sender.service.js';
import { NotificationService } from './notification.service.js';
import { BlockedError, SegmentNotReadyError } from './sync-errors.js';
import { defineSync, type SyncDefinition } from './sync-definition.js';
import { UnsettledService } from './unsettled.service.js';

/** Attempts to find or make the audience. */
const MOST_ATTEMPTS = 5;

/** Makes one audience equal to one segment: sends the difference between what should be and what is confirmed. */
@Injectable()
export class SyncService {
  constructor(
    private readonly database: Database,
    private readonly config: HubConfig,
    private readonly contexts: ConnectionContexts,
    private readonly counts: DeliveryCountRepository,
    private readonly deliveries: DeliveryRepository,
    private readonly addresses: AddressRepository,
    private readonly rows: DeliveryRowRepository,
    private readonly unsettled: UnsettledService,
    private readonly sender: BatchSender,
    private readonly notifications: NotificationService,
    private readonly runs: RunRepository,
    private readonly leases: LeaseRepository,
  ) {}

  /**
   * @throws BlockedError when a guard trips: nothing was sent
   * @throws ConnectorError when the run cannot go on: what was confirmed until then is kept
   */
  async run(syncId: string, run: SyncRun): Promise<void> {
    const sync = defineSync(this.config, syncId);
    const target = await this.prepare(sync, run);
    await this.compare(target, run);
    const counts = await this.counts.of(target);
    await this.guard(sync, counts, run);
    const changes = counts.joins + counts.updates + counts.leaves;
    await this.runs.expect(this.database.prisma, run.runId, changes);
    try {
      if ('notify' in sync.destination) {
        await this.notifications.tell(sync, sync.destination, target, counts, run);
      } else {
        await this.deliver(sync, sync.destination, target, counts.among, run);
      }
    } finally {
      await this.keepTally(syncId);
      await this.unsettled.prune(target);
    }
  }

  /** Everybody, although who may differ is known: what is sent must not hang on every change having been noted. */
  private async compare(target: SyncTarget, { runId }: SyncRun): Promise<void> {
    const unnoted = await this.unsettled.complete(target);
    if (unnoted === 0) return;
    const message = `people who differed and whom no plan had shown: ${unnoted}; please report this`;
    await this.runs.note(this.database.prisma, runId, [{ code: 'CHANGES_NOT_NOTED', message }]);
  }

  private async keepTally(id: string): Promise<void> {
    const tally = { ...(await this.rows.tally(this.database.prisma, id)) };
    await this.database.prisma.sync.update({ where: { id }, data: { tally } });
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
    among: Among,
    run: SyncRun,
  ): Promise<void> {
    const context = this.contexts.for(sync.connectionId, destination, run.lost);
    const audienceId = await this.ensureAudience(sync, destination, context, run);
    const read = (page: PageOf, isLeaving: boolean) =>
      isLeaving
        ? this.deliveries.leaves(this.database.prisma, target, page)
        : this.deliveries.joinsAndUpdates(this.database.prisma, target, page);
    const audience = { destination, context, audience: sync.audience, audienceId, target };
    const send = async (pending: readonly PendingChange[]) => {
      const stop = await this.sender.send(audience, pending, run);
      if (stop) throw stop;
    };
    // Leaves first: where one person leaves and another joins with the same address, the address must be there in the end.
    for (const isLeaving of [true, false]) {
      let after: string | undefined;
      while (!run.signal.aborted) {
        const page = { limit: destination.limits.rowsPerCall, among, ...(after ? { after } : {}) };
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
}

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

import { Injectable } from '@nestjs/common';
import {
  ConnectorError,
  TransientError,
  toConnectorError,
  type AnyNotificationDestination,
  type Notification,
  type NotifyResult,
} from '@segue/sdk';
import { ConnectionContexts } from '../connections/connection-contexts.js';
import { Database } from '../database/database.js';
import type { SyncTarget } from '../delivery/delivery.js';
import {
  DeliveryCountRepository,
  type TargetCounts,
} from '../delivery/delivery-count.repository.js';
import { StagingRepository } from '../delivery/staging.repository.js';
import { Clock } from '../runtime/clock.js';
import { HubConfig } from '../runtime/hub-config.js';
import { pauseBefore, wait } from '../runtime/retry.js';
import { RunRepository } from '../runs/run.repository.js';
import { LeaseRepository, type Lease } from '../schedule/lease.repository.js';
import type { SyncDefinition } from './sync-definition.js';

const MOST_ATTEMPTS = 4;

const UNCERTAIN = {
  code: 'NOTIFICATION_UNCERTAIN',
  message:
    'the message was cut off on its way and not sent again: it is unknown whether it arrived',
};

export interface NotificationRun {
  readonly runId: string;
  readonly lease: Lease;
  readonly signal: AbortSignal;
  readonly lost: AbortSignal;
}

/**
 * Tells what changed since the last message, once. What a message is about is fixed in the database before it is sent, so that
 * after a crash in the middle the same news is told under the same id, or found to have been told.
 */
@Injectable()
export class NotificationService {
  constructor(
    private readonly database: Database,
    private readonly config: HubConfig,
    private readonly contexts: ConnectionContexts,
    private readonly counts: DeliveryCountRepository,
    private readonly staging: StagingRepository,
    private readonly runs: RunRepository,
    private readonly leases: LeaseRepository,
    private readonly clock: Clock,
  ) {}

  async tell(
    sync: SyncDefinition,
    destination: AnyNotificationDestination,
    target: SyncTarget,
    counts: TargetCounts,
    run: NotificationRun,
  ): Promise<void> {
    const interrupted = await this.staging.staged(this.database.prisma, sync.id);
    if (interrupted) {
      await this.send(sync, destination, counts.size, run, 2);
    }
    const news = interrupted ? await this.counts.of(target) : counts;
    const { joins, leaves, updates, among } = news;
    if (joins + leaves + updates === 0) return;
    await this.database.transaction(async (sql) => {
      await this.leases.fence(sql, run.lease);
      await this.staging.stage(sql, target, among, run.runId);
    });
    await this.send(sync, destination, counts.size, run, 1);
  }

  private async send(
    sync: SyncDefinition,
    destination: AnyNotificationDestination,
    size: number,
    run: NotificationRun,
    firstAttempt: number,
  ): Promise<void> {
    const staged = await this.staging.staged(this.database.prisma, sync.id);
    if (!staged) return;
    const context = this.contexts.for(sync.connectionId, destination, run.lost);
    const news = await this.describe(sync, staged, size);
    let attempt = firstAttempt;
    let result: NotifyResult | undefined;
    for (let failures = 0; !result;) {
      try {
        result = await destination.notify(context, sync.audience, { ...news, attempt });
      } catch (thrown) {
        const error: ConnectorError = toConnectorError(thrown);
        // From now on it is unknown whether the message arrived.
        if (error instanceof TransientError && !error.isUnsent) attempt++;
        const isOver = ++failures >= MOST_ATTEMPTS || run.signal.aborted;
        if (isOver || !mayHelp(error)) {
          if (attempt === 1) await this.staging.unstage(this.database.prisma, sync.id);
          throw error;
        }
        await wait(pauseBefore(failures, error), run.signal);
      }
    }
    const { externalId, isUncertain } = result;
    await this.database.transaction(async (sql) => {
      await this.leases.fence(sql, run.lease);
      await this.staging.confirmStaged(sql, sync.id, staged.runId, this.clock.now());
      // The id of the last message also says that something was told before.
      const audienceId = externalId ?? 'told';
      await sql.sync.update({ where: { id: sync.id }, data: { audienceId } });
      if (isUncertain) await this.runs.note(sql, run.runId, [UNCERTAIN]);
      const { joined, left, updated } = staged;
      const told = joined + left + updated;
      await this.runs.count(sql, run.runId, { sent: told, confirmed: told, joined, left });
    });
  }

  private async describe(
    sync: SyncDefinition,
    staged: {
      readonly runId: string;
      readonly joined: number;
      readonly left: number;
      readonly updated: number;
    },
    size: number,
  ): Promise<Notification> {
    const segment = await this.database.prisma.segment.findFirstOrThrow({
      where: { key: sync.segmentKey },
    });
    const { joined, left, updated, runId } = staged;
    const first = await this.runs.get(runId);
    const { audienceId } = await this.database.prisma.sync.findUniqueOrThrow({
      where: { id: sync.id },
    });
    return {
      id: runId,
      attempt: 1,
      isFirst: audienceId === null,
      workspace: this.config.config.workspace.name,
      segment: { key: segment.key, name: segment.name },
      at: first?.startedAt ?? this.clock.now(),
      size,
      joined,
      left,
      updated,
      members: (op, limit) => this.staging.stagedMembers(this.database.prisma, sync.id, op, limit),
    };
  }
}

const mayHelp = (error: ConnectorError): boolean =>
  error instanceof TransientError || error.code === 'RATE_LIMITED';

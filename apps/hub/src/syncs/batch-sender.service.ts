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
import { AddressRepository } from '../delivery/address.repository.js';
import {
  addressOf,
  type Outcome,
  type PendingChange,
  type SyncTarget,
} from '../delivery/delivery.js';
import { DeliveryRepository } from '../delivery/delivery.repository.js';
import { sendChanges } from '../delivery/send-changes.js';
import { trackUncertain } from '../delivery/track-uncertain.js';
import { Clock } from '../runtime/clock.js';
import { RunRepository } from '../runs/run.repository.js';
import type { RunRecord } from '../runs/run.js';
import { LeaseRepository, type Lease } from '../schedule/lease.repository.js';

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

/** Where a batch goes. */
export interface Audience {
  readonly destination: AnyAudienceDestination;
  readonly context: Context<object>;
  /** The audience's own settings. */
  readonly audience: object;
  /** The vendor's id of it. */
  readonly audienceId: string;
  readonly target: SyncTarget;
}

/** A change, and what is known of it before it is sent. */
interface Prepared {
  readonly change: Change;
  readonly attempts: number;
  /** Not sent (join), or sent as a leave (update): the destination cannot hold the person as they are now. */
  readonly skip?: Skip;
}

/** Sends one batch of changes, and stores what became of each. */
@Injectable()
export class BatchSender {
  constructor(
    private readonly database: Database,
    private readonly deliveries: DeliveryRepository,
    private readonly addresses: AddressRepository,
    private readonly runs: RunRepository,
    private readonly leases: LeaseRepository,
    private readonly clock: Clock,
  ) {}

  /** Sends one page and stores what became of it, in one transaction. @returns why the run has to stop */
  async send(
    { destination, context, audience, audienceId, target }: Audience,
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
      destination.write(context, { settings: audience, audienceId }, changes),
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

export const idOf = (change: Change): string => {
  const member = change.after ?? change.before;
  if (!member) throw new ContractError('a change without a member');
  return member.profileId;
};

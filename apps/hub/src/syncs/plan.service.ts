import { Injectable } from '@nestjs/common';
import { parseSettings, type Member } from '@segue/sdk';
import { Database } from '../database/database.js';
import type { SyncConfig } from '../config/config.js';
import {
  addressOf,
  checkGuards,
  type DeliveryCounts,
  type PendingChange,
  type SyncTarget,
} from '../delivery/delivery.js';
import {
  DeliveryCountRepository,
  type TargetCounts,
} from '../delivery/delivery-count.repository.js';
import { DeliveryRepository, type PageOf } from '../delivery/delivery.repository.js';
import { HubConfig } from '../runtime/hub-config.js';
import { defineSync, toDefinition, type SyncDefinition } from './sync-definition.js';
import { SyncService } from './sync.service.js';

const PAGE = 1_000;

/** What a run would do with one person. */
export interface PlannedRow {
  readonly action: 'join' | 'update' | 'leave' | 'skip';
  readonly profileId: string;
  readonly address: string | null;
  /** Why, for a skip. */
  readonly reason: string | null;
  /** Field → [old, new]; for a join the old is null, for a leave there are none. */
  readonly fields: Readonly<Record<string, readonly [old: unknown, new: unknown]>>;
}

export interface PlanSummary {
  readonly syncId: string;
  readonly segment: string;
  readonly joins: number;
  readonly updates: number;
  readonly leaves: number;
  readonly skips: number;
  readonly size: number;
  readonly confirmed: number;
  /** Why the run would be stopped, or null. */
  readonly blockedBy: string | null;
}

/** The plan of a sync that is not saved. */
export interface DraftPlan extends Omit<PlanSummary, 'syncId' | 'skips'> {
  /** Members without an address that the destination knows people by: they would be skipped. */
  readonly unreachable: number;
  /** Some of each kind. */
  readonly rows: readonly PlannedRow[];
}

/** A member as a sync would send them. */
export interface SampleRow {
  readonly profileId: string;
  readonly address: string | null;
  /** Field at the destination → value. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What a run of a sync would do now, without sending anything. */
@Injectable()
export class PlanService {
  constructor(
    private readonly database: Database,
    private readonly config: HubConfig,
    private readonly counts: DeliveryCountRepository,
    private readonly deliveries: DeliveryRepository,
    private readonly syncs: SyncService,
  ) {}

  /** Counts the rows that `rows` gives. */
  async summary(syncId: string): Promise<PlanSummary> {
    const sync = defineSync(this.config, syncId);
    const target = await this.syncs.target(sync);
    const counts = await this.counts.of(target);
    const actions = { join: 0, update: 0, leave: counts.leaves, skip: counts.skipped };
    // Whom it would refuse, the destination can only say of each.
    for await (const { action } of this.joinsAndUpdates(sync, target, counts)) actions[action]++;
    const planned: DeliveryCounts = {
      ...counts,
      joins: actions.join,
      updates: actions.update,
      leaves: actions.leave,
    };
    return {
      syncId,
      segment: sync.segmentKey,
      joins: actions.join,
      updates: actions.update,
      leaves: actions.leave,
      skips: actions.skip,
      size: counts.size,
      confirmed: counts.confirmed,
      blockedBy: checkGuards(planned, sync.guards)?.message ?? null,
    };
  }

  /**
   * Of a sync that need not be saved, in a time that does not grow with each of its rows: what the destination would refuse
   * for other reasons than a missing address is told of the rows that are shown, and not counted.
   */
  async draft(draft: SyncConfig, limit: number): Promise<DraftPlan> {
    const sync = toDefinition(this.config, draft);
    const target = await this.syncs.target(sync);
    const sql = this.database.prisma;
    const plan = planner(sync, this.config);
    const counts = await this.counts.of(target);
    const { joins, updates, size, confirmed, unreachable, among } = counts;
    const page = { limit, among };
    // As in `paged`: what there is none of is not looked for.
    const [leaves, others] = await Promise.all([
      counts.leaves > 0 ? this.deliveries.leaves(sql, target, page) : [],
      joins + updates > 0 ? this.deliveries.joinsAndUpdates(sql, target, page) : [],
    ]);
    return {
      segment: sync.segmentKey,
      ...{ joins, updates, leaves: counts.leaves, size, confirmed },
      unreachable,
      blockedBy: checkGuards(counts, sync.guards)?.message ?? null,
      rows: [...leaves, ...others].map(plan),
    };
  }

  /** The first members, as the sync would send them. */
  async sample(draft: SyncConfig, limit: number): Promise<readonly SampleRow[]> {
    const target = await this.syncs.target(toDefinition(this.config, draft));
    const members = await this.deliveries.members(this.database.prisma, target, { limit });
    return members.map((member) => ({
      profileId: member.profileId,
      address: addressOf(member, target.identifiers) ?? null,
      fields: member.fields,
    }));
  }

  /** Row by row: leaves, then joins and updates, then what an earlier run skipped and nothing has changed since. */
  async *rows(syncId: string): AsyncGenerator<PlannedRow> {
    const sync = defineSync(this.config, syncId);
    const target = await this.syncs.target(sync);
    yield* this.pending(sync, target, await this.counts.of(target));
  }

  private async *pending(
    sync: SyncDefinition,
    target: SyncTarget,
    counts: TargetCounts,
  ): AsyncGenerator<PlannedRow> {
    const { leaves, skipped, among } = counts;
    const sql = this.database.prisma;
    const plan = planner(sync, this.config);
    const leaving = paged(leaves, (page) =>
      this.deliveries.leaves(sql, target, { ...page, among }),
    );
    for await (const entry of leaving) yield plan(entry);
    yield* this.joinsAndUpdates(sync, target, counts);
    const left = paged(skipped, (page) => this.deliveries.skipped(sql, target, { ...page, among }));
    for await (const entry of left) {
      yield {
        ...plan(entry),
        action: 'skip',
        reason: `${entry.problem.code}: ${entry.problem.message}`,
      };
    }
  }

  private async *joinsAndUpdates(
    sync: SyncDefinition,
    target: SyncTarget,
    { joins, updates, among }: TargetCounts,
  ): AsyncGenerator<PlannedRow> {
    const plan = planner(sync, this.config);
    const entries = paged(joins + updates, (page) =>
      this.deliveries.joinsAndUpdates(this.database.prisma, target, { ...page, among }),
    );
    for await (const entry of entries) yield plan(entry);
  }
}

function planner(
  { destination, connectionId }: SyncDefinition,
  config: HubConfig,
): (entry: PendingChange) => PlannedRow {
  const settings = parseSettings(destination.settings, config.connection(connectionId)?.settings);
  return ({ change }) => {
    const { before, after, op } = change;
    const member = (after ?? before) as Member;
    const canRefuse = op !== 'leave' && 'refuse' in destination;
    const skip = canRefuse ? destination.refuse?.(change, settings) : undefined;
    return {
      action: skip ? (op === 'update' ? 'leave' : 'skip') : op,
      profileId: member.profileId,
      address: member.email ?? member.phone ?? member.userId ?? member.anonymousId ?? null,
      reason: skip ? `${skip.code}: ${skip.reason}` : null,
      fields: op === 'leave' ? {} : differences(before, after),
    };
  };
}

function differences(before: Member | undefined, after: Member | undefined): PlannedRow['fields'] {
  const [old, fresh] = [before?.fields ?? {}, after?.fields ?? {}];
  const names = [...new Set([...Object.keys(old), ...Object.keys(fresh)])];
  const changed = names.flatMap((name) => {
    const pair = [old[name] ?? null, fresh[name] ?? null] as const;
    return JSON.stringify(pair[0]) === JSON.stringify(pair[1]) ? [] : [[name, pair] as const];
  });
  const address =
    before?.email !== undefined && after?.email !== undefined && before.email !== after.email
      ? [['email', [before.email, after.email]] as const]
      : [];
  return Object.fromEntries([...address, ...changed]);
}

/** @param count of all entries; of none, all members would be looked at once more for nothing */
async function* paged<T extends PendingChange>(
  count: number,
  read: (page: PageOf) => Promise<readonly T[]>,
): AsyncGenerator<T> {
  if (count === 0) return;
  for (let after: string | undefined; ;) {
    const page = await read({ limit: PAGE, ...(after === undefined ? {} : { after }) });
    yield* page;
    if (page.length < PAGE) return;
    const { change } = page.at(-1)!;
    after = (change.after ?? change.before)!.profileId;
  }
}

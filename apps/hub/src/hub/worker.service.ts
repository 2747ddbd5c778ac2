import { Injectable, Logger } from '@nestjs/common';
import { RateLimitError } from '@segue/sdk';
import type { Schedule } from '../config/config.js';
import { PullService } from '../connections/pull.service.js';
import { Database, Prisma } from '../database/database.js';
import { Clock } from '../runtime/clock.js';
import { HubConfig } from '../runtime/hub-config.js';
import { wait } from '../runtime/retry.js';
import { describeFailure } from '../runs/describe-failure.js';
import type { Run, RunProblem, RunState, RunTrigger } from '../runs/run.js';
import { RunCancellation } from '../runs/run-cancellation.js';
import { RunRepository } from '../runs/run.repository.js';
import { LeaseRunner } from '../schedule/lease-runner.js';
import {
  LeaseLostError,
  LeaseRepository,
  type Lease,
  type WorkItem,
} from '../schedule/lease.repository.js';
import { nextRun } from '../schedule/next-run.js';
import { EvaluationService } from '../segments/evaluation.service.js';
import { BlockedError } from '../syncs/sync-errors.js';
import { SyncService } from '../syncs/sync.service.js';
import { WorkspaceService } from '../workspace/workspace.service.js';
import { EVALUATION } from '../schedule/evaluation-work.js';

/** A sync uses a membership that is at most this old: rules depend on time. */
const FRESH_MS = 60_000;
const LEASE_POLL_MS = 250;

/** The process was asked to end before the work could begin. */
class StoppedError extends Error {}

export interface WorkOptions {
  /** Evaluates everything, not only what changed. */
  readonly full?: boolean;
  /** The instant to evaluate at; now, when left out. */
  readonly at?: Date;
  /** Sends what a guard would block. */
  readonly isApproved?: boolean;
}

/** Does one piece of work under its lease, and keeps what came of it as a run. */
@Injectable()
export class WorkerService {
  private readonly logger = new Logger('Worker');
  private readonly stop = new AbortController();
  private readonly busy = new Set<Promise<unknown>>();

  constructor(
    private readonly database: Database,
    private readonly hub: HubConfig,
    private readonly leases: LeaseRepository,
    private readonly leaseRunner: LeaseRunner,
    private readonly runs: RunRepository,
    private readonly pulls: PullService,
    private readonly evaluation: EvaluationService,
    private readonly syncs: SyncService,
    private readonly workspaces: WorkspaceService,
    private readonly cancellation: RunCancellation,
    private readonly clock: Clock,
  ) {}

  /** Runs now, as soon as nobody else does the same, and waits for the end. */
  async runNow(item: WorkItem, options: WorkOptions = {}): Promise<Run> {
    return this.execute(await this.waitForLease(item), 'manual', options);
  }

  /** Does the work of a lease that was handed out. */
  async execute(lease: Lease, trigger: RunTrigger, options: WorkOptions = {}): Promise<Run> {
    const work = this.perform(lease, trigger, options);
    this.busy.add(work);
    try {
      return await work;
    } finally {
      this.busy.delete(work);
    }
  }

  /** Asks all work to end after the page or batch in hand, and waits for it. */
  async drain(): Promise<void> {
    this.stop.abort();
    await Promise.allSettled(this.busy);
  }

  get isStopping(): boolean {
    return this.stop.signal.aborted;
  }

  private async waitForLease(item: WorkItem): Promise<Lease> {
    while (!this.isStopping) {
      const lease = await this.leases.take(item);
      if (lease) return lease;
      await wait(LEASE_POLL_MS, this.stop.signal);
    }
    throw new StoppedError(`${item.kind} ${item.target} was not begun: the hub is stopping`);
  }

  private async perform(lease: Lease, trigger: RunTrigger, options: WorkOptions): Promise<Run> {
    const { kind, target } = lease;
    await this.workspaces.refresh();
    const runId = await this.runs.start(kind, target, trigger, this.clock.now());
    let state: RunState;
    let error: RunProblem | undefined;
    let retryAfterMs = 0;
    const cancel = this.cancellation.watch(runId);
    try {
      const end = AbortSignal.any([this.stop.signal, cancel.signal]);
      await this.leaseRunner.hold(lease, end, (stop, lost) =>
        this.work(lease, runId, stop, lost, options),
      );
      state = await this.stateAfter(runId, kind, end);
    } catch (thrown) {
      // Whoever took the work over has also ended this run.
      if (thrown instanceof LeaseLostError && thrown.item.kind === kind) throw thrown;
      state = cancel.signal.aborted ? 'cancelled' : stateOf(thrown);
      if (state !== 'cancelled') error = describeFailure(thrown);
      if (thrown instanceof RateLimitError) retryAfterMs = thrown.retryAfterMs;
      this.logger.warn({ msg: `${kind} ${target} ${state}`, runId, error });
    } finally {
      cancel.close();
    }
    const run = await this.runs.finish(runId, state, this.clock.now(), error);
    if (kind === 'evaluate' && trigger === 'schedule') await this.runs.forgetIfEmpty(run);
    // What was cut short is due still: the next process goes on with it. What people cancelled waits for its next time.
    const isCut = state === 'cancelled' && !cancel.signal.aborted;
    if (isCut) await this.leases.release(lease, undefined);
    else await this.reschedule(lease, retryAfterMs);
    if (state === 'succeeded' || state === 'partial') await this.requestNext(lease, run);
    this.logger.log({ msg: `${kind} ${target} ${state}`, runId, counts: run.counts });
    return run;
  }

  private async work(
    lease: Lease,
    runId: string,
    stop: AbortSignal,
    lost: AbortSignal,
    options: WorkOptions,
  ): Promise<void> {
    const { kind, target } = lease;
    switch (kind) {
      case 'pull':
        await this.pulls.pull(target, runId, lease, stop);
        return;
      case 'evaluate': {
        const { errors } = await this.evaluation.evaluate(options.at ?? this.clock.now(), runId, {
          lease,
          ...(options.full ? { full: true } : {}),
        });
        const notes = [...errors].map(([key, message]) => ({
          code: `SEGMENT_FAILED:${key}`,
          message: `segment ${key}: ${message}`,
        }));
        await this.runs.note(this.database.prisma, runId, notes);
        return;
      }
      case 'sync': {
        await this.refreshMembership();
        const isApproved = options.isApproved ?? false;
        await this.syncs.run(target, { runId, lease, signal: stop, lost, isApproved });
        return;
      }
    }
  }

  /** Evaluates first when there is something new, or when time may have changed an answer. */
  private async refreshMembership(): Promise<void> {
    const now = this.clock.now();
    const oldest = await this.database.prisma.segment.aggregate({
      where: { isActive: true, error: { equals: Prisma.DbNull } },
      _min: { evaluatedAt: true },
    });
    const isOld = (oldest._min.evaluatedAt?.getTime() ?? 0) < now.getTime() - FRESH_MS;
    if (!isOld && !(await this.evaluation.isDue(now))) return;
    const lease = await this.waitForLease(EVALUATION);
    await this.execute(lease, 'after');
  }

  private async stateAfter(
    runId: string,
    kind: Lease['kind'],
    end: AbortSignal,
  ): Promise<RunState> {
    // An evaluation is never cut.
    if (end.aborted && kind !== 'evaluate') return 'cancelled';
    const run = await this.runs.get(runId);
    const hasProblem = (run?.counts.failed ?? 0) > 0;
    const hasFailedSegment = run?.notes.some(({ code }) => code.startsWith('SEGMENT_FAILED'));
    return hasProblem || hasFailedSegment ? 'partial' : 'succeeded';
  }

  private async reschedule(lease: Lease, retryAfterMs: number): Promise<void> {
    const work = await this.database.prisma.work.findUnique({
      where: { kind_target: { kind: lease.kind, target: lease.target } },
    });
    if (lease.dueAt === null || !work?.schedule) {
      await this.leases.release(lease, lease.dueAt === null ? undefined : null);
      return;
    }
    const now = this.clock.now();
    const next = nextRun(JSON.parse(work.schedule) as Schedule, lease.dueAt, now);
    const earliest = now.getTime() + retryAfterMs;
    const isTooEarly = next !== null && next.getTime() < earliest;
    await this.leases.release(lease, isTooEarly ? new Date(earliest) : next);
  }

  /** New records are evaluated at once, and what runs `after` this is due now. */
  private async requestNext({ kind, target }: Lease, run: Run): Promise<void> {
    const { config } = this.hub;
    const isAfter = (schedule: Schedule | undefined) =>
      schedule !== undefined && 'after' in schedule && schedule.after === target;
    const items: WorkItem[] = [];
    if (kind === 'pull' && (run.counts.accepted ?? 0) > 0) items.push(EVALUATION);
    if (kind !== 'evaluate') {
      for (const { id, schedule } of config.connections) {
        if (isAfter(schedule)) items.push({ kind: 'pull', target: id });
      }
      for (const { id, schedule } of config.syncs) {
        if (isAfter(schedule)) items.push({ kind: 'sync', target: id });
      }
    }
    for (const item of items) await this.leases.request(this.database.prisma, item);
  }
}

function stateOf(error: unknown): RunState {
  if (error instanceof StoppedError) return 'cancelled';
  return error instanceof BlockedError ? 'blocked' : 'failed';
}

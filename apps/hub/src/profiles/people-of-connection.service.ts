import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { IntakeRepository } from '../intake/intake.repository.js';
import { RunCancellation } from '../runs/run-cancellation.js';
import { RunConflictError } from '../runs/run-conflict-error.js';
import { RunRepository } from '../runs/run.repository.js';
import { LeaseRunner } from '../schedule/lease-runner.js';
import { LeaseRepository, type Lease, type WorkItem } from '../schedule/lease.repository.js';
import { SegmentRepository } from '../segments/segment.repository.js';
import { ProfileRepository } from './profile.repository.js';

/** So many at once: the intake and the evaluation wait meanwhile. */
const PEOPLE_AT_ONCE = 500;
/** A read that was cancelled ends after its page. */
const LONGEST_WAIT_MS = 20_000;
const POLL_MS = 100;

export interface ErasedPeople {
  readonly erased: number;
  /** Known to other connections as well: of them only goes that this one knows them. */
  readonly kept: number;
}

/** Takes back whom a connection brought. */
@Injectable()
export class PeopleOfConnection {
  constructor(
    private readonly database: Database,
    private readonly profiles: ProfileRepository,
    private readonly intake: IntakeRepository,
    private readonly segments: SegmentRepository,
    private readonly runs: RunRepository,
    private readonly cancellation: RunCancellation,
    private readonly leases: LeaseRepository,
    private readonly leaseRunner: LeaseRunner,
  ) {}

  /**
   * Erases everybody whom no other connection knows, some hundreds at a time: when it is cut short, the next call goes on with
   * the rest. Audiences are left at the next run of their syncs. The connection must be paused, so that it is not read again.
   *
   * @throws RunConflictError when it is still being read after it was asked to end
   */
  async erase(connectionId: string, by: string): Promise<ErasedPeople> {
    const lease = await this.endRead({ kind: 'pull', target: connectionId }, by);
    try {
      return await this.leaseRunner.hold(lease, new AbortController().signal, async () => {
        let erased = 0;
        for (let count = PEOPLE_AT_ONCE; count === PEOPLE_AT_ONCE; erased += count) {
          count = await this.eraseSome(connectionId, lease);
        }
        const kept = await this.profiles.forgetConnection(this.database.prisma, connectionId);
        return { erased, kept };
      });
    } finally {
      await this.leases.release(lease, undefined);
    }
  }

  private eraseSome(connectionId: string, lease: Lease): Promise<number> {
    return this.database.transaction(async (sql) => {
      // In this order, which is the intake's as well.
      await this.intake.lock(sql);
      await this.segments.lock(sql);
      await this.leases.fence(sql, lease);
      const ids = await this.profiles.knownOnlyTo(sql, connectionId, PEOPLE_AT_ONCE);
      if (ids.length > 0) await this.profiles.erase(sql, ids);
      return ids.length;
    });
  }

  private async endRead(item: WorkItem, by: string): Promise<Lease> {
    const lease = await this.leases.take(item);
    if (lease) return lease;
    const [run] = await this.runs.latest([{ kind: 'pull', target: item.target }]);
    if (run?.state === 'running') await this.cancellation.ask(run.id, by).catch(ignoreOver);
    for (let waitedMs = 0; waitedMs < LONGEST_WAIT_MS; waitedMs += POLL_MS) {
      await wait(POLL_MS);
      const free = await this.leases.take(item);
      if (free) return free;
    }
    const message = `${item.target} is still being read: try again when that run is over`;
    throw new RunConflictError('RUN_NOT_OVER', message);
  }
}

/** It ended by itself in the meantime. */
function ignoreOver(error: unknown): void {
  if (!(error instanceof RunConflictError)) throw error;
}

import { Injectable, Logger } from '@nestjs/common';
import { LeaseLostError, LeaseRepository, type Lease } from './lease.repository.js';
import { Database } from '../database/database.js';

/** Keeps a lease alive while work is done under it. */
@Injectable()
export class LeaseRunner {
  private readonly logger = new Logger('Lease');

  constructor(
    private readonly database: Database,
    private readonly leases: LeaseRepository,
  ) {}

  /**
   * Runs `work` with two signals: `stop` asks it to end after what it has in hand, `lost` that nothing it does counts any more
   * (then `stop` is aborted as well). The lease stays held.
   *
   * @throws LeaseLostError in the place of whatever came of work that does not count
   */
  async hold<T>(
    lease: Lease,
    stop: AbortSignal,
    work: (stop: AbortSignal, lost: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const lost = new AbortController();
    let isBeating = false;
    const beat = () => {
      // A transaction of the work itself may hold the row for long: who waits for it needs no company.
      if (isBeating) return;
      isBeating = true;
      this.leases
        .fence(this.database.prisma, lease)
        .catch((error: unknown) => {
          this.logger.warn(`heartbeat: ${error instanceof Error ? error.name : 'error'}`);
          lost.abort(new LeaseLostError(lease));
        })
        .finally(() => (isBeating = false));
    };
    const timer = setInterval(beat, this.leases.leaseMs / 3);
    try {
      const result = await work(AbortSignal.any([stop, lost.signal]), lost.signal);
      lost.signal.throwIfAborted();
      return result;
    } catch (error) {
      throw lost.signal.aborted ? lost.signal.reason : error;
    } finally {
      clearInterval(timer);
    }
  }
}

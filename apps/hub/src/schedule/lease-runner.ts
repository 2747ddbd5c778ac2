import { Injectable, Logger } from '@nestjs/common';
import { LEASE_MS, LeaseRepository, type Lease } from './lease.repository.js';
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
   */
  async hold<T>(
    lease: Lease,
    stop: AbortSignal,
    work: (stop: AbortSignal, lost: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const lost = new AbortController();
    const timer = setInterval(() => {
      this.leases.fence(this.database.prisma, lease).catch((error: unknown) => {
        this.logger.warn(`heartbeat: ${error instanceof Error ? error.name : 'error'}`);
        lost.abort();
      });
    }, LEASE_MS / 3);
    try {
      return await work(AbortSignal.any([stop, lost.signal]), lost.signal);
    } finally {
      clearInterval(timer);
    }
  }
}

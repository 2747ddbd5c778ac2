import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { LeaseRepository } from '../schedule/lease.repository.js';
import { WorkerService } from './worker.service.js';

/** Pieces of work that one process does at the same time. */
const MOST_AT_ONCE = 4;
const TICK_MS = 1_000;

/** Asks the database for due work, as long as this process has room for more. */
@Injectable()
export class SchedulerService implements OnApplicationShutdown {
  private readonly logger = new Logger('Scheduler');
  private isOn = false;
  private running = 0;
  private isAsking = false;

  constructor(
    private readonly leases: LeaseRepository,
    private readonly worker: WorkerService,
  ) {}

  start(): void {
    this.isOn = true;
  }

  @Interval(TICK_MS)
  async tick(): Promise<void> {
    if (!this.isOn || this.isAsking) return;
    this.isAsking = true;
    try {
      while (this.isOn && this.running < MOST_AT_ONCE) {
        const lease = await this.leases.takeDue(['pull', 'evaluate', 'sync']);
        if (!lease) return;
        this.running++;
        this.worker
          .execute(lease, 'schedule')
          .catch((error: unknown) => {
            const name = error instanceof Error ? error.name : 'error';
            this.logger.error(`${lease.kind} ${lease.target}: ${name}`);
          })
          .finally(() => this.running--);
      }
    } catch (error) {
      this.logger.error(`cannot ask for work: ${error instanceof Error ? error.name : 'error'}`);
    } finally {
      this.isAsking = false;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.isOn = false;
    await this.worker.drain();
  }
}

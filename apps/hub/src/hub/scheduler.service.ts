import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { LeaseRepository } from '../schedule/lease.repository.js';
import { WorkspaceService } from '../workspace/workspace.service.js';
import { WorkerService } from './worker.service.js';

/** Pieces of work that one process does at the same time. */
const MOST_AT_ONCE = 4;
const TICK_MS = 1_000;

/** Asks the database for due work, as long as this process has room for more. */
@Injectable()
export class SchedulerService implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Scheduler');
  private isOn = false;
  private running = 0;
  private asking: Promise<void> | undefined;

  constructor(
    private readonly leases: LeaseRepository,
    private readonly worker: WorkerService,
    private readonly workspaces: WorkspaceService,
  ) {}

  start(): void {
    this.isOn = true;
  }

  @Interval(TICK_MS)
  async tick(): Promise<void> {
    if (!this.isOn || this.asking) return;
    this.asking = this.ask();
    await this.asking;
    this.asking = undefined;
  }

  private async ask(): Promise<void> {
    try {
      await this.workspaces.refresh();
      while (this.isOn && this.running < MOST_AT_ONCE) {
        const lease = await this.leases.takeDue(['pull', 'evaluate', 'sync']);
        if (!lease) return;
        if (!this.isOn) {
          await this.leases.release(lease, undefined);
          return;
        }
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
    }
  }

  /** Before the server is closed, which may take long: in the meantime nothing new is begun. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isOn = false;
    await this.asking;
    await this.worker.drain();
  }
}

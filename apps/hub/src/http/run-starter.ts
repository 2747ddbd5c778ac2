import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { inOrder, workFor } from '../hub/run-order.js';
import { WorkerService, type WorkOptions } from '../hub/worker.service.js';
import { HubConfig } from '../runtime/hub-config.js';
import type { WorkItem } from '../schedule/lease.repository.js';

/** Runs things on request, in the order in which data flows, without anybody waiting for the end. */
@Injectable()
export class RunStarter implements OnApplicationShutdown {
  private readonly logger = new Logger('Runs');
  private readonly started = new Set<Promise<void>>();

  constructor(
    private readonly hub: HubConfig,
    private readonly worker: WorkerService,
  ) {}

  /**
   * @param ids everything where undefined
   * @returns the ids of what runs
   * @throws NotFoundError naming the ids that stand for nothing; then nothing is started
   */
  start(ids: readonly string[] | undefined, options: WorkOptions): readonly string[] {
    const items = workFor(this.hub, ids);
    const work: Promise<void> = inOrder(items, (item) => this.run(item, options)).finally(() =>
      this.started.delete(work),
    );
    this.started.add(work);
    return items.map(({ target }) => target);
  }

  /** The worker has been asked to stop by then; what it still writes must find the database open. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.started);
  }

  /** Never rejects: what comes of a run is kept with it, and one that fails does not hold up the next. */
  private async run(item: WorkItem, options: WorkOptions): Promise<void> {
    if (this.worker.isStopping) return;
    try {
      await this.worker.runNow(item, options);
    } catch (error) {
      this.logger.error({ msg: `${item.kind} ${item.target} was not run`, error });
    }
  }
}

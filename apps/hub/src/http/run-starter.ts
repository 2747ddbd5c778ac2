import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { EVALUATION } from '../hub/apply-config.service.js';
import { WorkerService, type WorkOptions } from '../hub/worker.service.js';
import { HubConfig } from '../runtime/hub-config.js';
import type { WorkItem } from '../schedule/lease.repository.js';
import { NotFoundError } from '../status/not-found-error.js';

/** Reading is slow and waits for others; this many sources are read at once. */
const PULLS_AT_ONCE = 4;

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
    const items = this.itemsFor(ids);
    const work: Promise<void> = this.runAll(items, options).finally(() =>
      this.started.delete(work),
    );
    this.started.add(work);
    return items.map(({ target }) => target);
  }

  /** The worker has been asked to stop by then; what it still writes must find the database open. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.started);
  }

  private itemsFor(ids: readonly string[] | undefined): readonly WorkItem[] {
    const { config } = this.hub;
    const pulls = config.connections
      .filter(({ plugin }) => this.hub.canPull(plugin))
      .map(({ id }): WorkItem => ({ kind: 'pull', target: id }));
    const syncs = config.syncs.map(({ id }): WorkItem => ({ kind: 'sync', target: id }));
    const all = [...pulls, EVALUATION, ...syncs];
    if (!ids) return all;
    const unknown = ids.filter((id) => !all.some(({ target }) => target === id));
    if (unknown.length > 0) {
      throw new NotFoundError(`connection that can be read, or sync, ${unknown.join(', ')}`);
    }
    return all.filter(({ target }) => ids.includes(target));
  }

  private async runAll(items: readonly WorkItem[], options: WorkOptions): Promise<void> {
    const pulls = items.filter(({ kind }) => kind === 'pull');
    while (pulls.length > 0) {
      await Promise.all(pulls.splice(0, PULLS_AT_ONCE).map((item) => this.run(item, options)));
    }
    for (const item of items.filter(({ kind }) => kind !== 'pull')) await this.run(item, options);
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

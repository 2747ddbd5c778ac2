import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { inOrder, workFor } from '../hub/run-order.js';
import { WorkerService, type WorkOptions } from '../hub/worker.service.js';
import { HubConfig } from '../runtime/hub-config.js';
import type { Role } from '../access/right.js';
import type { WorkItem } from '../schedule/lease.repository.js';
import { SyncVisibility } from '../status/sync-visibility.service.js';
import { maySyncTo, requireDestination } from '../workspace/sync-roles.js';
import { WorkspaceService } from '../workspace/workspace.service.js';

/** Runs things on request, in the order in which data flows, without anybody waiting for the end. */
@Injectable()
export class RunStarter implements OnApplicationShutdown {
  private readonly logger = new Logger('Runs');
  private readonly started = new Set<Promise<void>>();

  constructor(
    private readonly hub: HubConfig,
    private readonly worker: WorkerService,
    private readonly workspaces: WorkspaceService,
    private readonly visibility: SyncVisibility,
  ) {}

  /**
   * @param ids everything that is not paused, and that the role may sync to, where undefined
   * @returns the ids of what runs
   * @throws NotFoundError naming the ids that stand for nothing; then nothing is started
   * @throws DefinitionConflictError for what is paused, DestinationForbiddenError
   */
  async start(
    ids: readonly string[] | undefined,
    options: WorkOptions,
    role: Role,
  ): Promise<readonly string[]> {
    await this.workspaces.refresh();
    const hidden = await this.visibility.hidden();
    const all = workFor(this.hub, ids, hidden);
    if (ids) for (const item of all) this.requireDestination(item, role);
    const items = all.filter((item) => this.mayRun(item, role));
    const work: Promise<void> = inOrder(items, (item) => this.run(item, options)).finally(() =>
      this.started.delete(work),
    );
    this.started.add(work);
    return items.map(({ target }) => target).filter((id) => !hidden.has(id));
  }

  /** The worker has been asked to stop by then; what it still writes must find the database open. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.started);
  }

  private mayRun({ target }: WorkItem, role: Role): boolean {
    const destination = this.hub.connection(this.hub.sync(target)?.connection ?? '');
    return !destination || maySyncTo(role, destination);
  }

  private requireDestination({ target }: WorkItem, role: Role): void {
    const destination = this.hub.connection(this.hub.sync(target)?.connection ?? '');
    if (destination) requireDestination(role, destination);
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

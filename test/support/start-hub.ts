import { SetUpService, setUpUrl } from '../../apps/hub/src/access/set-up.service.js';
import { HubLogger } from '../../apps/hub/src/logging/hub-logger.js';
import type { Database } from '../../apps/hub/src/database/database.js';
import { createServer } from '../../apps/hub/src/http/create-server.js';
import { ApplyConfigService } from '../../apps/hub/src/hub/apply-config.service.js';
import { loadHub } from '../../apps/hub/src/hub/load-hub.js';
import { SchedulerService } from '../../apps/hub/src/hub/scheduler.service.js';
import { WorkerService } from '../../apps/hub/src/hub/worker.service.js';
import type { HubConfig } from '../../apps/hub/src/runtime/hub-config.js';
import type { Run } from '../../apps/hub/src/runs/run.js';
import { VENDORS_HERE } from './hub-server.js';
import type { WorkKind } from '../../apps/hub/src/schedule/lease.repository.js';

export interface StartOptions {
  /** segue.yaml */
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  readonly database: Database;
}

/** A hub in this process, served on loopback, that works when it is told to. */
export interface StartedHub {
  readonly url: string;
  readonly config: HubConfig;
  readonly database: Database;
  /** On which its first owner sets a password. */
  readonly setUpUrl: string;
  run(kind: WorkKind, target: string): Promise<Run>;
  /** From now on, it also works by itself. */
  startSchedule(): void;
  /** Closes the database as well. */
  stop(): Promise<void>;
}

export async function startHub({ file, env, database }: StartOptions): Promise<StartedHub> {
  const config = await loadHub(file, env);
  const logger = new HubLogger({ level: 'error' });
  const { app, listen } = await createServer(config, database, {
    port: 0,
    logger,
    env: { ...VENDORS_HERE, ...env },
  });
  await app.get(ApplyConfigService).apply();
  const url = await listen();
  const link = await app.get(SetUpService).linkForFirstOwner();
  const worker = app.get(WorkerService);
  return {
    url,
    config,
    database,
    setUpUrl: link ? setUpUrl(link, url) : url,
    run: (kind, target) => worker.runNow({ kind, target }),
    startSchedule: () => app.get(SchedulerService).start(),
    stop: () => app.close(),
  };
}

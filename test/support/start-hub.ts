import { Module, type LogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Database } from '../../apps/hub/src/database/database.js';
import { ApplyConfigService } from '../../apps/hub/src/hub/apply-config.service.js';
import { HubModule } from '../../apps/hub/src/hub/hub.module.js';
import { loadHub } from '../../apps/hub/src/hub/load-hub.js';
import { SchedulerService } from '../../apps/hub/src/hub/scheduler.service.js';
import { WorkerService } from '../../apps/hub/src/hub/worker.service.js';
import { IngestService } from '../../apps/hub/src/ingest/ingest.service.js';
import { mountIngest } from '../../apps/hub/src/ingest/mount-ingest.js';
import { StoreQueue } from '../../apps/hub/src/ingest/store-queue.js';
import type { HubConfig } from '../../apps/hub/src/runtime/hub-config.js';
import type { Run } from '../../apps/hub/src/runs/run.js';
import type { WorkKind } from '../../apps/hub/src/schedule/lease.repository.js';

@Module({})
class ServedHub {}

export interface StartOptions {
  /** segue.yaml */
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  readonly database: Database;
  readonly logger?: false | LogLevel[];
}

/** A hub in this process, served on loopback, that works when it is told to. */
export interface StartedHub {
  readonly url: string;
  readonly config: HubConfig;
  readonly database: Database;
  run(kind: WorkKind, target: string): Promise<Run>;
  /** From now on, it also works by itself. */
  startSchedule(): void;
  /** Closes the database as well. */
  stop(): Promise<void>;
}

export async function startHub({
  file,
  env,
  database,
  logger = false,
}: StartOptions): Promise<StartedHub> {
  const config = await loadHub(file, env);
  const app = await NestFactory.create(
    {
      module: ServedHub,
      imports: [HubModule.with(config, database)],
      providers: [IngestService, StoreQueue],
    },
    { logger, bodyParser: false, forceCloseConnections: true },
  );
  mountIngest(app, app.get(IngestService));
  await app.get(ApplyConfigService).apply();
  await app.listen(0, '127.0.0.1');
  const worker = app.get(WorkerService);
  return {
    url: await app.getUrl(),
    config,
    database,
    startSchedule: () => app.get(SchedulerService).start(),
    run: (kind, target) => worker.runNow({ kind, target }),
    stop: () => app.close(),
  };
}

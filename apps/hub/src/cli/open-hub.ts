import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { Database, databaseLocation } from '../database/database.js';
import { HubModule } from '../hub/hub.module.js';
import { loadHub } from '../hub/load-hub.js';
import { HubLogger } from '../logging/hub-logger.js';
import { WorkspaceService } from '../workspace/workspace.service.js';
import { LeaseRepository } from '../schedule/lease.repository.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Opens the database and brings its tables up to date. @throws DataInUseError */
export async function openDatabase(env: Environment): Promise<Database> {
  const database = await Database.open(databaseLocation(env));
  // Not without need: the schema engine leaves a timer behind that keeps the process for 10 s.
  if ((await database.missingMigrations()).length > 0) await database.migrate();
  // The embedded database is this process's alone: nobody is at work behind a lease that a killed process left.
  if (database.kind === 'pglite') await new LeaseRepository(database).freeAll();
  return database;
}

/** Opens the hub of a segue.yaml, without HTTP, for a command, and closes it whatever happens. What the file says is not applied. */
export async function withHub<T>(
  file: string,
  env: Environment,
  work: (hub: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const config = await loadHub(file, env);
  const database = await openDatabase(env);
  const logger = new HubLogger({ level: env['LOG_LEVEL'] ?? 'warn', destination: 2 });
  const hub = await NestFactory.createApplicationContext(HubModule.with(config, database, env), {
    logger,
    abortOnError: false,
  });
  hub.enableShutdownHooks();
  try {
    await hub.get(WorkspaceService).refresh();
    return await work(hub);
  } finally {
    await hub.close();
  }
}

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../apps/hub/src/cli/open-hub.js';
import { Database } from '../../apps/hub/src/database/database.js';
import type { Engine } from './options.js';
import { startPostgres } from '../support/postgres-server.js';

/** Where a hub can keep its state, empty. */
export interface Store {
  /** What tells a hub to use it. */
  readonly env: Environment;
  drop(): Promise<void>;
}

/** Makes empty stores of one engine. */
export interface StoreMaker {
  readonly engine: Engine;
  make(): Promise<Store>;
  stop(): Promise<void>;
}

/** @returns undefined when there is no such engine on this machine */
export function openEngine(engine: Engine): Promise<StoreMaker | undefined> {
  return engine === 'pglite' ? Promise.resolve(PGLITE) : openPostgres();
}

/** In a folder, as by default. */
const PGLITE: StoreMaker = {
  engine: 'pglite',
  make: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'segue-bench-pglite-'));
    return {
      env: { SEGUE_DATA: join(folder, 'data') },
      drop: () => rm(folder, { recursive: true, force: true }),
    };
  },
  stop: () => Promise.resolve(),
};

async function openPostgres(): Promise<StoreMaker | undefined> {
  const given = process.env['DATABASE_URL'];
  const server = given ? { url: given, stop: () => Promise.resolve() } : await startPostgres();
  if (!server) return undefined;
  return {
    engine: 'postgresql',
    make: () => makeDatabase(server.url),
    stop: () => server.stop(),
  };
}

async function makeDatabase(serverUrl: string): Promise<Store> {
  const name = `segue_bench_${randomUUID().replaceAll('-', '')}`;
  await onServer(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    env: { DATABASE_URL: url.href },
    drop: () => onServer(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const server = await Database.open({ kind: 'postgresql', url });
  try {
    await server.prisma.$executeRawUnsafe(statement);
  } finally {
    await server.close();
  }
}

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Environment } from '../../apps/hub/src/cli/open-hub.js';
import type { Database } from '../../apps/hub/src/database/database.js';
import { secondsOf } from './stopwatch.js';

const run = promisify(execFile);

/** Every table that intake writes. */
const TABLES = [
  'profile',
  'trait_state',
  'identifier',
  'profile_identifier',
  'profile_connection',
  'trait_history',
  'event',
  'dirty',
] as const;

/**
 * Writes the rows that intake wrote to files, empties the tables, and copies the files back into the same tables with the same
 * indexes: the fastest way that PostgreSQL has. The rows are as they were afterwards.
 *
 * @returns seconds of the copying alone
 */
export function copyRows(database: Database, env: Environment): Promise<number> {
  const url = env['DATABASE_URL'];
  return url === undefined ? copyInProcess(database) : copyThroughPsql(database, url);
}

/** Over the same socket as the hub's own statements. `pg` has no COPY of its own. */
async function copyThroughPsql(database: Database, url: string): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'segue-bench-copy-'));
  const copyAll = (direction: 'to' | 'from') =>
    run('psql', [
      ...[url, '--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1'],
      ...TABLES.flatMap((table) => ['-c', `\\copy ${table} ${direction} '${join(folder, table)}'`]),
    ]);
  await copyAll('to');
  await truncate(database);
  const seconds = await secondsOf(() => copyAll('from'));
  await rm(folder, { recursive: true });
  return seconds;
}

/** Through the memory file system that PGlite has for itself. */
async function copyInProcess(database: Database): Promise<number> {
  const copyAll = async (direction: 'TO' | 'FROM') => {
    for (const table of TABLES) {
      await database.prisma.$executeRawUnsafe(`COPY ${table} ${direction} '/tmp/${table}'`);
    }
  };
  await copyAll('TO');
  await truncate(database);
  return secondsOf(() => copyAll('FROM'));
}

async function truncate(database: Database): Promise<void> {
  await database.prisma.$executeRawUnsafe(`TRUNCATE ${TABLES.join(', ')}`);
  await database.prisma.$executeRawUnsafe('CHECKPOINT');
}

import { randomUUID } from 'node:crypto';
import { Database } from '../../apps/hub/src/database/database.js';

/**
 * An empty, migrated database for one spec: PGlite in memory, or, where `SEGUE_TEST_DATABASE_URL` names a PostgreSQL server
 * (and a user who may create databases), a new database there, which is dropped when it is closed.
 */
export async function openTestDatabase(): Promise<Database> {
  const url = process.env['SEGUE_TEST_DATABASE_URL'];
  return url ? openOnServer(url) : Database.open({ kind: 'pglite' });
}

async function openOnServer(url: string): Promise<Database> {
  const name = `segue_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(url, `CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const database = await Database.open({ kind: 'postgresql', url: own.href });
  const close = database.close.bind(database);
  database.close = async () => {
    await close();
    await onServer(url, `DROP DATABASE ${name} WITH (FORCE)`);
  };
  try {
    await database.migrate();
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function onServer(url: string, statement: string): Promise<void> {
  const server = await Database.open({ kind: 'postgresql', url });
  try {
    await server.prisma.$executeRawUnsafe(statement);
  } finally {
    await server.close();
  }
}

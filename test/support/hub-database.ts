import { join } from 'node:path';
import { Database } from '../../apps/hub/src/database/database.js';
import { openTestDatabase } from './test-database.js';

/** A database that hub processes use, and that a test looks into. */
export interface HubDatabase {
  /** What tells a hub process where it is. */
  readonly env: Readonly<Record<string, string>>;
  look<T>(read: (database: Database) => Promise<T>): Promise<T>;
  drop(): Promise<void>;
}

/** PGlite in a folder: can only be looked into while no process has it open. */
export function embeddedDatabase(parent: string): HubDatabase {
  const folder = join(parent, 'data');
  return {
    env: { SEGUE_DATA: folder },
    look: async (read) => {
      const database = await Database.open({ kind: 'pglite', folder });
      try {
        return await read(database);
      } finally {
        await database.close();
      }
    },
    drop: () => Promise.resolve(),
  };
}

/** A new database on the server of SEGUE_TEST_DATABASE_URL. */
export async function serverDatabase(): Promise<HubDatabase> {
  const database = await openTestDatabase();
  const [{ name }] = await database.prisma.$queryRaw<[{ name: string }]>`
    SELECT current_database() AS name`;
  const url = new URL(process.env['SEGUE_TEST_DATABASE_URL']!);
  url.pathname = `/${name}`;
  return {
    env: { DATABASE_URL: url.href },
    look: (read) => read(database),
    drop: () => database.close(),
  };
}

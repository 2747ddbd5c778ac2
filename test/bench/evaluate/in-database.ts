import type { Environment } from '../../../apps/hub/src/cli/open-hub.js';
import { Database, databaseLocation } from '../../../apps/hub/src/database/database.js';

export async function inDatabase<T>(
  env: Environment,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const database = await Database.open(databaseLocation(env));
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

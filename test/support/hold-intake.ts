import type { Database } from '../../apps/hub/src/database/database.js';
import { IntakeRepository } from '../../apps/hub/src/intake/intake.repository.js';

/** Keeps every store waiting, as a slow database does, until the function that it returns is called. */
export async function holdIntake(database: Database): Promise<() => Promise<void>> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  let transaction = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    transaction = database.transaction(async (sql) => {
      await new IntakeRepository().lock(sql);
      resolve();
      await released;
    });
    transaction.catch(reject);
  });
  return async () => {
    release();
    await transaction;
  };
}

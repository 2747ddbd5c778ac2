import type { Database } from '../../apps/hub/src/database/database.js';
import { IntakeRepository } from '../../apps/hub/src/intake/intake.repository.js';
import { holdOpen } from './hold-open.js';

/** Keeps every store waiting, as a slow database does, until the function that it returns is called. */
export const holdIntake = (database: Database): Promise<() => Promise<void>> =>
  holdOpen((pause) =>
    database.transaction(async (sql) => {
      await new IntakeRepository().lock(sql);
      await pause();
    }),
  );

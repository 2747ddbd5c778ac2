import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestDatabase } from '../../../../../test/support/test-database.js';
import type { Database } from '../../database/database.js';
import { checkHistories } from './check-histories.js';

/** SEGUE_TEST_CASES may ask for many times the default. */
const TIMEOUT_MS = 24 * 3_600_000;
/** Of fewer cases all may be of one kind. */
const ENOUGH = 300;

/** @param share  of all cases, for each of the zones */
export function describeHistories(timezones: readonly string[], share: number): void {
  describe('stored membership after every step of random histories', () => {
    let database: Database;
    beforeAll(async () => {
      Logger.overrideLogger(false);
      database = await openTestDatabase();
    });
    afterAll(() => database.close());

    it.each(timezones)(
      'is that of an evaluation from scratch and that of the oracle, in %s',
      async (timezone) => {
        const { cases, telling, changesByTime } = await checkHistories(database, timezone, share);

        // Rules that everybody or nobody satisfies, and a clock that changes nothing, would show little.
        const [isTelling, isMoving] = [telling / cases > 0.4, changesByTime > 0];
        expect(cases < ENOUGH || (isTelling && isMoving)).toBe(true);
      },
      TIMEOUT_MS,
    );
  });
}

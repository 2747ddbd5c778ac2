import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestDatabase } from '../../../../../test/support/test-database.js';
import type { Database } from '../../database/database.js';
import { checkExplanations } from './testing/check-explanations.js';

/** Histories: SEGUE_TEST_HISTORIES asks for more of them, SEGUE_TEST_SEED for others. */
const HISTORIES = Number(process.env['SEGUE_TEST_HISTORIES'] ?? 3);
const SEED = Number(process.env['SEGUE_TEST_SEED'] ?? 20_260_331);
const TIMEOUT_MS = 12 * 3_600_000;

describe('explanations at the end of a random history', () => {
  let database: Database;
  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  it(
    'give the answer of the evaluation, evidence that fits it, and the next instant at which it changes, as the oracle does',
    async () => {
      const problems: string[] = [];
      let [explained, changing, unknown] = [0, 0, 0];

      for (let seed = SEED; seed < SEED + HISTORIES; seed++) {
        const checked = await checkExplanations(database, seed);
        problems.push(...checked.problems);
        explained += checked.explained;
        changing += checked.changing;
        unknown += checked.unknown;
      }

      expect(problems).toEqual([]);
      expect(changing / explained).toBeGreaterThan(0.05);
      expect(unknown / explained).toBeLessThan(0.2);
    },
    TIMEOUT_MS,
  );
});

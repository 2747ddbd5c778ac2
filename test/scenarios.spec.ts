import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../apps/hub/src/database/database.js';
import { readScenario } from '../apps/hub/src/scenarios/read-scenario.js';
import { toText } from '../apps/hub/src/scenarios/report-text.js';
import { runScenario } from '../apps/hub/src/scenarios/run-scenario.js';
import { openTestDatabase } from './support/test-database.js';

const FOLDER = fileURLToPath(new URL('scenarios', import.meta.url));
const FILES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => join(FOLDER, name));

/** Real purchases, which are too large to be kept here: where they lie beside the repository they are used. */
const CDNOW = fileURLToPath(new URL('../../shared/data/cdnow/scenario.json', import.meta.url));

/** Fewer would mean that a folder was not read, or that a part of the language is no longer shown. */
const FEWEST_FILES = 200;

it('finds the scenarios', () => {
  expect(FILES.length).toBeGreaterThanOrEqual(FEWEST_FILES);
});

describe.each([
  { mode: 'incrementally', full: false },
  { mode: 'from scratch at each step', full: true },
])('evaluated $mode', ({ full }) => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  it.each(FILES.map((file) => ({ name: basename(file, '.yaml'), file })))(
    'holds what $name expects',
    async ({ file }) => {
      const outcome = await runScenario(database, await readScenario(file), { full });

      expect(outcome.failures.length > 0 ? toText(outcome) : '').toBe('');
      expect(outcome.passed).toBeGreaterThan(0);
    },
  );

  const withPurchases = existsSync(CDNOW) ? it : it.skip;

  withPurchases(
    'finds the known sizes in 69,659 real purchases (skipped without the data set beside the repository)',
    async () => {
      const outcome = await runScenario(database, await readScenario(CDNOW), { full });

      expect(outcome).toMatchObject({ passed: 8, failures: [], warnings: [] });
    },
    180_000,
  );
});

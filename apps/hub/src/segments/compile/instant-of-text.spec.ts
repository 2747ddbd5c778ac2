import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openTestDatabase } from '../../../../../test/support/test-database.js';
import { type Database, Prisma } from '../../database/database.js';
import { instantOfText } from './instant-of-text.js';

const SEED = 20261129;
const RUNS = 3_000;
/** Of which some change their clocks at midnight, and one left out a day. */
const ZONES = ['UTC', 'Europe/Berlin', 'America/Havana', 'America/Sao_Paulo', 'Pacific/Apia'];
const USUAL = ['2026-01-15T12:30:59.123Z', '2026-12-28T00:00:00Z', '1980-04-05', '2018-11-04'];
const ODD = [
  ...[
    '',
    '2026',
    '2026-02-29',
    '2026-02-30T00:00:00Z',
    '2026-04-31T00:00:00.000Z',
    '2026-00-10',
    '2026-13-01',
  ],
  ...[
    '0000-01-01',
    '0999-01-01',
    '0000-01-01T00:00:00Z',
    '2026-01-15T24:00:00Z',
    '2026-01-15T12:60:00Z',
  ],
  ...[
    '2026-01-15T12:00:60Z',
    '2026-01-00T00:00:00Z',
    '20-6-01-15T12:00:00Z',
    '2026-01--5T12:00:00Z',
  ],
  ...[
    '2026-01-15T12:00:00.1.3Z',
    '２026-01-15',
    '2026-01-15T12:00:00.12 Z',
    '2011-12-30',
    '2011-12-31',
  ],
  ...[
    '2026-11-01',
    '2019-02-17',
    '2018-02-18',
    '2026-03-29',
    '2026-10-25',
    '1893-04-01',
    '1582-10-10',
  ],
];
/** A usual text in which up to three characters are others. */
const nearlyUsual = fc
  .tuple(
    fc.constantFrom(...USUAL),
    fc.array(fc.tuple(fc.nat(23), fc.constantFrom(...'0123456789-:.TZ x')), { maxLength: 3 }),
  )
  .map(([text, changes]) =>
    changes.reduce(
      (now, [place, other]) => now.slice(0, place) + other + now.slice(place + 1),
      text,
    ),
  );

describe('instantOfText', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  it.each(ZONES)('reads every text in %s as segue_instant_of does', async (zone) => {
    const drawn = fc.sample(nearlyUsual, { seed: SEED, numRuns: RUNS });
    const texts = [...new Set([...USUAL, ...ODD, ...drawn])];

    const differing = await database.prisma.$queryRaw`
      SELECT t.text, ${instantOfText(Prisma.sql`t.text`, zone)} AS found, segue_instant_of(t.text, ${zone}) AS asked
      FROM unnest(${texts}::text[]) AS t(text)
      WHERE (${instantOfText(Prisma.sql`t.text`, zone)}) IS DISTINCT FROM segue_instant_of(t.text, ${zone})`;

    expect(differing).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestDatabase } from '../../../../../test/support/test-database.js';
import type { Database } from '../../database/database.js';
import { ComparisonRepository } from './comparison.repository.js';

const EVERYONE = 8_000;
const MEMBERS = 4_000;
const FEW = 300;

describe('people beside everyone', () => {
  let database: Database;
  let comparison: ComparisonRepository;

  beforeAll(async () => {
    database = await openTestDatabase();
    comparison = new ComparisonRepository(database);
    const { prisma } = database;
    // The first half is in segment 1, of whom three in four are pro; nobody else is. The first few are in segment 2.
    await prisma.$executeRaw`
      INSERT INTO profile (profile_id, traits, created_at)
      SELECT md5(i::text)::uuid, jsonb_build_object('plan', CASE WHEN i < ${MEMBERS}::int AND i % 4 < 3 THEN 'pro' ELSE 'free' END, 'age', i % 50), now()
      FROM generate_series(0, ${EVERYONE - 1}::int) i`;
    await prisma.$executeRaw`
      INSERT INTO membership (profile_id, segment_id, joined_at)
      SELECT md5(i::text)::uuid, 1, now() FROM generate_series(0, ${MEMBERS - 1}::int) i
      UNION ALL SELECT md5(i::text)::uuid, 2, now() FROM generate_series(0, ${FEW - 1}::int) i`;
    await prisma.$executeRaw`ANALYZE profile`;
  });
  afterAll(() => database.close());

  const planOf = ({ traits }: Awaited<ReturnType<ComparisonRepository['compare']>>) =>
    traits.find(({ key }) => key === 'plan')!.values.find(({ value }) => value === 'pro')!;

  it('are a sample where they are many, as precise as it says', async () => {
    const found = await comparison.compare({ id: 1, size: MEMBERS }, undefined);

    const { segment, everyone } = found.sampled;
    const { having } = planOf(found);
    expect(segment).toBeLessThan(1_700);
    expect(everyone).toBeLessThan(2_500);
    expect(found.margin).toBeGreaterThan(0.02);
    expect(found.margin).toBeLessThan(0.04);
    expect(Math.abs(having.segment / segment - 0.75)).toBeLessThan(found.margin);
    expect(Math.abs(having.everyone / everyone - 0.375)).toBeLessThan(found.margin);
  });

  it('are all of a small segment', async () => {
    const found = await comparison.compare({ id: 2, size: FEW }, ['plan']);

    expect(found.sampled.segment).toBe(FEW);
    expect(planOf(found).having.segment).toBe(FEW * 0.75);
    expect(found.traits.map(({ key }) => key)).toEqual(['plan']);
  });

  it('are the same ones each time', async () => {
    const [first, second] = [
      await comparison.compare({ id: 1, size: MEMBERS }, undefined),
      await comparison.compare({ id: 1, size: MEMBERS }, undefined),
    ];

    expect(second).toEqual(first);
  });
});

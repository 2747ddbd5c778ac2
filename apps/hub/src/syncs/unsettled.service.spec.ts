import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openTestDatabase } from '../../../../test/support/test-database.js';
import type { Database } from '../database/database.js';
import {
  FREE,
  isAsEverybodySays,
  openSettled,
  OTHER_FIELDS,
  PAID,
  SYNCS,
} from './testing/audiences.js';
import type { Answer, DeliveryWorld } from './testing/delivery-world.js';

const RUNS = Number(process.env['SEGUE_TEST_RUNS'] ?? 40);
/** Fixed, so that a failure can be run again; SEGUE_TEST_SEED tries another one. */
const SEED = Number(process.env['SEGUE_TEST_SEED'] ?? 20_261_129);

type SyncName = keyof typeof SYNCS;
const NAMES = Object.keys(SYNCS) as SyncName[];

type Step = (world: DeliveryWorld) => Promise<void>;

const people = fc.integer({ min: 0, max: 5 });
const oneSync = fc.constantFrom(...NAMES);
const answers = fc.array(
  fc.constantFrom<Answer[]>('ok', 'ok', 'ok', 'ok', 'failed', 'skipped', 'lost'),
  { minLength: 1, maxLength: 4 },
);
const traits = fc.record(
  {
    plan: fc.constantFrom('paid', 'paid', 'free', null),
    city: fc.constantFrom('Bonn', 'Köln', null),
    email: fc.constantFrom('a@example.com', 'b@example.com', 'c@example.com'),
  },
  { requiredKeys: [] },
);

/** Named, so that a failure can be read. */
const step = (name: string, work: Step) => Object.assign(work, { toString: () => name });
const inRun = async (
  world: DeliveryWorld,
  settings: typeof OTHER_FIELDS,
  said: readonly Answer[],
) => expect(await world.run(settings, said, said.length === 3)).toBe(0);

const identify = fc
  .tuple(people, traits)
  .map(([n, said]) =>
    step(`identify u${n} ${JSON.stringify(said)}`, (world) =>
      world.send({ type: 'identify', userId: `u${n}`, traits: said, timestamp: world.now }),
    ),
  );
const visit = people.map((n) =>
  step(`visit u${n}`, (world) =>
    world.send({ type: 'track', event: 'Visit', userId: `u${n}`, timestamp: world.now }),
  ),
);
/** Two who turn out to be one. */
const link = fc
  .tuple(people, people)
  .map(([n, m]) =>
    step(`link u${n} u${m}`, (world) =>
      world.send(
        { type: 'identify', userId: `u${n}`, anonymousId: `anon-${m}`, timestamp: world.now },
        { type: 'identify', userId: `u${m}`, anonymousId: `anon-${m}`, timestamp: world.now },
      ),
    ),
  );
const evaluate = fc
  .integer({ min: 0, max: 4 })
  .map((hours) => step(`evaluate ${hours} h later`, (world) => world.evaluate(hours)));
const erase = people.map((n) => step(`erase u${n}`, (world) => world.erase(`userId:u${n}`)));
const edit = fc
  .constantFrom(PAID, FREE, { not: PAID })
  .map((rule) => step(`edit ${JSON.stringify(rule)}`, (world) => world.define('paid', rule)));
const retry = fc
  .tuple(oneSync, fc.constantFrom('failed', 'skipped'))
  .map(([name, state]) =>
    step(`retry ${name}`, async (world) => void (await world.retry(name, state))),
  );
const run = fc
  .tuple(oneSync, answers)
  .map(([name, said]) =>
    step(`run ${name}: ${said.join()}`, (world) => inRun(world, SYNCS[name], said)),
  );
const runOther = answers.map((said) =>
  step(`run mail with other fields: ${said.join()}`, (world) => inRun(world, OTHER_FIELDS, said)),
);

const steps: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: identify, weight: 5 },
  { arbitrary: run, weight: 5 },
  { arbitrary: evaluate, weight: 4 },
  ...[link, visit, erase].map((arbitrary) => ({ arbitrary, weight: 2 })),
  ...[edit, retry, runOther].map((arbitrary) => ({ arbitrary, weight: 1 })),
);

describe('who may differ', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  it('is listed, and counted as if everybody was looked at, whatever happened', async () => {
    const seen = { complete: 0, incomplete: 0, settled: 0, joins: 0, updates: 0, leaves: 0 };

    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 20 }), async (history) => {
        const world = await openSettled(database);
        for (const happen of history) {
          await happen(world);
          for (const settings of [...Object.values(SYNCS), OTHER_FIELDS]) {
            const { counts, differing } = await world.lookAtEverybody(settings);
            const isComplete = await world.isComplete(settings);
            const { among, ...counted } = await world.counts(settings);
            expect(counted).toEqual(counts);
            expect(among).toBe(isComplete ? 'unsettled' : 'everybody');
            seen[isComplete ? 'complete' : 'incomplete']++;
            if (!isComplete) continue;
            const listed = await world.listed(settings.syncId);
            expect(differing.filter((id) => !listed.has(id))).toEqual([]);
            seen.settled += counts.size > 0 && listed.size < counts.size ? 1 : 0;
            seen.joins += counts.joins;
            seen.updates += counts.updates;
            seen.leaves += counts.leaves;
          }
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );

    // It looked at some of each.
    expect(Object.entries(seen).filter(([, count]) => count === 0)).toEqual([]);
  }, 600_000);

  it('is nobody after a run that everything was well with', async () => {
    const world = await openSettled(database);

    expect([...(await world.listed('mail'))]).toEqual([]);
    expect(await world.counts(SYNCS.mail)).toEqual({
      ...{ size: 5, confirmed: 5, joins: 0, updates: 0, leaves: 0, skipped: 0, unreachable: 0 },
      among: 'unsettled',
    });
  });

  it('is whoever has no address, although nothing can be done', async () => {
    const world = await openSettled(database);
    await world.send({
      ...{ type: 'identify', userId: 'u9', timestamp: world.now },
      traits: { plan: 'paid' },
    });
    await world.evaluate();
    await world.run(SYNCS.mail, ['ok']);

    expect(await isAsEverybodySays(world)).toMatchObject({ size: 6, unreachable: 1, joins: 0 });
  });

  it('is who survives a merge with somebody who just joined', async () => {
    const world = await openSettled(database);
    const say = (userId: string, traits: object) =>
      world.send({ type: 'identify', userId, traits, timestamp: world.now });
    await say('u8', { email: 'p8@example.com' });
    await say('u9', { plan: 'paid' });
    await world.evaluate();

    await say('u9', { email: 'p8@example.com' });

    expect(await isAsEverybodySays(world)).toMatchObject({ size: 6, joins: 1 });
  });

  it('is who left while it was unknown whether they had come, until that is known', async () => {
    const world = await openSettled(database);
    const say = (traits: object) =>
      world.send({ type: 'identify', userId: 'u9', traits, timestamp: world.now });
    await say({ plan: 'paid', email: 'p9@example.com' });
    await world.evaluate();
    await world.run(SYNCS.mail, ['lost']);
    await say({ plan: 'free' });
    await world.evaluate();
    await world.run(SYNCS.mail, ['failed']);

    expect(await isAsEverybodySays(world)).toMatchObject({ size: 5, confirmed: 5 });
  });

  it('is not whoever was sent again as they are', async () => {
    const world = await openSettled(database);

    await world.send({
      ...{ type: 'identify', userId: 'u1', timestamp: world.now },
      traits: { plan: 'paid', city: 'Bonn' },
    });

    expect([...(await world.listed('mail'))]).toEqual([]);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { uuidV7 } from '../database/uuid.js';
import { parseScenario } from '../scenarios/read-scenario.js';
import { ScenarioHub } from '../scenarios/scenario-hub.js';
import { EvaluationWorld } from './testing/evaluation-world.js';

const START = Date.parse('2026-01-10T00:00:00Z');
const DAY = 86_400_000;
const at = (days: number, ms = 0): Date => new Date(START + days * DAY + ms);
const day = (days: number): string => at(days).toISOString();

describe('an incremental evaluation', () => {
  let world: EvaluationWorld;
  beforeAll(async () => {
    world = await EvaluationWorld.open();
  });
  afterAll(() => world.database.close());
  beforeEach(() => world.empty());

  const define: EvaluationWorld['define'] = (segments) => world.define(segments);
  const send: EvaluationWorld['send'] = (when, ...messages) => world.send(when, ...messages);
  const evaluate: EvaluationWorld['evaluate'] = (when, options) => world.evaluate(when, options);
  const order = (userId: string, when: string) => ({
    ...{ type: 'track', userId, event: 'Order Completed', timestamp: when },
  });
  const log = () => world.database.prisma.$queryRaw<
    { who: string; joined: boolean; cause: string }[]
  >`
    SELECT i.value AS who, l.joined, l.cause FROM membership_log l
    JOIN profile_identifier i ON i.profile_id = l.profile_id AND i.type = 'userId' ORDER BY l.seq, i.value`;

  it('asks nobody when nothing arrived and nothing is due', async () => {
    await define({ recent: { event: 'Order Completed', within: { last: '7d' } } });
    await send(at(0), order('u1', day(0)), order('u2', day(-3)));
    await evaluate(at(0));

    expect(await evaluate(at(1))).toEqual({ evaluated: 0, joined: 0, left: 0 });
  });

  it('asks those alone that something arrived about', async () => {
    await define({ recent: { event: 'Order Completed', within: { last: '7d' } } });
    await send(at(0), order('u1', day(0)), order('u2', day(0)), order('u3', day(-20)));
    await evaluate(at(0));
    await send(at(1), order('u3', day(1)));

    expect(await evaluate(at(1))).toEqual({ evaluated: 1, joined: 1, left: 0 });
  });

  it.each<[string, unknown, object, number]>([
    ['an event leaves a window', { event: 'Order Completed', within: { last: '7d' } }, {}, 7],
    [
      'too many events become few enough',
      { event: 'Order Completed', within: { last: '7d' }, count: { lt: 1 } },
      {},
      7,
    ],
    [
      'an event comes into a window',
      { event: 'Order Completed', within: { between: ['9d', '3d'] } },
      {},
      3,
    ],
    ['a calendar month passes', { event: 'Order Completed', within: { last: '1M' } }, {}, 31],
    ['a period begins', { event: 'Order Completed', within: { period: 'yesterday' } }, {}, 1],
    [
      'a complete week is over',
      { event: 'Order Completed', periods: { unit: 'week', last: 1, atLeast: 1 } },
      {},
      2,
    ],
    [
      'the time for the absent step is over',
      { sequence: [{ event: 'Order Completed' }, { event: 'Paid', not: true, within: '4d' }] },
      {},
      4,
    ],
    ['a first message is old', { not: { firstSeen: { last: '5d' } } }, {}, 5],
    ['a date comes near', { trait: 'when', op: 'withinNext', value: '2d' }, { when: day(6) }, 4],
    [
      'a date in months comes near',
      { trait: 'when', op: 'withinNext', value: '1M' },
      { when: day(40) },
      9,
    ],
    ['a date is over', { trait: 'when', op: 'olderThan', value: '2d' }, { when: day(3) }, 5],
    ['a day begins', { trait: 'when', op: 'inPeriod', value: 'today' }, { when: day(3) }, 3],
    [
      'a birthday comes near',
      { trait: 'when', op: 'anniversaryWithinNext', value: '7d' },
      { when: '1990-01-30' },
      13,
    ],
    ['a value has been held', { trait: 'when', op: 'exists', heldFor: '6d' }, { when: 'x' }, 6],
    [
      'a date of an event is over',
      {
        event: 'Order Completed',
        where: { property: 'until', op: 'olderThan', value: '1d' },
      },
      {},
      8,
    ],
  ])('asks one person again to the millisecond when %s', async (_, rule, traits, days) => {
    await define({ made: rule });
    await send(
      at(0),
      { type: 'identify', userId: 'u1', traits },
      { ...order('u1', day(0)), properties: { until: day(7) } },
    );
    await evaluate(at(0));
    const early = await evaluate(at(days, -1));

    const then = await evaluate(at(days));

    expect([early.joined, early.left]).toEqual([0, 0]);
    expect([then.evaluated, then.joined + then.left]).toEqual([1, 1]);
    expect(await evaluate(at(days), { full: true })).toMatchObject({ joined: 0, left: 0 });
  });

  it('does not ask again about what entered and left while nobody looked', async () => {
    await define({ recent: { event: 'Order Completed', within: { between: ['3d', '1d'] } } });
    await send(at(0), order('u1', day(0)));
    await evaluate(at(0));

    expect(await evaluate(at(30))).toMatchObject({ joined: 0, left: 0 });
  });

  it('writes down why somebody came and went', async () => {
    await define({ recent: { event: 'Order Completed', within: { last: '7d' } } });
    await evaluate(at(0));
    await send(at(0), order('u1', day(0)), order('u2', day(0)), order('u3', day(-9)));
    await evaluate(at(0));
    await send(
      at(1),
      order('u2', day(1)),
      ...[order('u4', day(-30)), { type: 'alias', userId: 'u4', previousId: 'u1' }],
    );
    await evaluate(at(1));
    await evaluate(at(7));
    await define({ recent: { event: 'Order Completed' } });
    await evaluate(at(7));

    const rows = await log();

    expect(rows.filter(({ who }) => who !== 'u4')).toEqual([
      { who: 'u1', joined: true, cause: 'data' },
      { who: 'u2', joined: true, cause: 'data' },
      { who: 'u1', joined: false, cause: 'time' },
      { who: 'u1', joined: true, cause: 'edit' },
      { who: 'u3', joined: true, cause: 'edit' },
    ]);
  });

  it('writes down that a merge was why', async () => {
    await define({ twice: { event: 'Order Completed', count: { gte: 2 } } });
    await send(at(0), order('u1', day(0)), {
      ...{ type: 'track', anonymousId: 'a1', event: 'Order Completed', timestamp: day(0) },
    });
    await evaluate(at(0));
    await send(at(1), { type: 'identify', userId: 'u1', anonymousId: 'a1' });

    await evaluate(at(1));

    expect(await log()).toEqual([{ who: 'u1', joined: true, cause: 'merge' }]);
  });

  it('starts anew when the workspace moves to another zone', async () => {
    await define({ early: { trait: 'born', op: 'before', value: '2026-01-01' } });
    const traits = { born: '2025-12-31T23:30:00Z' };
    await send(at(0), { type: 'identify', userId: 'u1', traits });
    await evaluate(at(0));
    const scenario = JSON.stringify({ timezone: 'Europe/Berlin', steps: [{ at: day(0) }] });
    const moved = new ScenarioHub(world.database, await parseScenario(scenario, 'moved.json'));

    const result = await moved.evaluation.evaluate(at(0), uuidV7());

    expect(result.left).toBe(1);
  });

  it('lets one rule that the database cannot evaluate fail alone, with those that refer to it', async () => {
    await define({
      named: { trait: 'name', op: 'exists' },
      broken: { trait: 'tags', op: 'hasAny', value: [true] },
      of_it: { not: { segment: 'broken' } },
    });
    await send(at(0), { type: 'identify', userId: 'u1', traits: { name: 'aaa', tags: [true] } });
    await world.database.prisma.$executeRaw`ALTER FUNCTION segue_booleans(jsonb) RENAME TO gone`;

    const failed = await evaluate(at(0));
    const failedAgain = await evaluate(at(1));
    await world.database.prisma.$executeRaw`ALTER FUNCTION gone(jsonb) RENAME TO segue_booleans`;

    expect(failed).toEqual({ evaluated: 1, joined: 1, left: 0, errors: ['broken', 'of_it'] });
    expect(failedAgain).toMatchObject({ joined: 0, left: 0, errors: ['broken', 'of_it'] });
    expect(await evaluate(at(1))).toEqual({ evaluated: 1, joined: 1, left: 0 });
  });

  it('lets one condition that the database cannot work out fail with its own segments alone', async () => {
    const broken = { event: 'A', where: { property: 'tags', op: 'hasAny', value: [true] } };
    await define({
      one: { all: [{ event: 'A' }, broken] },
      ...{ two: { event: 'A' }, three: { any: [broken, { event: 'A' }] }, four: { event: 'B' } },
    });
    await send(at(0), { type: 'track', userId: 'u1', event: 'A', properties: { tags: [true] } });
    await world.database.prisma.$executeRaw`ALTER FUNCTION segue_booleans(jsonb) RENAME TO gone`;

    const failed = await evaluate(at(0));
    await world.database.prisma.$executeRaw`ALTER FUNCTION gone(jsonb) RENAME TO segue_booleans`;

    expect(failed).toEqual({ evaluated: 1, joined: 1, left: 0, errors: ['one', 'three'] });
    expect(await evaluate(at(0))).toEqual({ evaluated: 1, joined: 2, left: 0 });
  });

  it('leaves other segments as they are when one is edited and nothing arrived', async () => {
    await define({ first: { event: 'A' }, second: { event: 'A', within: { last: '7d' } } });
    await send(at(0), { type: 'track', userId: 'u1', event: 'A' });
    await evaluate(at(0));
    await define({ first: { event: 'B' } });

    expect(await evaluate(at(0))).toEqual({ evaluated: 1, joined: 0, left: 1 });
  });

  it('keeps the date of one segment when another one is evaluated over everything', async () => {
    const trial = (days: string) => ({ trait: 'endsAt', op: 'withinNext', value: days });
    await define({ soon: trial('1d'), later: trial('9d') });
    const identify = { type: 'identify', userId: 'u1', traits: { endsAt: day(5) } };
    await send(at(0), { ...identify, timestamp: day(0) });
    await evaluate(at(0));
    // That it ends in eight days is no news; that it ends in one will be, in four days.
    await define({ later: trial('8d') });
    await evaluate(at(1));

    expect(await evaluate(at(4))).toEqual({ evaluated: 1, joined: 1, left: 0 });
  });

  it('evaluates whoever refers to an edited segment over everything, and says that this was why', async () => {
    const bought = (count: number) => ({ event: 'Order Completed', count: { gte: count } });
    await define({ buyers: bought(2), others: { not: { segment: 'buyers' } } });
    await send(at(0), order('u1', day(0)));
    await evaluate(at(0));
    await define({ buyers: bought(1) });

    expect(await evaluate(at(1))).toEqual({ evaluated: 1, joined: 1, left: 1 });
    expect((await log()).map(({ joined, cause }) => ({ joined, cause }))).toEqual([
      { joined: true, cause: 'edit' },
      { joined: true, cause: 'edit' },
      { joined: false, cause: 'edit' },
    ]);
  });

  it('lets one rule that takes too long fail alone, on a server', async () => {
    await define({
      named: { trait: 'name', op: 'exists' },
      slow: { trait: 'tags', op: 'hasAny', value: [true] },
    });
    await send(at(0), { type: 'identify', userId: 'u1', traits: { name: 'aaa', tags: [true] } });
    await world.database.prisma.$executeRaw`ALTER FUNCTION segue_booleans(jsonb) RENAME TO quick`;
    await world.database.prisma.$executeRaw`
      CREATE FUNCTION segue_booleans(v jsonb) RETURNS boolean[] LANGUAGE plpgsql IMMUTABLE AS $$
      BEGIN PERFORM pg_sleep(3); RETURN NULL; END $$`;
    Object.assign(world.hub.config, { ruleTimeoutMs: 1_000 });

    const result = await evaluate(at(0));
    await world.database.prisma.$executeRaw`DROP FUNCTION segue_booleans(jsonb)`;
    await world.database.prisma.$executeRaw`ALTER FUNCTION quick(jsonb) RENAME TO segue_booleans`;

    // The embedded database has no timer that could end a statement.
    const errors = world.database.kind === 'postgresql' ? { errors: ['slow'] } : {};
    expect(result).toEqual({ evaluated: 1, joined: 1, left: 0, ...errors });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MemberDatabase, type StoredEvent } from './testing/member-database.js';

const UTC = {
  now: new Date('2026-03-31T12:00:00.000Z'),
  timezone: 'UTC',
  segments: new Map<string, number>(),
  segmentId: 1,
};
const NEVER = Date.parse('2000-01-01T00:00:00Z');

let database: MemberDatabase;
beforeAll(async () => {
  database = await MemberDatabase.open();
});
afterAll(() => database.close());

const at = (ms: number): string => new Date(ms).toISOString();
const DAY = 86_400_000;

/** Profiles by the times of their events, all named A. */
const storeTimes = (times: Readonly<Record<string, readonly string[]>>): Promise<void> =>
  database.store(
    Object.fromEntries(
      Object.entries(times).map(([name, list]) => [
        name,
        { events: list.map((time) => ({ name: 'A', at: time })) },
      ]),
    ),
  );

describe('a window', () => {
  const now = UTC.now.getTime();

  it.each<[object, number, boolean]>([
    [{ last: '7d' }, now - 7 * DAY - 1, false],
    [{ last: '7d' }, now - 7 * DAY, false],
    [{ last: '7d' }, now - 7 * DAY + 1, true],
    [{ last: '7d' }, now - 1, true],
    [{ last: '7d' }, now, true],
    [{ last: '7d' }, now + 1, false],
    [{ last: '15m' }, now - 15 * 60_000, false],
    [{ last: '15m' }, now - 15 * 60_000 + 1, true],
    [{ between: ['60d', '30d'] }, now - 60 * DAY, false],
    [{ between: ['60d', '30d'] }, now - 60 * DAY + 1, true],
    [{ between: ['60d', '30d'] }, now - 30 * DAY, true],
    [{ between: ['60d', '30d'] }, now - 30 * DAY + 1, false],
    [{ from: '2026-03-01' }, Date.parse('2026-03-01T00:00:00Z'), true],
    [{ from: '2026-03-01' }, Date.parse('2026-02-28T23:59:59.999Z'), false],
    [{ to: '2026-03-01T00:00:00Z' }, Date.parse('2026-03-01T00:00:00Z'), false],
    [{ to: '2026-03-01T00:00:00Z' }, Date.parse('2026-02-28T23:59:59.999Z'), true],
    [{ from: '2026-03-01', to: '2099-01-01' }, now + 1, false],
    [{ last: '5000y' }, NEVER, true],
    [{ last: '1800000d' }, NEVER, true],
    [{ period: 'today' }, Date.parse('2026-03-31T00:00:00Z'), true],
    [{ period: 'today' }, Date.parse('2026-03-30T23:59:59.999Z'), false],
    [{ period: 'yesterday' }, Date.parse('2026-03-30T23:59:59.999Z'), true],
    [{ period: 'thisWeek' }, Date.parse('2026-03-30T00:00:00Z'), true],
    [{ period: 'thisWeek' }, Date.parse('2026-03-29T23:59:59.999Z'), false],
    [{ period: 'lastWeek' }, Date.parse('2026-03-29T23:59:59.999Z'), true],
    [{ period: 'lastWeek' }, Date.parse('2026-03-22T23:59:59.999Z'), false],
    [{ period: 'lastMonth' }, Date.parse('2026-02-01T00:00:00Z'), true],
    [{ period: 'thisQuarter' }, Date.parse('2026-01-01T00:00:00Z'), true],
    [{ period: 'lastQuarter' }, Date.parse('2025-12-31T23:59:59.999Z'), true],
    [{ period: 'lastYear' }, Date.parse('2025-01-01T00:00:00Z'), true],
    [{ period: 'lastYear' }, Date.parse('2024-12-31T23:59:59.999Z'), false],
    [{ period: 'tomorrow' }, now, false],
  ])('%j has an event at %i: %s', async (within, time, isIn) => {
    await storeTimes({ it: [at(time)] });

    const members = await database.members({ event: 'A', within }, UTC);

    expect(members).toEqual(isIn ? ['it'] : []);
  });

  it.each<[string, string, string, boolean]>([
    // 31 January + 1 month is clamped to 28 February.
    ['2026-01-31T12:00:00.001Z', '2026-02-28T12:00:00Z', 'UTC', true],
    ['2026-01-31T12:00:00.000Z', '2026-02-28T12:00:00Z', 'UTC', false],
    ['2026-01-28T12:00:00.000Z', '2026-02-28T12:00:00Z', 'UTC', false],
    // Counted forward: 28 February lasts until 28 March, not until 31 March.
    ['2026-02-28T12:00:00.000Z', '2026-03-28T11:59:59.999Z', 'UTC', true],
    ['2026-02-28T12:00:00.000Z', '2026-03-28T12:00:00.000Z', 'UTC', false],
    ['2026-02-28T12:00:00.000Z', '2026-03-31T12:00:00.000Z', 'UTC', false],
    // The clock in Berlin goes forward on 29 March: the same wall-clock time is an hour earlier.
    ['2026-03-15T12:00:00.000Z', '2026-04-15T10:59:59.999Z', 'Europe/Berlin', true],
    ['2026-03-15T12:00:00.000Z', '2026-04-15T11:00:00.000Z', 'Europe/Berlin', false],
    // Half past two is skipped there: it is half past three.
    ['2026-02-28T01:30:00.000Z', '2026-03-28T01:30:00.000Z', 'Europe/Berlin', false],
    ['2026-03-01T01:30:00.000Z', '2026-03-29T01:30:00.000Z', 'Europe/Berlin', true],
  ])('of the last month has an event of %s at %s in %s: %s', async (time, now, timezone, isIn) => {
    await storeTimes({ it: [time] });
    const context = { ...UTC, now: new Date(now), timezone };

    const [inside, older] = [
      await database.members({ event: 'A', within: { last: '1M' } }, context),
      await database.members({ event: 'A', within: { between: ['1y', '1M'] } }, context),
    ];

    expect([inside, older]).toEqual(isIn ? [['it'], []] : [[], ['it']]);
  });

  it.each<[string, string, string]>([
    // A day of 23 hours, one of 25, and one whose first hour does not exist.
    ['Europe/Berlin', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['Europe/Berlin', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    ['America/Sao_Paulo', '2018-11-04T03:00:00.000Z', '2018-11-05T02:00:00.000Z'],
    ['America/Havana', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
  ])('of today in %s is from %s to before %s', async (timezone, from, to) => {
    const [start, end] = [Date.parse(from), Date.parse(to)];
    await storeTimes({
      ...{ before: [at(start - 1)], first: [from], last: [at(end - 1)], after: [to] },
    });
    const rule = { event: 'A', within: { period: 'today' } };

    const members = await database.members(rule, { ...UTC, now: new Date(end - 1), timezone });

    expect(members).toEqual(['first', 'last']);
  });
});

describe('a count', () => {
  beforeAll(() =>
    database.store({
      none: {},
      otherOnly: { events: [{ name: 'B', at: '2026-03-01T00:00:00Z' }] },
      futureOnly: { events: [{ name: 'A', at: '2026-03-31T12:00:00.001Z' }] },
      ...Object.fromEntries(
        [1, 2, 3].map((count) => [
          `times${count}`,
          {
            events: Array.from({ length: count }, () => ({
              name: 'A',
              at: '2026-03-01T00:00:00Z',
            })),
          },
        ]),
      ),
    }),
  );
  const ZERO = ['futureOnly', 'none', 'otherOnly'];

  it.each<[object | undefined, string[]]>([
    [undefined, ['times1', 'times2', 'times3']],
    [{ eq: 0 }, ZERO],
    [{ eq: 2 }, ['times2']],
    [{ neq: 0 }, ['times1', 'times2', 'times3']],
    [{ neq: 2 }, [...ZERO, 'times1', 'times3']],
    [{ gt: 0 }, ['times1', 'times2', 'times3']],
    [{ gt: 1 }, ['times2', 'times3']],
    [{ gte: 0 }, [...ZERO, 'times1', 'times2', 'times3']],
    [{ gte: 3 }, ['times3']],
    [{ lt: 3 }, [...ZERO, 'times1', 'times2']],
    [{ lt: 1 }, ZERO],
    [{ lt: 0 }, []],
    [{ lte: 1 }, [...ZERO, 'times1']],
    [{ between: [0, 1] }, [...ZERO, 'times1']],
    [{ between: [2, 3] }, ['times2', 'times3']],
    [{ between: [0, 0] }, ZERO],
  ])('%j counts %j', async (count, expected) => {
    const members = await database.members({ event: 'A', ...(count && { count }) }, UTC);

    expect(members).toEqual(expected);
  });

  it.each<[unknown, string[]]>([
    [
      ['A', 'B'],
      ['otherOnly', 'times1', 'times2', 'times3'],
    ],
    ['*', ['otherOnly', 'times1', 'times2', 'times3']],
    [['*'], []],
    ['a', []],
  ])('of %j are the events of %j', async (event, expected) => {
    expect(await database.members({ event }, UTC)).toEqual(expected);
  });

  it('asks only the profiles in the scope, also for zero counts', async () => {
    const rule = { event: 'A', count: { lt: 2 } };

    const members = await database.members(rule, UTC, ['none', 'times1', 'times3']);

    expect(members).toEqual(['none', 'times1']);
  });
});

describe('a where', () => {
  it('is about one and the same event', async () => {
    const events = (...list: Partial<StoredEvent>[]): { events: StoredEvent[] } => ({
      events: list.map((event) => ({ name: 'A', at: '2026-03-01T00:00:00Z', ...event })),
    });
    await database.store({
      both: events({ properties: { total: 20, sku: 'x' }, context: { page: { path: '/a' } } }),
      apart: events({ properties: { total: 20 } }, { properties: { sku: 'x', total: 5 } }),
      noContext: events({ properties: { total: 20, sku: 'x' } }),
    });
    const total = { property: 'total', op: 'gt', value: 10 };
    const sku = { property: 'sku', op: 'eq', value: 'x' };
    const path = { property: 'context.page.path', op: 'startsWith', value: '/' };

    const members = await Promise.all(
      [
        { event: 'A', where: { all: [total, sku] } },
        {
          all: [
            { event: 'A', where: total },
            { event: 'A', where: sku },
          ],
        },
        { event: 'A', where: { all: [total, { not: path }] } },
        { event: 'A', where: path },
      ].map((rule) => database.members(rule, UTC)),
    );

    expect(members).toEqual([
      ['both', 'noContext'],
      ['apart', 'both', 'noContext'],
      ['apart', 'noContext'],
      ['both'],
    ]);
  });
});

describe('an aggregate', () => {
  const events = (...values: unknown[]): { events: StoredEvent[] } => ({
    events: values.map((v) => ({
      name: 'A',
      at: '2026-03-01T00:00:00Z',
      properties: JSON.parse(JSON.stringify({ v })) as { v: string },
    })),
  });

  beforeAll(() =>
    database.store({
      none: {},
      noValue: events(undefined, null, 'x', [1], { a: 1 }),
      thirds: events(1, 1, 2),
      tenths: events(0.1, '0.2', 'x'),
      mixed: events(1, '1', 1.0, true, 'true', [1], null),
      negative: events(-5, 5),
    }),
  );

  it.each<[object, string[]]>([
    [{ sum: { property: 'v', eq: 0.3 } }, ['tenths']],
    [{ sum: { property: 'v', eq: 0 } }, ['negative', 'noValue', 'none']],
    [{ sum: { property: 'v', lt: 1 } }, ['negative', 'noValue', 'none', 'tenths']],
    [{ sum: { property: 'v', gte: 3 } }, ['mixed', 'thirds']],
    [{ avg: { property: 'v', eq: 0.15 } }, ['tenths']],
    [{ avg: { property: 'v', gt: 1.3333333333333333 } }, ['thirds']],
    [{ avg: { property: 'v', between: [-1, 0] } }, ['negative']],
    [{ min: { property: 'v', lt: 100 } }, ['mixed', 'negative', 'tenths', 'thirds']],
    [{ max: { property: 'v', neq: 2 } }, ['mixed', 'negative', 'tenths']],
    [{ max: { property: 'v', gte: 2 } }, ['negative', 'thirds']],
    [{ distinct: { property: 'v', eq: 4 } }, ['mixed']],
    [{ distinct: { property: 'v', eq: 0 } }, ['none']],
    [{ distinct: { property: 'v', lte: 1 } }, ['noValue', 'none']],
    [{ distinct: { property: 'v', between: [2, 3] } }, ['negative', 'tenths', 'thirds']],
  ])('%j holds for %j', async (measure, expected) => {
    expect(await database.members({ event: 'A', ...measure }, UTC)).toEqual(expected);
  });
});

describe('an occurrence', () => {
  const event = (day: number, v: number, id?: string): StoredEvent => ({
    name: 'A',
    at: `2026-03-${day}T00:00:00Z`,
    properties: { v },
    ...(id !== undefined && { id }),
  });
  const having = (v: number): object => ({ having: { property: 'v', op: 'eq', value: v } });

  beforeAll(() =>
    database.store({
      none: {},
      twice: { events: [event(30, 2), event(10, 1)] },
      tied: { events: [event(20, 2, 'b'), event(20, 1, 'B')] },
      withoutId: { events: [event(20, 2, 'a'), event(20, 1)] },
      withoutIds: { events: [event(20, 1), event(20, 2)] },
      future: { events: [event(10, 1), { ...event(31, 3), at: '2026-04-01T00:00:00Z' }] },
    }),
  );

  it.each<[object, string[]]>([
    [{ occurrence: 'first' }, ['future', 'tied', 'twice', 'withoutId', 'withoutIds']],
    [{ occurrence: 'first', ...having(1) }, ['future', 'tied', 'twice', 'withoutId', 'withoutIds']],
    [{ occurrence: 'last', ...having(2) }, ['tied', 'twice', 'withoutId', 'withoutIds']],
    [{ occurrence: 'last', ...having(3) }, []],
    [{ occurrence: 'first', within: { last: '15d' } }, ['tied', 'withoutId', 'withoutIds']],
    [{ occurrence: 'last', within: { last: '15d' } }, ['tied', 'twice', 'withoutId', 'withoutIds']],
    [
      { occurrence: 'first', where: { property: 'v', op: 'gt', value: 1 }, within: { last: '5d' } },
      ['twice'],
    ],
  ])('%j is right for %j', async (occurrence, expected) => {
    expect(await database.members({ event: 'A', ...occurrence }, UTC)).toEqual(expected);
  });
});

describe('periods', () => {
  // Now is a Tuesday: the last four complete weeks began on 2, 9, 16 and 23 March.
  beforeAll(() =>
    storeTimes({
      none: [],
      everyWeek: [
        '2026-03-02T00:00:00Z',
        '2026-03-10T00:00:00Z',
        '2026-03-16T00:00:00Z',
        '2026-03-29T23:59:59.999Z',
      ],
      thrice: ['2026-03-02T00:00:00Z', '2026-03-09T00:00:00Z', '2026-03-16T00:00:00Z'],
      onceTwice: ['2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z'],
      outside: ['2026-03-01T23:59:59.999Z', '2026-03-30T00:00:00Z', '2026-03-31T00:00:00Z'],
    }),
  );
  const weeks = (atLeast: number): object => ({ unit: 'week', last: 4, atLeast });

  it.each<[object, string[]]>([
    [{ periods: weeks(4) }, ['everyWeek']],
    [{ periods: weeks(3) }, ['everyWeek', 'thrice']],
    [{ periods: weeks(0) }, ['everyWeek', 'none', 'onceTwice', 'outside', 'thrice']],
    [{ count: { gte: 2 }, periods: weeks(1) }, ['onceTwice']],
    [{ count: { eq: 0 }, periods: weeks(4) }, ['none', 'outside']],
    [{ count: { eq: 0 }, periods: weeks(3) }, ['none', 'onceTwice', 'outside']],
    [{ count: { lt: 2 }, periods: weeks(4) }, ['everyWeek', 'none', 'outside', 'thrice']],
    [{ periods: { unit: 'day', last: 1, atLeast: 1 } }, ['outside']],
    [{ periods: { unit: 'month', last: 1, atLeast: 1 } }, []],
  ])('%j hold for %j', async (rule, expected) => {
    expect(await database.members({ event: 'A', ...rule }, UTC)).toEqual(expected);
  });
});

describe('a sequence', () => {
  /** `A0 B5 C90`: names and minutes since 1 March. */
  const store = (timelines: Readonly<Record<string, string>>): Promise<void> =>
    database.store(
      Object.fromEntries(
        Object.entries(timelines).map(([name, timeline]) => [
          name,
          { events: timeline.split(' ').filter(Boolean).map(toEvent) },
        ]),
      ),
    );
  const toEvent = (text: string): StoredEvent => ({
    name: text[0]!,
    at: at(Date.parse('2026-03-01T00:00:00Z') + Number(text.slice(1)) * 60_000),
  });
  const [A, B, C] = [{ event: 'A' }, { event: 'B' }, { event: 'C' }];

  it.each<[object, string, boolean]>([
    [{ sequence: [A, B] }, 'A0 B1', true],
    [{ sequence: [A, B] }, 'B0 A1', false],
    [{ sequence: [A, B] }, 'A1 B1', false],
    [{ sequence: [A, A] }, 'A0', false],
    [{ sequence: [A, A] }, 'A0 A1', true],
    [{ sequence: [A, { ...B, within: '1h' }] }, 'A0 B60', true],
    [{ sequence: [A, { ...B, within: '1h' }] }, 'A0 B61', false],
    [{ sequence: [A, { ...B, within: '1h' }] }, 'A0 A30 B90', true],
    // The last A before B is not the one that B needs a C after: greedy matching would be wrong here.
    [
      { sequence: [A, { ...B, within: '1h' }, { ...C, within: '1h' }] },
      'A0 B10 A20 B70 C75 ',
      true,
    ],
    [{ sequence: [A, { ...B, within: '1h' }, { ...C, within: '1h' }] }, 'A0 B50 B100 C130', false],
    [{ sequence: [A, { event: ['B', 'C'] }, { event: '*' }] }, 'A0 C1 A2', true],
    [{ sequence: [A, B], within: { last: '30d' } }, 'A0 B1', false],
    [{ sequence: [A, B], within: { from: '2026-03-01T00:01:00Z' } }, 'A0 B1', false],
    [{ sequence: [A, { ...B, not: true }] }, 'A0', true],
    [{ sequence: [A, { ...B, not: true }] }, 'A0 B1', false],
    [{ sequence: [A, { ...B, not: true }] }, 'A0 B0', true],
    [{ sequence: [A, { ...B, not: true }] }, 'A0 B1 A2', true],
    [{ sequence: [A, { ...B, not: true, within: '1h' }] }, 'A0 B60', false],
    [{ sequence: [A, { ...B, not: true, within: '1h' }] }, 'A0 B61', true],
    [{ sequence: [A, { ...B, not: true, within: '1h' }] }, 'A0 B60 A70', true],
    [{ sequence: [A, { ...A, not: true }] }, 'A0 A1', true],
    [
      { sequence: [A, { ...B, not: true }], within: { to: '2026-03-01T00:01:00Z' } },
      'A0 B5',
      false,
    ],
  ])('%j finds %s: %s', async (rule, timeline, isFound) => {
    await store({ it: timeline, other: 'B0 C0' });

    const members = await database.members(rule, UTC);

    expect(members).toEqual(isFound ? ['it'] : []);
  });

  it('waits until the time of its absent step is over', async () => {
    await store({ it: 'A0' });
    const rule = { sequence: [A, { ...B, not: true, within: '1h' }] };
    const over = Date.parse('2026-03-01T01:00:00Z');

    const [before, after] = [
      await database.members(rule, { ...UTC, now: new Date(over - 1) }),
      await database.members(rule, { ...UTC, now: new Date(over) }),
    ];

    expect([before, after]).toEqual([[], ['it']]);
  });

  it('asks the where of each step of its own event', async () => {
    const shared = { name: 'A', properties: { v: 1 } };
    await database.store({
      it: {
        events: [
          { ...shared, at: '2026-03-01T00:00:00Z' },
          { name: 'A', at: '2026-03-02T00:00:00Z' },
        ],
      },
      other: {
        events: [
          { name: 'A', at: '2026-03-01T00:00:00Z' },
          { ...shared, at: '2026-03-02T00:00:00Z' },
        ],
      },
    });
    const where = { property: 'v', op: 'eq', value: 1 };

    const members = await database.members({ sequence: [{ ...A, where }, A] }, UTC);

    expect(members).toEqual(['it']);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type JsonObject } from '@segue/sdk';
import { MemberDatabase, type StoredProfile } from './testing/member-database.js';

const UTC = {
  now: new Date('2026-01-15T12:00:00.000Z'),
  timezone: 'UTC',
  segments: new Map<string, number>(),
  segmentId: 1,
};

let database: MemberDatabase;
beforeAll(async () => {
  database = await MemberDatabase.open();
});
afterAll(() => database.close());

/** One profile for each value of the trait `t`; `unset` never had it. */
const storeValues = async (values: JsonObject): Promise<void> => {
  const profiles = Object.entries(values).map(([name, t]): [string, StoredProfile] => [
    name,
    { traits: { t } },
  ]);
  await database.store({ ...Object.fromEntries(profiles), unset: {} });
};

describe('a condition on a scalar', () => {
  beforeAll(() =>
    storeValues({
      ...{ five: 5, fiveText: '5', price: '12.50', priceNumber: 12.5, eur: '12 EUR', zero: 0 },
      ...{ abc: 'abc', ABC: 'ABC', empty: '', percent: 'a%b', axb: 'axb', umlaut: 'ÄRGER' },
      ...{ yes: true, no: false, yesText: 'True', cleared: null },
      ...{ list: [5, 'abc'], emptyList: [], object: { abc: 1 } },
    }),
  );

  const VALUES = [
    ...[
      'five',
      'fiveText',
      'price',
      'priceNumber',
      'eur',
      'zero',
      'abc',
      'ABC',
      'empty',
      'percent',
    ],
    ...['axb', 'umlaut', 'yes', 'no', 'yesText', 'list', 'emptyList', 'object'],
  ];
  const ALL = [...VALUES, 'cleared', 'unset'];
  const allBut = (...names: string[]): string[] => ALL.filter((name) => !names.includes(name));

  it.each<[object, string[]]>([
    [{ op: 'exists' }, VALUES],
    [{ op: 'missing' }, ['cleared', 'unset']],
    [{ op: 'exists', ifMissing: true }, ALL],
    [{ op: 'missing', ifMissing: false }, []],
    [{ op: 'eq', value: 'abc' }, ['abc']],
    [{ op: 'eq', value: 'abc', ignoreCase: true }, ['abc', 'ABC']],
    [{ op: 'eq', value: 'ärger', ignoreCase: true }, ['umlaut']],
    [{ op: 'eq', value: '' }, ['empty']],
    [{ op: 'eq', value: '5' }, ['five', 'fiveText']],
    [{ op: 'eq', value: 5 }, ['five', 'fiveText']],
    [{ op: 'eq', value: 12.5 }, ['price', 'priceNumber']],
    [{ op: 'eq', value: '12.5' }, ['priceNumber']],
    [{ op: 'eq', value: 0 }, ['zero']],
    [{ op: 'eq', value: true }, ['yes', 'yesText']],
    [{ op: 'eq', value: 'true' }, ['yes']],
    [{ op: 'eq', value: false }, ['no']],
    [{ op: 'neq', value: 'abc' }, allBut('abc')],
    [{ op: 'neq', value: 'abc', ignoreCase: true }, allBut('abc', 'ABC')],
    [{ op: 'neq', value: 5 }, allBut('five', 'fiveText')],
    [{ op: 'neq', value: 5, ifMissing: false }, ['price', 'priceNumber', 'zero']],
    [{ op: 'eq', value: true, ifMissing: true }, allBut('no')],
    [{ op: 'in', value: ['abc', 'x'] }, ['abc']],
    [{ op: 'in', value: ['ABC', ''], ignoreCase: true }, ['abc', 'ABC', 'empty']],
    [{ op: 'in', value: [5, 'abc', true] }, ['five', 'fiveText', 'abc', 'yes', 'yesText']],
    [{ op: 'in', value: [12.5, 5], ifMissing: true }, allBut('zero')],
    [{ op: 'nin', value: ['abc', 5] }, allBut('abc', 'five', 'fiveText')],
    [
      { op: 'nin', value: ['abc', 5], ifMissing: false },
      VALUES.filter(
        (name) => !['abc', 'five', 'fiveText', 'list', 'emptyList', 'object'].includes(name),
      ),
    ],
    [{ op: 'gt', value: 5 }, ['price', 'priceNumber']],
    [{ op: 'gte', value: 5 }, ['five', 'fiveText', 'price', 'priceNumber']],
    [{ op: 'lt', value: 5 }, ['zero']],
    [{ op: 'lte', value: 5 }, ['five', 'fiveText', 'zero']],
    [{ op: 'lt', value: 5, ifMissing: true }, allBut('five', 'fiveText', 'price', 'priceNumber')],
    [{ op: 'between', value: [5, 12.5] }, ['five', 'fiveText', 'price', 'priceNumber']],
    [{ op: 'contains', value: 'b' }, ['abc', 'percent', 'axb']],
    [{ op: 'contains', value: 'a%b' }, ['percent']],
    [{ op: 'contains', value: 'a.b' }, []],
    [{ op: 'contains', value: 'BC', ignoreCase: true }, ['abc', 'ABC']],
    [{ op: 'contains', value: '2.5' }, ['price', 'priceNumber']],
    [{ op: 'ncontains', value: 'b' }, allBut('abc', 'percent', 'axb')],
    [{ op: 'startsWith', value: 'a' }, ['abc', 'percent', 'axb']],
    [{ op: 'startsWith', value: 'A', ignoreCase: true }, ['abc', 'ABC', 'percent', 'axb']],
    [{ op: 'endsWith', value: 'b' }, ['percent', 'axb']],
    [{ op: 'endsWith', value: 'longer than any of them, abc' }, []],
    [{ op: 'matches', value: '^a.b$' }, ['percent', 'axb']],
    [{ op: 'matches', value: 'B', ignoreCase: true }, ['abc', 'ABC', 'percent', 'axb']],
    [
      { op: 'matches', value: '^\\D+$', ignoreCase: true },
      ['abc', 'ABC', 'percent', 'axb', 'umlaut', 'yes', 'no', 'yesText'],
    ],
    [{ op: 'hasAny', value: [5, 'x'] }, ['five', 'fiveText', 'list']],
    [{ op: 'hasAny', value: ['ABC'], ignoreCase: true }, ['abc', 'ABC', 'list']],
    [{ op: 'hasAll', value: [5, 'abc'] }, ['list']],
    [{ op: 'hasAll', value: ['abc'] }, ['abc', 'list']],
    [{ op: 'hasNone', value: [5, 'abc'] }, allBut('five', 'fiveText', 'abc', 'list')],
    [
      { op: 'hasNone', value: ['abc'], ifMissing: false },
      allBut('abc', 'list', 'object', 'cleared', 'unset'),
    ],
    [{ op: 'hasAny', value: [true] }, ['yes', 'yesText']],
    [{ op: 'length', value: { gte: 0 } }, ['list', 'emptyList']],
    [{ op: 'length', value: { neq: 2 } }, ['emptyList']],
    [{ op: 'length', value: { lt: 1 }, ifMissing: true }, allBut('list')],
    [{ op: 'length', value: { between: [1, 2] } }, ['list']],
  ])('%j holds for %j', async (condition, expected) => {
    const rule = { trait: 't', ...condition };

    expect(await database.members(rule, UTC)).toEqual([...expected].sort());
  });

  it.each([
    { op: 'eq', value: 5 },
    { op: 'neq', value: 'abc', ifMissing: false },
    { op: 'in', value: [5, 'x', true] },
    { op: 'gt', value: '2026-01-01' },
    { op: 'hasAll', value: ['abc'] },
    { op: 'length', value: { lt: 1 } },
    { op: 'matches', value: 'a' },
  ])('not %j is the exact complement', async (condition) => {
    const rule = { trait: 't', ...condition };

    const [positive, negative] = [
      await database.members(rule, UTC),
      await database.members({ not: rule }, UTC),
    ];

    expect([...positive, ...negative].sort()).toEqual([...ALL].sort());
  });
});

describe('numbers', () => {
  it('compare exactly, whatever their size', async () => {
    await storeValues({
      tenth: 0.1,
      tenthText: '0.10',
      bit: 5e-324,
      huge: 1e300,
      next: 0.1000000000000001,
    });

    expect(await database.members({ trait: 't', op: 'eq', value: 0.1 }, UTC)).toEqual([
      'tenth',
      'tenthText',
    ]);
    expect(await database.members({ trait: 't', op: 'eq', value: 5e-324 }, UTC)).toEqual(['bit']);
    expect(await database.members({ trait: 't', op: 'eq', value: 1e300 }, UTC)).toEqual(['huge']);
    expect(await database.members({ trait: 't', op: 'eq', value: '1e+300' }, UTC)).toEqual([
      'huge',
    ]);
  });
});

describe('a path', () => {
  beforeAll(() =>
    database.store({
      nested: { traits: { a: { b: 'x' }, 'a.b': 'dotted' } },
      listed: { traits: { a: [{ b: 'x' }, { b: 'y' }, { c: 1 }] } },
      deep: { traits: { a: [[{ b: ['x', 'z'] }]] } },
      cleared: { traits: { a: { b: null } } },
      scalar: { traits: { a: 'b' } },
    }),
  );

  it.each<[object, string[]]>([
    [{ trait: 'a.b', op: 'eq', value: 'x' }, ['nested']],
    [{ trait: 'a\\.b', op: 'eq', value: 'dotted' }, ['nested']],
    [{ trait: 'a.b', op: 'hasAny', value: ['x'] }, ['deep', 'listed', 'nested']],
    [{ trait: 'a.b', op: 'hasAll', value: ['x', 'y'] }, ['listed']],
    [{ trait: 'a.b', op: 'length', value: { eq: 2 } }, ['deep', 'listed']],
    [{ trait: 'a.b', op: 'missing' }, ['cleared', 'scalar']],
  ])('%j holds for %j', async (rule, expected) => {
    expect(await database.members(rule, UTC)).toEqual(expected);
  });
});

describe('another trait', () => {
  beforeAll(() =>
    database.store({
      numbers: { traits: { t: '10', o: 9 } },
      text: { traits: { t: 'Ab', o: 'aB' } },
      numberAsText: { traits: { t: 5, o: '5' } },
      dates: { traits: { t: '2026-01-02', o: '2026-01-01T23:59:59.999Z' } },
      booleans: { traits: { t: 'TRUE', o: true } },
      words: { traits: { t: 'b', o: 'a' } },
      list: { traits: { t: [1], o: [1] } },
      uncastable: { traits: { t: 'x', o: 5 } },
      otherMissing: { traits: { t: 5, o: null } },
      missing: { traits: { o: 5 } },
    }),
  );
  const value = { trait: 'o' };

  it.each<[object, string[]]>([
    [{ op: 'eq', value }, ['booleans', 'numberAsText']],
    [{ op: 'eq', value, ignoreCase: true }, ['booleans', 'numberAsText', 'text']],
    [{ op: 'gt', value }, ['dates', 'numbers']],
    [{ op: 'lte', value }, []],
    [
      { op: 'lt', value, ifMissing: true },
      [
        'booleans',
        'list',
        'missing',
        'numberAsText',
        'otherMissing',
        'text',
        'uncastable',
        'words',
      ],
    ],
    [{ op: 'neq', value, ifMissing: false }, ['dates', 'numbers', 'text', 'words']],
    [
      { op: 'neq', value },
      ['dates', 'list', 'missing', 'numbers', 'otherMissing', 'text', 'uncastable', 'words'],
    ],
  ])('%j holds for %j', async (condition, expected) => {
    expect(await database.members({ trait: 't', ...condition }, UTC)).toEqual(expected);
  });
});

describe('a date', () => {
  const BERLIN = { ...UTC, timezone: 'Europe/Berlin' };
  beforeAll(() =>
    storeValues({
      day: '2026-01-15',
      instant: '2026-01-15T12:00:00Z',
      wall: '2026-01-15T13:00:00',
      millisecondLater: '2026-01-15T12:00:00.001Z',
      dayAgo: '2026-01-14T12:00:00Z',
      tomorrow: '2026-01-16',
      monthAgo: '2025-12-15T13:00',
      birthday: '1990-02-14',
      number: 20260115,
      noDate: '2026-13-01',
      loose: '2026-01-15 12:00',
      offset: '2026-01-15T23:30:00+12:00',
    }),
  );

  it.each<[object, string[]]>([
    [{ op: 'between', value: ['2026-01-15T13:00', '2026-01-15T12:00:00Z'] }, ['instant', 'wall']],
    [{ op: 'gt', value: '2026-01-15T13:00:00' }, ['millisecondLater', 'tomorrow']],
    [{ op: 'gte', value: '2026-01-16' }, ['tomorrow']],
    [{ op: 'lt', value: '2026-01-15' }, ['birthday', 'dayAgo', 'monthAgo']],
    [{ op: 'before', value: '2026-01-15' }, ['birthday', 'dayAgo', 'monthAgo']],
    [
      { op: 'after', value: '2026-01-15T12:00:00Z' },
      ['instant', 'millisecondLater', 'tomorrow', 'wall'],
    ],
    [{ op: 'eq', value: '2026-01-15' }, ['day']],
    [{ op: 'withinLast', value: '1d' }, ['day', 'instant', 'offset', 'wall']],
    [{ op: 'withinNext', value: '1d' }, ['millisecondLater', 'tomorrow']],
    [{ op: 'withinNext', value: '1M' }, ['millisecondLater', 'tomorrow']],
    [{ op: 'olderThan', value: '1d' }, ['birthday', 'dayAgo', 'monthAgo']],
    [{ op: 'olderThan', value: '1M' }, ['birthday', 'monthAgo']],
    [{ op: 'withinLast', value: '1M' }, ['day', 'dayAgo', 'instant', 'offset', 'wall']],
    [{ op: 'inPeriod', value: 'today' }, ['day', 'instant', 'millisecondLater', 'offset', 'wall']],
    [{ op: 'inPeriod', value: 'tomorrow' }, ['tomorrow']],
    [{ op: 'inPeriod', value: 'lastMonth' }, ['monthAgo']],
    [
      { op: 'inPeriod', value: 'thisWeek' },
      ['day', 'dayAgo', 'instant', 'millisecondLater', 'offset', 'tomorrow', 'wall'],
    ],
    [
      { op: 'anniversaryWithinNext', value: '30d' },
      ['birthday', 'day', 'instant', 'millisecondLater', 'offset', 'tomorrow', 'wall'],
    ],
    [
      { op: 'anniversaryWithinNext', value: '29d' },
      ['day', 'instant', 'millisecondLater', 'offset', 'tomorrow', 'wall'],
    ],
  ])('%j holds for %j', async (condition, expected) => {
    expect(await database.members({ trait: 't', ...condition }, BERLIN)).toEqual(expected);
  });
});

describe('values that no source should send', () => {
  const OPS = [
    { op: 'eq', value: 'x' },
    { op: 'gt', value: 1 },
    { op: 'eq', value: true },
    { op: 'after', value: '2026-01-01' },
    { op: 'olderThan', value: '5000y' },
    { op: 'withinLast', value: '5000y' },
    { op: 'withinNext', value: '60000M' },
    { op: 'anniversaryWithinNext', value: '1d' },
    { op: 'hasAny', value: [1, 'x', true], ignoreCase: true },
    { op: 'matches', value: 'x' },
    { op: 'length', value: { gt: 1 } },
  ];

  it.each(OPS)('raise no error under %j', async (condition) => {
    await storeValues({
      ...{ first: '0001-01-01', last: '9999-12-31', edge: '9999-12-31T23:59:59.9999999-15:59' },
      ...{
        bc: '0001-01-01T00:00:00+15:59',
        zero: '0000-01-01',
        leap: '2026-02-30',
        sixty: '2026-01-01T00:00:60Z',
      },
      ...{
        huge: 1.7976931348623157e308,
        tiny: 5e-324,
        text: '1e999',
        long: '9'.repeat(400),
        exponent: '1e99999',
      },
      ...{
        deep: [[[{ a: [[]] }]]],
        nothing: [null],
        nested: { t: null },
        control: 'a\tb\n',
        emoji: '😀',
      },
    });

    const members = database.members({ trait: 't', ...condition }, UTC);

    await expect(members).resolves.toBeInstanceOf(Array);
  });
});

describe('heldFor', () => {
  const at = (day: number): string => `2026-01-${String(day).padStart(2, '0')}T12:00:00.000Z`;

  beforeAll(() =>
    database.store({
      held: { traits: { plan: 'paid' }, observations: [{ at: at(8), traits: { plan: 'paid' } }] },
      almost: {
        traits: { plan: 'paid' },
        observations: [{ at: '2026-01-08T12:00:00.001Z', traits: { plan: 'paid' } }],
      },
      repeated: {
        traits: { plan: 'paid' },
        observations: [5, 10].map((day) => ({ at: at(day), traits: { plan: 'paid' } })),
      },
      otherKey: {
        traits: { plan: 'paid', x: 1 },
        observations: [
          { at: at(5), traits: { plan: 'paid' } },
          { at: at(10), traits: { x: 1 } },
        ],
      },
      returned: {
        traits: { plan: 'paid' },
        observations: [
          { at: at(1), traits: { plan: 'paid' } },
          { at: at(10), traits: { plan: 'free' } },
          { at: at(11), traits: { plan: 'paid' } },
        ],
      },
      lateArrival: {
        traits: { plan: 'paid' },
        observations: [
          { at: at(11), traits: { plan: 'paid' } },
          { at: at(2), traits: { plan: 'paid' } },
        ],
      },
      sameInstant: {
        traits: { plan: 'paid' },
        observations: [
          { at: at(1), traits: { plan: 'paid' } },
          { at: at(10), traits: { plan: 'free' } },
          { at: at(10), traits: { plan: 'paid' } },
        ],
      },
      cleared: {
        observations: [
          { at: at(1), traits: { plan: 'paid' } },
          { at: at(10), traits: { plan: null } },
        ],
      },
      clearedLongAgo: {
        observations: [
          { at: at(1), traits: { plan: 'paid' } },
          { at: at(2), traits: { plan: null } },
          { at: at(10), traits: { plan: null } },
        ],
      },
      neverSet: { observations: [{ at: at(14), traits: { x: 1 } }] },
    }),
  );

  it('asks how long the value has been what it is', async () => {
    const rule = { trait: 'plan', op: 'eq', value: 'paid', heldFor: '7d' };

    expect(await database.members(rule, UTC)).toEqual([
      ...['held', 'lateArrival', 'otherKey', 'repeated', 'sameInstant'],
    ]);
  });

  it('takes what was never set for always missing', async () => {
    const rule = { trait: 'plan', op: 'missing', heldFor: '7d' };

    expect(await database.members(rule, UTC)).toEqual(['clearedLongAgo', 'neverSet']);
  });

  it('is not the opposite of not having changed: not turns around the whole leaf', async () => {
    const rule = { not: { trait: 'plan', op: 'eq', value: 'paid', heldFor: '1M' } };

    expect(await database.members(rule, UTC)).toHaveLength(10);
  });
});

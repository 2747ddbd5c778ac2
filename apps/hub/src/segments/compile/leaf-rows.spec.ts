import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MemberDatabase } from './testing/member-database.js';

const UTC = {
  now: new Date('2026-01-15T12:00:00.000Z'),
  timezone: 'UTC',
  segments: new Map([
    ['vip', 7],
    ['empty', 8],
  ]),
  segmentId: 1,
};

let database: MemberDatabase;
beforeAll(async () => {
  database = await MemberDatabase.open();
});
afterAll(() => database.close());

describe('leaves about what is known of a profile', () => {
  beforeAll(() =>
    database.store({
      ann: {
        identifiers: [
          { type: 'email', value: 'ann@example.com' },
          { type: 'email', value: 'Ann@Work.test' },
          { type: 'userId', value: 'u1' },
        ],
        connections: ['crm', 'web'],
        consent: { email: true, sms: false },
        segments: [7],
      },
      bob: {
        identifiers: [{ type: 'email', value: 'bob@example.com' }],
        connections: ['web'],
        consent: { email: false },
      },
      eve: {},
    }),
  );

  it.each<[object, string[]]>([
    [{ everyone: true }, ['ann', 'bob', 'eve']],
    [{ not: { everyone: true } }, []],
    [{ segment: 'vip' }, ['ann']],
    [{ not: { segment: 'vip' } }, ['bob', 'eve']],
    [{ segment: 'empty' }, []],
    [{ source: 'web' }, ['ann', 'bob']],
    [{ not: { source: 'crm' } }, ['bob', 'eve']],
    [{ identifier: 'email', op: 'exists' }, ['ann', 'bob']],
    [{ identifier: 'email', op: 'missing' }, ['eve']],
    [{ identifier: 'phone', op: 'exists' }, []],
    [{ identifier: 'email', op: 'eq', value: 'ann@example.com' }, ['ann']],
    [{ identifier: 'email', op: 'eq', value: 'u1' }, []],
    [{ identifier: 'email', op: 'neq', value: 'ann@example.com' }, ['bob', 'eve']],
    [{ identifier: 'email', op: 'in', value: ['bob@example.com', 'x'] }, ['bob']],
    [{ identifier: 'email', op: 'nin', value: ['bob@example.com', 'x'] }, ['ann', 'eve']],
    [{ identifier: 'email', op: 'endsWith', value: '@work.test' }, []],
    [{ identifier: 'email', op: 'endsWith', value: '@work.test', ignoreCase: true }, ['ann']],
    [{ identifier: 'email', op: 'ncontains', value: 'Work' }, ['bob', 'eve']],
    [{ identifier: 'email', op: 'startsWith', value: 'bob' }, ['bob']],
    [{ identifier: 'email', op: 'matches', value: '^[ab].*example' }, ['ann', 'bob']],
    [{ consent: 'email', is: 'granted' }, ['ann']],
    [{ consent: 'email', is: 'denied' }, ['bob']],
    [{ consent: 'email', is: 'unknown' }, ['eve']],
    [{ consent: 'sms', is: 'unknown' }, ['bob', 'eve']],
    [
      { all: [{ source: 'web' }, { not: { any: [{ source: 'crm' }, { segment: 'empty' }] } }] },
      ['bob'],
    ],
  ])('%j holds for %j', async (rule, expected) => {
    expect(await database.members(rule, UTC)).toEqual(expected);
  });

  it('asks only the profiles in the scope', async () => {
    const rule = { identifier: 'email', op: 'neq', value: 'ann@example.com' };

    expect(await database.members(rule, UTC, ['ann', 'eve'])).toEqual(['eve']);
    expect(await database.members(rule, UTC, [])).toEqual([]);
  });
});

describe('firstSeen and lastSeen', () => {
  beforeAll(() =>
    database.store({
      never: {},
      event: { events: [{ name: 'A', at: '2026-01-14T12:00:00Z' }] },
      observed: { observations: [{ at: '2026-01-14T12:00:00Z', traits: {} }] },
      longKnown: {
        observations: [{ at: '2020-01-01T00:00:00Z', traits: {} }],
        events: [{ name: 'A', at: '2026-01-14T12:00:00Z' }],
      },
      gone: { events: [{ name: 'A', at: '2020-01-01T00:00:00Z' }] },
      future: {
        events: [
          { name: 'A', at: '2020-01-01T00:00:00Z' },
          { name: 'A', at: '2026-01-15T12:00:00.001Z' },
        ],
      },
    }),
  );

  it.each<[object, string[]]>([
    [{ firstSeen: { last: '7d' } }, ['event', 'observed']],
    [{ lastSeen: { last: '7d' } }, ['event', 'longKnown', 'observed']],
    [{ lastSeen: { between: ['10y', '1M'] } }, ['future', 'gone']],
    [{ firstSeen: { to: '2021-01-01' } }, ['future', 'gone', 'longKnown']],
    [{ not: { lastSeen: { last: '7d' } } }, ['future', 'gone', 'never']],
    [{ lastSeen: { period: 'yesterday' } }, ['event', 'longKnown', 'observed']],
  ])('%j holds for %j', async (rule, expected) => {
    expect(await database.members(rule, UTC)).toEqual(expected);
  });
});

describe('a bucket', () => {
  const COUNT = 500;
  const names = Array.from({ length: COUNT }, (_, index) => `p${String(index).padStart(3, '0')}`);
  beforeAll(() => database.store(Object.fromEntries(names.map((name) => [name, {}]))));

  /** In millionths of a per cent, which is exact enough where no profile is as near to a bound. */
  const shareOf = (prefix: string, index: number): number => {
    const hash = createHash('sha256')
      .update(`${prefix}:${database.idOf(index)}`)
      .digest();
    return Number((hash.readBigUInt64BE() * 100_000_000n) >> 64n) / 1_000_000;
  };

  it.each<[object, string, number, number]>([
    [{ from: 0, to: 10 }, '1', 0, 10],
    [{ from: 10, to: 55.5 }, '1', 10, 55.5],
    [{ from: 50, to: 100 }, '1', 50, 100],
    [{ from: 0, to: 33.3, salt: 'autumn' }, 'autumn', 0, 33.3],
  ])('%j is the share of %s:id from %d to %d', async (bucket, prefix, from, to) => {
    const expected = names.filter((_, index) => {
      const share = shareOf(prefix, index);
      return from <= share && share < to;
    });

    const members = await database.members({ bucket }, UTC);

    expect(members).toEqual(expected);
    expect(members.length).toBeGreaterThan(10);
  });

  it('covers everyone once with buckets that meet', async () => {
    const bounds = [0, 0.1, 25, 33.333, 99.9, 100];

    const members = await Promise.all(
      bounds
        .slice(1)
        .map((to, index) => database.members({ bucket: { from: bounds[index], to } }, UTC)),
    );

    expect(members.flat().sort()).toEqual(names);
  });
});

describe('a reference to a segment', () => {
  it('that is not known is an error, not an empty segment', async () => {
    await expect(database.members({ segment: 'gone' }, UTC)).rejects.toThrow(/"gone"/);
  });
});

import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTestDatabase } from '../../../../../test/support/test-database.js';
import type { Database } from '../../database/database.js';
import { NotFoundError } from '../../status/not-found-error.js';
import type { ExplainedRule } from '../explain-rule.js';
import { SegmentRepository } from '../segment.repository.js';
import { HistoryHub } from '../testing/history-hub.js';
import type { Json } from '../testing/person.js';
import type { Explanation } from './explanation.js';
import { SegmentFailedError } from './segment-failed-error.js';
import { explainingOn } from './testing/explaining-hub.js';

const TIMEZONE = 'Europe/Berlin';
/** Half an hour after the messages have arrived. */
const NOW = '2026-03-10T12:30:00Z';
const ARRIVAL = Date.parse('2026-03-10T12:00:00Z');

const order = (timestamp: string, properties: object = {}, rest: object = {}): Json => ({
  type: 'track',
  userId: 'u1',
  event: 'Order Completed',
  timestamp,
  properties: { secret: 'not named by any rule', ...properties },
  ...rest,
});

const MESSAGES: readonly Json[] = [
  {
    type: 'identify',
    userId: 'u1',
    timestamp: '2026-02-01T08:00:00Z',
    source: 'web',
    traits: { plan: 'free', email: 'a@example.com', birthday: '1990-03-15' },
  },
  {
    type: 'identify',
    userId: 'u1',
    timestamp: '2026-03-05T08:00:00Z',
    source: 'crm',
    traits: { plan: 'paid', tags: ['a', 'b'], trialEndsAt: '2026-03-12T10:00:00Z', gone: null },
    context: { consent: { categoryPreferences: { email: true, sms: false } } },
  },
  order('2026-01-20T10:00:00Z', { total: 5, coupon: 'X' }),
  order('2026-02-20T10:00:00Z', { total: 10.1 }),
  order('2026-03-06T10:00:00Z', { total: 20.2 }),
  order('2026-03-09T10:00:00Z', { total: 30, coupon: 'Y' }),
  order('2026-03-20T10:00:00Z', { total: 40 }),
  { type: 'track', userId: 'u1', event: 'Cart', timestamp: '2026-03-08T10:00:00Z' },
  { type: 'track', userId: 'u1', event: 'Checkout', timestamp: '2026-03-10T11:00:00Z' },
  { type: 'identify', userId: 'u2', timestamp: '2026-03-01T00:00:00Z' },
];

const VIP = { event: 'Order Completed', within: { last: '7d' }, count: { gte: 2 } };

describe('ExplainService', () => {
  let database: Database;
  let hub: HistoryHub;
  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = await openTestDatabase();
    hub = new HistoryHub(database, { timezone: TIMEZONE });
    await hub.start(new Map<string, Json>([['vip', VIP]]));
    await hub.play({ at: ARRIVAL, sentAt: ARRIVAL, define: new Map(), erase: [], send: MESSAGES });
  });
  afterAll(() => database.close());

  const save = (key: string, rule: unknown): Promise<void> =>
    new SegmentRepository().save(database.prisma, { key, name: key, description: '', rule });

  const explain = async (rule: unknown, now = NOW, profile = 'userId:u1'): Promise<Explanation> => {
    await save('asked', rule);
    const { service, setNow } = explainingOn(database, TIMEZONE);
    setNow(new Date(now));
    return service.explain(profile, 'asked');
  };

  /** One leaf: what it is, what it finds, when it can change, and when the answer does. */
  const explainLeaf = async (rule: unknown) => {
    const { isMember, changesAt, explanation } = await explain(rule);
    return { isMember, changesAt, leaf: explanation };
  };

  it.each<[string, Json, boolean, object | null, string | null]>([
    ['everyone', { everyone: true }, true, null, null],
    [
      'a trait that the newest source set',
      { trait: 'plan', op: 'eq', value: 'paid' },
      true,
      {
        kind: 'trait',
        value: 'paid',
        source: { connection: 'crm', at: '2026-03-05T09:00:00.000+01:00' },
        since: '2026-03-05T09:00:00.000+01:00',
      },
      null,
    ],
    [
      'a trait that has changed too lately',
      { trait: 'plan', op: 'eq', value: 'paid', heldFor: '7d' },
      false,
      expect.objectContaining({ since: '2026-03-05T09:00:00.000+01:00' }),
      '2026-03-12T09:00:00.000+01:00',
    ],
    [
      'a trait that is missing',
      { trait: 'nothing', op: 'neq', value: 1 },
      true,
      { kind: 'trait', value: null, source: null, since: null },
      null,
    ],
    [
      'a trait that was cleared',
      { trait: 'gone', op: 'missing' },
      true,
      expect.objectContaining({
        value: null,
        source: expect.objectContaining({ connection: 'crm' }),
      }),
      null,
    ],
    [
      'a trait beside another',
      { trait: 'plan', op: 'eq', value: { trait: 'trialEndsAt' } },
      false,
      expect.objectContaining({ value: 'paid', comparedWith: '2026-03-12T10:00:00Z' }),
      null,
    ],
    [
      'a date to come',
      { trait: 'trialEndsAt', op: 'withinNext', value: '3d' },
      true,
      expect.objectContaining({ value: '2026-03-12T10:00:00Z' }),
      '2026-03-12T11:00:00.000+01:00',
    ],
    [
      'a date that is too far away',
      { trait: 'trialEndsAt', op: 'withinNext', value: '1d' },
      false,
      expect.anything(),
      '2026-03-11T11:00:00.000+01:00',
    ],
    [
      'a date that will be over',
      { trait: 'trialEndsAt', op: 'olderThan', value: '1M' },
      false,
      expect.anything(),
      // The clock goes forward in between.
      '2026-04-12T11:00:00.000+02:00',
    ],
    [
      'an anniversary',
      { trait: 'birthday', op: 'anniversaryWithinNext', value: '3d' },
      false,
      expect.objectContaining({ value: '1990-03-15' }),
      '2026-03-12T00:00:00.000+01:00',
    ],
    [
      'a date in a period',
      { trait: 'trialEndsAt', op: 'inPeriod', value: 'thisWeek' },
      true,
      expect.anything(),
      '2026-03-16T00:00:00.000+01:00',
    ],
    [
      'a count in a window',
      VIP,
      true,
      {
        kind: 'event',
        count: 2,
        events: [
          { name: 'Order Completed', at: '2026-03-09T11:00:00.000+01:00', properties: {} },
          { name: 'Order Completed', at: '2026-03-06T11:00:00.000+01:00', properties: {} },
        ],
        window: {
          from: '2026-03-03T13:30:00.000+01:00',
          isFromIncluded: false,
          to: '2026-03-10T13:30:00.000+01:00',
          isToIncluded: true,
        },
      },
      '2026-03-13T11:00:00.000+01:00',
    ],
    [
      'a count of events with properties, of which it shows no other',
      {
        event: ['Order Completed', 'Refund'],
        where: {
          any: [
            { property: 'total', op: 'gt', value: 15 },
            { property: 'coupon', op: 'exists' },
          ],
        },
        within: { period: 'lastMonth' },
        count: { eq: 0 },
      },
      true,
      {
        kind: 'event',
        count: 0,
        events: [],
        window: {
          from: '2026-02-01T00:00:00.000+01:00',
          isFromIncluded: true,
          to: '2026-03-01T00:00:00.000+01:00',
          isToIncluded: false,
        },
      },
      '2026-04-01T00:00:00.000+02:00',
    ],
    [
      'an exact sum',
      { event: 'Order Completed', within: { last: '30d' }, sum: { property: 'total', gte: 60.3 } },
      true,
      expect.objectContaining({
        count: 3,
        value: 60.3,
        events: [
          expect.objectContaining({ properties: { total: 30 } }),
          expect.objectContaining({ properties: { total: 20.2 } }),
          expect.objectContaining({ properties: { total: 10.1 } }),
        ],
      }),
      // Until then the order of the 20th makes up for those that leave the window.
      '2026-04-08T12:00:00.000+02:00',
    ],
    [
      'an average over nothing',
      { event: 'Refund', avg: { property: 'total', gte: 0 } },
      false,
      { kind: 'event', count: 0, value: null, events: [] },
      null,
    ],
    [
      'the greatest, which an event to come will change',
      { event: 'Order Completed', max: { property: 'total', gte: 40 } },
      false,
      expect.objectContaining({ value: 30 }),
      '2026-03-20T11:00:00.000+01:00',
    ],
    [
      'different values in a window of calendar months',
      {
        event: 'Order Completed',
        within: { last: '1M' },
        distinct: { property: 'coupon', gte: 1 },
      },
      true,
      expect.objectContaining({
        value: 1,
        window: expect.objectContaining({
          from: '2026-02-10T13:30:00.000+01:00',
          isFromIncluded: false,
        }),
      }),
      '2026-04-09T11:00:00.000+02:00',
    ],
    [
      'a window from one duration ago to another',
      { event: 'Cart', within: { between: ['1M', '3d'] } },
      false,
      expect.objectContaining({
        count: 0,
        window: {
          from: '2026-02-10T13:30:00.000+01:00',
          isFromIncluded: false,
          to: '2026-03-07T13:30:00.000+01:00',
          isToIncluded: true,
        },
      }),
      '2026-03-11T11:00:00.000+01:00',
    ],
    [
      'the first of all times',
      {
        event: 'Order Completed',
        occurrence: 'first',
        within: { from: '2026-01-01', to: '2026-02-01' },
        having: { property: 'coupon', op: 'eq', value: 'X' },
      },
      true,
      expect.objectContaining({
        count: 4,
        chosen: {
          name: 'Order Completed',
          at: '2026-01-20T11:00:00.000+01:00',
          properties: { coupon: 'X' },
          isInWindow: true,
          hasHaving: true,
        },
      }),
      null,
    ],
    [
      'counts in calendar weeks',
      { event: 'Order Completed', periods: { unit: 'week', last: 2, atLeast: 1 } },
      true,
      expect.objectContaining({
        periods: [
          {
            from: '2026-03-02T00:00:00.000+01:00',
            to: '2026-03-09T00:00:00.000+01:00',
            count: 1,
            holds: true,
          },
          {
            from: '2026-02-23T00:00:00.000+01:00',
            to: '2026-03-02T00:00:00.000+01:00',
            count: 0,
            holds: false,
          },
        ],
      }),
      // The order of 9 March counts until the week of the 30th, that of the 20th a week longer.
      '2026-04-06T00:00:00.000+02:00',
    ],
    [
      'a sequence that goes on too late',
      { sequence: [{ event: 'Cart' }, { event: 'Checkout', within: '1d' }, { event: 'Pay' }] },
      false,
      {
        kind: 'sequence',
        steps: [
          {
            state: 'found',
            event: { name: 'Cart', at: '2026-03-08T11:00:00.000+01:00', properties: {} },
            until: null,
          },
          {
            state: 'late',
            event: { name: 'Checkout', at: '2026-03-10T12:00:00.000+01:00', properties: {} },
            until: '2026-03-09T11:00:00.000+01:00',
          },
          { state: 'missing', event: null, until: null },
        ],
      },
      null,
    ],
    [
      'a sequence that waits for what must not come',
      { sequence: [{ event: 'Checkout' }, { event: 'Pay', not: true, within: '24h' }] },
      false,
      expect.objectContaining({
        absent: { state: 'waiting', event: null, until: '2026-03-11T12:00:00.000+01:00' },
      }),
      '2026-03-11T12:00:00.000+01:00',
    ],
    [
      'a sequence that is blocked',
      {
        sequence: [{ event: 'Cart' }, { event: 'Order Completed', not: true, within: '7d' }],
        within: { last: '30d' },
      },
      false,
      expect.objectContaining({
        absent: {
          state: 'blocked',
          event: {
            name: 'Order Completed',
            at: '2026-03-09T11:00:00.000+01:00',
            properties: {},
          },
          until: '2026-03-15T11:00:00.000+01:00',
        },
      }),
      null,
    ],
    [
      'another segment, and when it changes',
      { segment: 'vip' },
      true,
      { kind: 'segment', memberSince: '2026-03-10T13:00:00.000+01:00' },
      '2026-03-13T11:00:00.000+01:00',
    ],
    [
      'an identifier',
      { identifier: 'email', op: 'endsWith', value: '@example.com' },
      true,
      {
        kind: 'identifier',
        values: [
          { value: 'a@example.com', connection: 'web', at: '2026-03-10T13:00:00.000+01:00' },
        ],
      },
      null,
    ],
    [
      'no identifier',
      { identifier: 'phone', op: 'missing' },
      true,
      { kind: 'identifier', values: [] },
      null,
    ],
    [
      'a source',
      { source: 'crm' },
      true,
      { kind: 'source', knownSince: '2026-03-10T13:00:00.000+01:00' },
      null,
    ],
    [
      'a source that does not know it',
      { source: 'shop' },
      false,
      { kind: 'source', knownSince: null },
      null,
    ],
    [
      'consent',
      { consent: 'sms', is: 'denied' },
      true,
      {
        kind: 'consent',
        state: 'denied',
        source: { connection: 'crm', at: '2026-03-05T09:00:00.000+01:00' },
      },
      null,
    ],
    [
      'consent that nobody spoke of',
      { consent: 'post', is: 'unknown' },
      true,
      { kind: 'consent', state: 'unknown', source: null },
      null,
    ],
    [
      'a bucket',
      { bucket: { from: 0, to: 100 } },
      true,
      { kind: 'bucket', share: expect.any(Number) },
      null,
    ],
    [
      'the first message',
      { firstSeen: { last: '7d' } },
      false,
      expect.objectContaining({ kind: 'firstSeen', at: '2026-01-20T11:00:00.000+01:00' }),
      null,
    ],
    [
      'the last message, after which one is to come',
      { lastSeen: { last: '1d' } },
      true,
      expect.objectContaining({ kind: 'lastSeen', at: '2026-03-10T12:00:00.000+01:00' }),
      '2026-03-11T12:00:00.000+01:00',
    ],
  ])('shows the evidence of %s', async (_, rule, isTrue, evidence, changesAt) => {
    const { isMember, leaf, changesAt: next } = await explainLeaf(rule);

    expect({ isMember, changesAt: next }).toEqual({ isMember: isTrue, changesAt });
    expect(leaf).toEqual({
      rule,
      text: expect.any(String),
      isTrue,
      evidence,
      changesAt: leaf.changesAt,
      children: [],
    });
  });

  it('tells when a leaf can change, though the answer need not', async () => {
    const rule = { event: 'Order Completed', within: { last: '90d' }, count: { gte: 2 } };

    const { changesAt, leaf } = await explainLeaf(rule);

    expect(leaf.changesAt).toBe('2026-03-20T11:00:00.000+01:00');
    expect(changesAt).toBe('2026-06-07T12:00:00.000+02:00');
  });

  it('answers for groups and finds the instant at which all of it changes', async () => {
    const paid = { trait: 'plan', op: 'eq', value: 'paid' };
    const rule = { all: [paid, { not: { any: [VIP, { source: 'shop' }] } }] };

    const { changesAt, explanation } = await explain(rule);

    const truths = ({ isTrue, children }: ExplainedRule): unknown => [
      isTrue,
      ...children.map(truths),
    ];
    expect(truths(explanation)).toEqual([false, [true], [false, [true, [true], [false]]]]);
    expect(explanation.text).toBe('all 2 of these hold');
    expect(changesAt).toBe('2026-03-13T11:00:00.000+01:00');
  });

  it('says that it is not known when the instants come again for ever', async () => {
    const anniversary = { trait: 'birthday', op: 'anniversaryWithinNext', value: '3d' };

    const { changesAt, changesAtUnknown } = await explain({
      all: [anniversary, { not: anniversary }],
    });

    expect([changesAt, changesAtUnknown]).toEqual([null, true]);
  });

  it('says that it is not known when there are more than two hundred instants', async () => {
    const views = Array.from({ length: 210 }, (_, n) => ({
      ...{ type: 'page', userId: 'u3' },
      timestamp: new Date(ARRIVAL - n * 60_000).toISOString(),
    }));
    await hub.play({ at: ARRIVAL, sentAt: ARRIVAL, define: new Map(), erase: [], send: views });
    const viewed = (gte: number) => ({
      event: 'Page Viewed',
      within: { last: '7d' },
      count: { gte },
    });

    const few = await explain(viewed(1), NOW, 'userId:u3');
    const many = await explain(viewed(190), NOW, 'userId:u3');

    expect([few.changesAt, few.changesAtUnknown]).toEqual([null, true]);
    expect(few.explanation.changesAt).toBe('2026-03-17T09:31:00.000+01:00');
    // The last of the 21 that have to leave.
    expect([many.changesAt, many.changesAtUnknown]).toEqual([
      '2026-03-17T09:51:00.000+01:00',
      undefined,
    ]);
  });

  it('shows who put a person into a list that is kept by hand', async () => {
    const { profileId } = await explain({ everyone: true });
    const { id } = await database.prisma.segment.create({
      data: { key: 'list', name: 'List', kind: 'static' },
    });
    const addedAt = new Date('2026-03-01T00:00:00Z');
    await database.prisma.staticMember.create({
      data: { profileId, segmentId: id, addedAt, addedBy: 'ann' },
    });

    const { service } = explainingOn(database, TIMEZONE);
    const listed = await service.explain('userId:u1', 'list');
    const other = await service.explain('userId:u2', 'list');
    const referring = await explain({ not: { segment: 'list' } });

    expect(listed).toMatchObject({ isMember: true, segment: { kind: 'static' } });
    expect(listed.explanation).toMatchObject({
      rule: null,
      evidence: { kind: 'static', addedAt: '2026-03-01T01:00:00.000+01:00', addedBy: 'ann' },
    });
    expect(other.explanation.evidence).toEqual({ kind: 'static', addedAt: null, addedBy: null });
    expect(referring.isMember).toBe(false);
  });

  it('asks a segment once, however many ways lead to it', async () => {
    const below = (key: string) => ({ all: [{ segment: key }, { any: [{ segment: key }] }] });
    const keys = ['vip', ...Array.from({ length: 25 }, (_, n) => `level-${n}`)];
    for (const [n, key] of keys.slice(1).entries()) await save(key, below(keys[n]!));

    const { isMember, changesAt } = await explain(below(keys.at(-1)!));

    expect([isMember, changesAt]).toEqual([true, '2026-03-13T11:00:00.000+01:00']);
  });

  it('puts beside it what is stored, and why it is another answer', async () => {
    const rule = { event: 'Checkout', within: { last: '90m' } };
    await hub.play({
      at: ARRIVAL,
      sentAt: ARRIVAL,
      define: new Map([['stored', rule]]),
      erase: [],
      send: [],
    });
    const { service, setNow } = explainingOn(database, TIMEZONE);
    const storedAt = async (now: string) => {
      setNow(new Date(now));
      return (await service.explain('userId:u1', 'stored')).stored;
    };

    const same = await storedAt('2026-03-10T12:29:59.999Z');
    const older = await storedAt(NOW);
    await save('stored', { source: 'shop' });
    const edited = await storedAt(NOW);

    const evaluatedAt = '2026-03-10T13:00:00.000+01:00';
    expect(same).toEqual({
      isMember: true,
      since: evaluatedAt,
      evaluatedAt,
      lastChange: { at: evaluatedAt, joined: true, version: 1, cause: 'edit' },
      agrees: true,
      note: null,
    });
    expect(older).toEqual({
      ...same,
      agrees: false,
      note: `the last evaluation is older: it was at ${evaluatedAt}`,
    });
    expect(edited).toEqual({
      ...same,
      agrees: false,
      note: `the rule was edited after the last evaluation, which was at ${evaluatedAt}`,
    });
  });

  it.each([
    ['an unknown segment', 'userId:u1', 'nope'],
    ['an unknown profile', 'userId:nobody', 'vip'],
    ['an unknown uuid', '00000000-0000-7000-8000-000000000000', 'vip'],
    ['what names nobody', 'u1', 'vip'],
  ])('knows nothing of %s', async (_, profile, key) => {
    const { service } = explainingOn(database, TIMEZONE);

    const asked = service.explain(profile, key);

    await expect(asked).rejects.toThrow(NotFoundError);
    await expect(asked).rejects.not.toThrow(/nobody/);
  });

  it('finds a profile by its uuid, and by an identifier in any spelling', async () => {
    const { service } = explainingOn(database, TIMEZONE);
    const { profileId } = await service.explain('userId:u1', 'vip');

    const found = [
      await service.explain(profileId.toUpperCase(), 'vip'),
      await service.explain('email: A@Example.com', 'vip'),
    ];

    expect(found.map((one) => one.profileId)).toEqual([profileId, profileId]);
  });

  it('says why a segment cannot be evaluated', async () => {
    await save('broken', { segment: 'not-there' });

    const asked = explainingOn(database, TIMEZONE).service.explain('userId:u1', 'broken');

    await expect(asked).rejects.toThrow(SegmentFailedError);
    await expect(asked).rejects.toThrow('it refers to "not-there", which does not exist');
  });
});

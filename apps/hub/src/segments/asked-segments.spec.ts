import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_CONNECTION } from '../scenarios/send-messages.js';
import { EvaluationWorld } from './testing/evaluation-world.js';

const START = Date.parse('2026-01-10T00:00:00Z');
const DAY = 86_400_000;
const at = (days: number): Date => new Date(START + days * DAY);

const track = (userId: string, event: string, days = 0, properties = {}) => ({
  ...{ type: 'track', userId, event, properties, timestamp: at(days).toISOString() },
});
const identify = (userId: string, traits: object, more: object = {}) => ({
  ...{ type: 'identify', userId, traits, ...more },
});

describe('an evaluation asks a person about those segments alone of which something changed', () => {
  let world: EvaluationWorld;
  beforeAll(async () => {
    world = await EvaluationWorld.open();
  });
  afterAll(() => world.database.close());
  beforeEach(() => world.empty());

  /** Whoever is a member no longer, though nothing says so: an evaluation that asks would put that right. */
  const forgetMembers = async (keys?: readonly string[]) => {
    const { prisma } = world.database;
    const found = await prisma.segment.findMany({ where: keys ? { key: { in: [...keys] } } : {} });
    const ids = found.map(({ id }) => id);
    await prisma.membership.deleteMany({ where: { segmentId: { in: ids } } });
  };

  const KNOWN = [
    identify('u1', { plan: 'paid', city: 'Ulm', email: 'a@example.com' }),
    track('u1', 'A'),
    track('u1', 'B', 0.1),
    { ...track('u1', 'B', 0.2), anonymousId: 'a1' },
  ];
  const SEGMENTS = {
    a: { event: 'A' },
    b: { event: 'B', within: { last: '30d' } },
    any: { event: '*' },
    order: { sequence: [{ event: 'A' }, { event: 'B' }] },
    paid: { trait: 'plan', op: 'eq', value: 'paid' },
    settled: { trait: 'city', op: 'exists' },
    lives: { trait: 'city', op: 'neq', value: { trait: 'home' } },
    held: { trait: 'plan', op: 'exists', heldFor: '1d' },
    consents: { not: { consent: 'sms', is: 'denied' } },
    mailed: { identifier: 'email', op: 'exists' },
    visits: { identifier: 'anonymousId', op: 'exists' },
    listed: { identifier: 'email', op: 'startsWith', value: 'a' },
    known: { source: DEFAULT_CONNECTION },
    seen: { lastSeen: { last: '90d' } },
    young: { firstSeen: { last: '90d' } },
    drawn: { bucket: { from: 0, to: 100 } },
    of_b: { all: [{ segment: 'b' }, { everyone: true }] },
    of_of_b: { not: { not: { segment: 'of_b' } } },
  };
  const MESSAGE = ['known', 'seen', 'young'];
  const EVERYTHING = Object.keys(SEGMENTS).toSorted();

  it.each<[string, readonly object[], readonly string[]]>([
    ['an event', [track('u1', 'A', 1)], ['a', 'any', 'order']],
    [
      'an event that others look for through segments',
      [track('u1', 'B', 1)],
      ['any', 'b', 'of_b', 'of_of_b', 'order'],
    ],
    ['an event that nobody looks for', [track('u1', 'C', 1)], ['any']],
    ['a trait with another value', [identify('u1', { city: 'Rome' })], ['lives', 'settled']],
    ['a trait with the value that it has', [identify('u1', { plan: 'paid' })], ['held']],
    ['a trait that another one is compared with', [identify('u1', { home: 'Bonn' })], ['lives']],
    ['a trait that nobody looks for', [identify('u1', { colour: 'red' })], []],
    [
      'consent',
      [identify('u1', {}, { context: { consent: { categoryPreferences: { sms: true } } } })],
      ['consents'],
    ],
    ['an address', [identify('u1', { email: 'ab@example.com' })], ['listed', 'mailed', 'visits']],
    [
      'a second address',
      [identify('u1', {}, { anonymousId: 'a2' })],
      ['listed', 'mailed', 'visits'],
    ],
    [
      'two messages',
      [track('u1', 'A', 1), identify('u1', { city: 'Rome' })],
      ['a', 'any', 'lives', 'order', 'settled'],
    ],
  ])('when %s arrives', async (_, messages, asked) => {
    await world.define(SEGMENTS);
    await world.send(at(0), ...KNOWN);
    await world.evaluate(at(0.5));
    await world.evaluate(at(1.5));
    expect(Object.keys(await world.members())).toEqual(EVERYTHING);
    await forgetMembers();
    await world.send(at(1.5), ...messages);

    const { evaluated } = await world.evaluate(at(1.5));

    const found = [...asked, ...MESSAGE].toSorted();
    expect(evaluated).toBe(1);
    expect(Object.keys(await world.members())).toEqual(found);
  });

  it.each<[string, readonly object[]]>([
    ['is new', [identify('u2', {})]],
    ['was merged with somebody', [{ type: 'alias', userId: 'u2', previousId: 'u1' }]],
  ])('asks about all when somebody %s', async (_, messages) => {
    await world.define({ drawn: SEGMENTS.drawn, a: SEGMENTS.a, none: { not: { event: 'C' } } });
    await world.send(at(0), ...KNOWN);
    await world.evaluate(at(0));
    await forgetMembers();
    await world.send(at(1), ...messages);

    await world.evaluate(at(1));

    const { drawn, none } = await world.members();
    expect([drawn, none].map((users) => users?.includes('u2'))).toEqual([true, true]);
  });

  it('asks nobody when what arrived is of no interest', async () => {
    await world.define({ a: SEGMENTS.a, paid: SEGMENTS.paid });
    await world.send(at(0), ...KNOWN);
    await world.evaluate(at(0));
    await world.send(at(1), track('u1', 'C', 1), identify('u1', { plan: 'paid', city: 'Rome' }));

    expect(await world.evaluate(at(1))).toEqual({ evaluated: 0, joined: 0, left: 0 });
  });

  it('asks when an event of the future is in the present', async () => {
    await world.define({ a: { event: 'A', count: { gte: 2 } }, b: SEGMENTS.b });
    await world.send(at(0), ...KNOWN);
    await world.send(at(0), track('u1', 'A', 3));
    await world.evaluate(at(1));
    await forgetMembers();

    const early = await world.evaluate(at(2));
    await world.evaluate(at(3));

    expect(early.evaluated).toBe(0);
    expect(await world.members()).toEqual({ a: ['u1'] });
  });

  it('asks those about a window alone of whom something left it', async () => {
    await world.define({
      short: { event: 'A', within: { last: '5d' } },
      other: { event: 'A', within: { last: '50d' } },
      of_short: { segment: 'short' },
    });
    await world.send(at(0), ...KNOWN);
    await world.evaluate(at(0));
    await forgetMembers(['other']);

    expect(await world.evaluate(at(6))).toEqual({ evaluated: 1, joined: 0, left: 2 });
  });

  // The dates of a profile are one instant for all segments, in one group and in several.
  it.each([1, 70])(
    'keeps the date of a segment that it does not ask about, of %d',
    async (more) => {
      const over = { property: 'until', op: 'olderThan', value: '1d' };
      const other = (event: string) => ({ any: [{ event }, { event, where: over }] });
      const others = Array.from({ length: more }, (_, n) => [`s${n}`, other(`E${n}`)] as const);
      await world.define({ over: { event: 'A', where: over }, ...Object.fromEntries(others) });
      await world.send(at(0), track('u1', 'A', 0, { until: at(5).toISOString() }));
      await world.evaluate(at(0));
      await world.send(at(1), track('u1', 'E0', 1));
      expect(await world.evaluate(at(1))).toEqual({ evaluated: 1, joined: 1, left: 0 });

      expect(await world.database.prisma.due.findMany()).toMatchObject([{ dueAt: at(6) }]);
      expect(await world.evaluate(at(6))).toEqual({ evaluated: 1, joined: 1, left: 0 });
      expect(await world.database.prisma.due.findMany()).toEqual([]);
    },
  );

  it('knows more segments than a mask has bits apart', async () => {
    const names = Array.from({ length: 130 }, (_, n) => `s${n}`);
    await world.define(Object.fromEntries(names.map((name) => [name, { event: name }])));
    await world.send(at(0), track('u1', 's5'), track('u1', 's69'), track('u1', 's129'));
    await world.send(at(0), track('u2', 's5'));
    await world.evaluate(at(0));
    await forgetMembers();
    await world.send(at(1), track('u1', 's69', 1), track('u2', 's64', 1));

    await world.evaluate(at(1));

    expect(await world.members()).toEqual({ s64: ['u2'], s69: ['u1'] });
  });

  it('knows them apart where some of them cannot be evaluated', async () => {
    const broken = { event: 'A', where: { property: 'tags', op: 'hasAny', value: [true] } };
    await world.define({ broken, a: SEGMENTS.a, of_it: { segment: 'broken' }, b: SEGMENTS.b });
    await world.send(at(0), ...KNOWN);
    await world.evaluate(at(0.5));
    await forgetMembers(['a']);
    await world.send(at(1), track('u1', 'A', 1, { tags: [true] }));
    const { prisma } = world.database;
    await prisma.$executeRaw`ALTER FUNCTION segue_booleans(jsonb) RENAME TO gone`;

    const result = await world.evaluate(at(1));
    await prisma.$executeRaw`ALTER FUNCTION gone(jsonb) RENAME TO segue_booleans`;

    expect(result).toEqual({ evaluated: 1, joined: 1, left: 0, errors: ['broken', 'of_it'] });
    expect(await world.members()).toEqual({ a: ['u1'], b: ['u1'] });
  });

  it('asks about segments that read the members of others', async () => {
    const rules = Array.from({ length: 41 }, (_, n) => ({ event: n === 0 ? 'A' : `X${n}` }));
    await world.define({ large: { any: rules }, of_large: { segment: 'large' }, b: SEGMENTS.b });
    await world.send(at(0), ...KNOWN);
    await world.evaluate(at(0.5));
    await forgetMembers(['large', 'of_large']);
    await world.send(at(1), track('u1', 'A', 1));

    expect(await world.evaluate(at(1))).toEqual({ evaluated: 1, joined: 2, left: 0 });
  });

  it('says why also of those about whom all are asked because the clock was set back', async () => {
    await world.define({ c: { event: 'C' } });
    await world.send(at(0), ...KNOWN);
    await world.evaluate(at(1));
    await world.send(at(0.5), track('u1', 'C', 0.5));

    await world.evaluate(at(0.5));

    const log = await world.database.prisma.membershipLog.findMany();
    expect(log.map(({ joined, cause }) => [joined, cause])).toEqual([[true, 'data']]);
  });

  it('asks whom a connection no longer knows', async () => {
    await world.define({ known: SEGMENTS.known, a: SEGMENTS.a });
    await world.send(at(0), ...KNOWN);
    await world.evaluate(at(0));

    const count = await world.hub.profiles.forgetConnection(
      world.database.prisma,
      DEFAULT_CONNECTION,
    );

    expect(count).toBe(1);
    expect(await world.evaluate(at(0))).toEqual({ evaluated: 1, joined: 0, left: 1 });
    expect(await world.members()).toEqual({ a: ['u1'] });
  });
});

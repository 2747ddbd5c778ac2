import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openTestDatabase } from '../../../../test/support/test-database.js';
import type { Database } from '../database/database.js';
import { NotFoundError } from '../status/not-found-error.js';
import { HistoryRangeError } from './segment-errors.js';
import { SegmentWorld } from './testing/segment-world.js';

const PAID = { trait: 'plan', op: 'eq', value: 'paid' };

describe('MembershipLogService', () => {
  let database: Database;
  let world: SegmentWorld;

  beforeAll(async () => {
    database = await openTestDatabase();
  });
  beforeEach(async () => {
    const { prisma } = database;
    await prisma.$executeRaw`TRUNCATE segment, segment_version, static_member, static_change, membership, membership_log,
      profile, identifier, profile_identifier, profile_merge, trait_state, trait_history, dirty CASCADE`;
    world = new SegmentWorld(database, 'Europe/Berlin');
    world.clock.set('2026-03-27T12:00:00Z');
    await world.apply();
    await world.segments.create({ key: 'payers', rule: PAID }, 'ada');
  });
  afterAll(() => database.close());

  /** Somebody has this plan from then on, and everything is evaluated. */
  const set = async (at: string, userId: string, plan: string, email?: string) => {
    world.clock.set(at);
    const identifiers = { userId, ...(email === undefined ? {} : { email }) };
    await world.send({ identifiers, traits: { plan } });
    await world.evaluate();
  };
  const days = async (from: string, to: string) =>
    (await world.log.history('payers', { from, to })).days.map(
      ({ date, size, entries, exits }) => `${date.slice(5)}: ${size} (+${entries} -${exits})`,
    );
  const in_ = async (userId: string, at: string) =>
    (await world.log.membershipsAt(await world.profileOf(userId), new Date(at))).segments.map(
      ({ key }) => key,
    );

  it('counts by the days of the workspace, also on the one that has 23 hours', async () => {
    await set('2026-03-28T22:59:59.999Z', 'ada', 'paid');
    await set('2026-03-28T23:00:00Z', 'joan', 'paid');
    await set('2026-03-29T21:59:59.999Z', 'ada', 'free');
    await set('2026-03-29T22:00:00Z', 'grace', 'paid');
    world.clock.set('2026-04-01T10:00:00Z');

    expect(await days('2026-03-27', '2026-04-05')).toEqual([
      '03-27: 0 (+0 -0)',
      '03-28: 1 (+1 -0)',
      '03-29: 1 (+1 -1)',
      '03-30: 2 (+1 -0)',
      '03-31: 2 (+0 -0)',
      '04-01: 2 (+0 -0)',
    ]);
    expect(await days('2026-03-28', '2026-03-29')).toEqual([
      '03-28: 1 (+1 -0)',
      '03-29: 1 (+1 -1)',
    ]);
  });

  it('counts the day that has 25 hours as one', async () => {
    await set('2026-10-24T22:00:00Z', 'ada', 'paid');
    await set('2026-10-25T22:59:59.999Z', 'joan', 'paid');
    await set('2026-10-25T23:00:00Z', 'grace', 'paid');

    expect(await days('2026-10-24', '2026-10-26')).toEqual([
      '10-24: 0 (+0 -0)',
      '10-25: 2 (+2 -0)',
      '10-26: 3 (+1 -0)',
    ]);
  });

  it('has the edits of each day, by whom, and 30 days where none are asked for', async () => {
    world.clock.set('2026-03-28T23:30:00Z');
    await world.segments.edit('payers', { rule: { ...PAID, value: 'pro' } }, 'joan');

    const { days: all, timezone } = await world.log.history('payers');

    expect(timezone).toBe('Europe/Berlin');
    expect(all).toHaveLength(30);
    expect(all.flatMap(({ date, edits }) => edits.map((edit) => ({ date, ...edit })))).toEqual([
      ...[{ date: '2026-03-27', version: 1, savedBy: 'ada', savedAt: expect.any(Date) }],
      ...[{ date: '2026-03-29', version: 2, savedBy: 'joan', savedAt: expect.any(Date) }],
    ]);
  });

  it('refuses days that make no range', async () => {
    const ask = (from: string, to: string) => world.log.history('payers', { from, to });

    await expect(ask('2026-03-02', '2026-03-01')).rejects.toThrow(HistoryRangeError);
    await expect(ask('2020-01-01', '2026-03-01')).rejects.toThrow(HistoryRangeError);
    expect((await ask('2030-01-01', '2030-01-02')).days).toEqual([]);
    await expect(world.log.history('nowhere')).rejects.toThrow(NotFoundError);
  });

  it('lists who came and went, the newest first and each once', async () => {
    await set('2026-03-28T00:00:00Z', 'ada', 'paid');
    await set('2026-03-29T00:00:00Z', 'joan', 'paid');
    await set('2026-03-30T00:00:00Z', 'ada', 'free');

    const first = await world.log.page('payers', { limit: 2 });
    const second = await world.log.page('payers', { limit: 2, after: first.next! });

    const [ada, joan] = [await world.profileOf('ada'), await world.profileOf('joan')];
    expect([...first.rows, ...second.rows]).toMatchObject([
      { profileId: ada, joined: false, cause: 'data', at: new Date('2026-03-30T00:00:00Z') },
      { profileId: joan, joined: true, cause: 'data', version: 1 },
      { profileId: ada, joined: true, cause: 'edit' },
    ]);
    expect(second.next).toBeNull();
  });

  it('pages through those who came in the same moment', async () => {
    world.clock.set('2026-03-28T00:00:00Z');
    const names = Array.from({ length: 7 }, (_, n) => `p${n}`);
    await world.send(
      ...names.map((userId) => ({ identifiers: { userId }, traits: { plan: 'paid' } })),
    );
    await world.evaluate();

    const seen: string[] = [];
    for (let after: string | undefined; ;) {
      const { rows, next } = await world.log.page('payers', { limit: 3, after });
      seen.push(...rows.map(({ profileId }) => profileId));
      if (next === null) break;
      after = next;
    }

    const all = await Promise.all(names.map((name) => world.profileOf(name)));
    expect(seen.sort()).toEqual(all.sort());
  });

  it('knows what a profile was in at any instant', async () => {
    await set('2026-03-28T00:00:00Z', 'ada', 'paid');
    await set('2026-03-30T00:00:00Z', 'ada', 'free');

    expect(await in_('ada', '2026-03-27T23:59:59.999Z')).toEqual([]);
    expect(await in_('ada', '2026-03-28T00:00:00Z')).toEqual(['payers']);
    expect(await in_('ada', '2026-03-29T23:59:59.999Z')).toEqual(['payers']);
    expect(await in_('ada', '2026-03-30T00:00:00Z')).toEqual([]);
    const nobody = '00000000-0000-7000-8000-000000000000';
    await expect(world.log.membershipsAt(nobody)).rejects.toThrow(NotFoundError);
  });

  describe('of profiles that turned out to be one person', () => {
    /** Joan had the address; from now on it is Ada's. */
    const merge = async (at: string) => {
      const joan = await world.profileOf('joan');
      world.clock.set(at);
      await world.send({ identifiers: { userId: 'ada', email: 'joan@example.com' } });
      await world.evaluate();
      return joan;
    };

    it('counts one person where both were members', async () => {
      await set('2026-03-28T12:00:00Z', 'ada', 'paid');
      await set('2026-03-29T12:00:00Z', 'joan', 'paid', 'joan@example.com');
      await merge('2026-03-30T12:00:00Z');
      await set('2026-03-31T12:00:00Z', 'ada', 'free');

      expect(await days('2026-03-28', '2026-03-31')).toEqual([
        '03-28: 1 (+1 -0)',
        '03-29: 1 (+0 -0)',
        '03-30: 1 (+0 -0)',
        '03-31: 0 (+0 -1)',
      ]);
    });

    it('does not let one’s leaving hide that the other stayed', async () => {
      await set('2026-03-28T12:00:00Z', 'joan', 'paid', 'joan@example.com');
      await set('2026-03-28T13:00:00Z', 'ada', 'paid');
      await set('2026-03-29T12:00:00Z', 'joan', 'free');
      await set('2026-03-29T13:00:00Z', 'ada', 'paid');
      await merge('2026-03-30T12:00:00Z');

      expect(await in_('ada', '2026-03-29T20:00:00Z')).toEqual(['payers']);
      expect((await days('2026-03-28', '2026-03-30'))[2]).toMatch(/^03-30: 1 /);
    });

    it('keeps both moments apart that one evaluation logged of both', async () => {
      await set('2026-03-28T12:00:00Z', 'ada', 'paid');
      world.clock.set('2026-03-29T12:00:00Z');
      await world.send(
        { identifiers: { userId: 'ada' }, traits: { plan: 'free' } },
        { identifiers: { userId: 'joan', email: 'joan@example.com' }, traits: { plan: 'paid' } },
      );
      await world.evaluate();
      await merge('2026-03-30T12:00:00Z');

      expect(await in_('ada', '2026-03-29T20:00:00Z')).toEqual(['payers']);
      expect(await days('2026-03-28', '2026-03-30')).toEqual([
        '03-28: 1 (+1 -0)',
        '03-29: 1 (+0 -0)',
        expect.stringMatching(/^03-30: 1 /),
      ]);
    });

    it('answers for the profile that is no more with the one that lives', async () => {
      await set('2026-03-28T12:00:00Z', 'ada', 'paid');
      await set('2026-03-29T12:00:00Z', 'joan', 'free', 'joan@example.com');
      const joan = await merge('2026-03-30T12:00:00Z');

      const { profileId, segments } = await world.log.membershipsAt(
        joan,
        new Date('2026-03-29T12:00:00Z'),
      );

      expect(profileId).toBe(await world.profileOf('ada'));
      expect(segments).toMatchObject([{ key: 'payers', isActive: true, version: 1 }]);
    });
  });
});

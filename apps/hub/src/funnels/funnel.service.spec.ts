import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Deed } from './testing/funnel-oracle.js';
import { FunnelWorld } from './testing/funnel-world.js';

const NOW = Date.parse('2026-03-31T12:00:00.000Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const CLOCK = { now: new Date(NOW), timezone: 'UTC' };

/** @param at  ms before now */
const did = (name: string, at: number, n?: number): Deed => ({
  ...{ name, ms: NOW - at },
  ...(n !== undefined && { n }),
});

const AB = { steps: [{ event: 'A' }, { event: 'B' }], within: { last: '30d' } };
const ABC = { ...AB, steps: [...AB.steps, { event: 'C' }] };

describe('a funnel', () => {
  let world: FunnelWorld;
  beforeAll(async () => {
    world = await FunnelWorld.open();
  });
  afterAll(() => world.close());

  /** The steps of the best attempt, in ms before now. */
  const attempt = async (
    funnel: unknown,
    deeds: readonly Deed[],
    clock = CLOCK,
  ): Promise<number[]> => {
    await world.store({ ada: deeds });
    const { ada = [] } = await world.attempts(funnel, clock);
    return ada.map((ms) => NOW - ms);
  };

  describe('of one person', () => {
    it('asks for steps that are strictly later: the same instant is not', async () => {
      expect(await attempt(AB, [did('A', HOUR), did('B', HOUR)])).toEqual([HOUR]);
      expect(await attempt(AB, [did('A', HOUR), did('B', HOUR - 1)])).toEqual([HOUR, HOUR - 1]);
    });

    it('asks for as many events as it repeats a step', async () => {
      const twice = [did('A', 3 * HOUR), did('A', 2 * HOUR)];
      const funnel = { ...AB, steps: [{ event: 'A' }, { event: '*' }, { event: ['A', 'B'] }] };

      expect(await attempt(funnel, twice)).toEqual([3 * HOUR, 2 * HOUR]);
      expect(await attempt(funnel, [...twice, did('A', HOUR)])).toHaveLength(3);
    });

    it.each([
      [HOUR - 1, 2],
      [HOUR, 2],
      [HOUR + 1, 1],
    ])('takes a step %d ms after the one before within an hour: %d reached', async (ms, count) => {
      const funnel = { ...AB, steps: [{ event: 'A' }, { event: 'B', within: '1h' }] };

      expect(await attempt(funnel, [did('A', 2 * HOUR), did('B', 2 * HOUR - ms)])).toHaveLength(
        count,
      );
    });

    it.each([
      [DAY - 1, 3],
      [DAY, 3],
      [DAY + 1, 2],
    ])('takes a last step %d ms after the first within a day: %d reached', async (ms, count) => {
      const funnel = { ...ABC, conversionWindow: '1d' };
      const deeds = [did('A', 2 * DAY), did('B', 2 * DAY - HOUR), did('C', 2 * DAY - ms)];

      expect(await attempt(funnel, deeds)).toHaveLength(count);
    });

    it.each([
      [30 * DAY - 1, 2],
      [30 * DAY, 0],
    ])('begins within the last 30 days, %d ms ago: %d reached', async (ms, count) => {
      expect(await attempt(AB, [did('A', ms), did('B', HOUR)])).toHaveLength(count);
    });

    it('needs only its first step in the window', async () => {
      const funnel = { ...AB, within: { between: ['3d', '2d'] } };

      expect(await attempt(funnel, [did('A', 2 * DAY), did('B', HOUR)])).toHaveLength(2);
      expect(await attempt(funnel, [did('A', 2 * DAY - 1), did('B', HOUR)])).toHaveLength(0);
    });

    it('ends as long after the window as the conversion window lasts', async () => {
      const funnel = { ...AB, within: { between: ['3d', '2d'] }, conversionWindow: '1d' };

      expect(await attempt(funnel, [did('A', 2 * DAY), did('B', DAY)])).toHaveLength(2);
      expect(await attempt(funnel, [did('A', 2 * DAY), did('B', DAY - 1)])).toHaveLength(1);
    });

    it('counts the attempt that succeeds, not the one that failed before it', async () => {
      const funnel = { ...AB, conversionWindow: '1h' };
      const deeds = [did('A', 9 * DAY), did('B', 8 * DAY), did('A', 2 * HOUR), did('B', HOUR)];

      expect(await attempt(funnel, deeds)).toEqual([2 * HOUR, HOUR]);
    });

    it('takes of the attempts that get furthest the earliest', async () => {
      const hours = [['A', 9] as const, ['B', 8], ['A', 7], ['A', 6], ['B', 5], ['C', 4], ['C', 1]];
      const deeds = hours.map(([name, hour]) => did(name as string, (hour as number) * HOUR));
      const funnel = { ...ABC, conversionWindow: '4h' };

      expect(await attempt(funnel, deeds)).toEqual([7 * HOUR, 5 * HOUR, 4 * HOUR]);
    });

    it('waits for a later second step where only that one leads to the third', async () => {
      const funnel = { ...ABC, steps: [...AB.steps, { event: 'C', within: '1h' }] };
      const deeds = [did('A', 9 * HOUR), did('B', 8 * HOUR), did('B', 2 * HOUR), did('C', HOUR)];

      expect(await attempt(funnel, deeds)).toEqual([9 * HOUR, 2 * HOUR, HOUR]);
    });

    it('does not know an event before its time', async () => {
      const deeds = [did('A', HOUR), did('B', -HOUR)];

      expect(await attempt(AB, deeds)).toHaveLength(1);
      expect(await attempt(AB, deeds, { ...CLOCK, now: new Date(NOW + HOUR) })).toHaveLength(2);
    });

    it.each([
      ['2026-02-28T12:00:00.000Z', 2],
      ['2026-02-28T12:00:00.001Z', 1],
    ])('counts a month forward from the event, to the end of a shorter one: %s', async (b, n) => {
      const funnel = { ...AB, within: { last: '1y' }, conversionWindow: '1M' };
      const deeds = ['2026-01-31T12:00:00Z', b].map((text, index) => ({
        name: 'AB'[index]!,
        ms: Date.parse(text),
      }));

      expect(await attempt(funnel, deeds)).toHaveLength(n);
    });

    it('counts months in the time zone of the workspace', async () => {
      const funnel = { ...AB, within: { last: '1y' }, conversionWindow: '1M' };
      const deeds = [
        { name: 'A', ms: Date.parse('2026-02-28T23:30:00Z') },
        { name: 'B', ms: Date.parse('2026-03-31T11:00:00Z') },
      ];

      expect(await attempt(funnel, deeds)).toHaveLength(1);
      expect(await attempt(funnel, deeds, { ...CLOCK, timezone: 'Asia/Tokyo' })).toHaveLength(2);
    });

    it('finds the one start of two that is early enough, where an hour came twice a month before', async () => {
      const funnel = { ...AB, within: { last: '60d' }, conversionWindow: '1M' };
      // 02:30 and then 02:10 in Berlin, a month before 02:20.
      const starts = ['2026-10-25T00:30:00Z', '2026-10-25T01:10:00Z'].map(Date.parse);
      const end = Date.parse('2026-11-25T01:20:00Z');
      const deeds = [...starts.map((ms) => ({ name: 'A', ms })), { name: 'B', ms: end }];
      const clock = { now: new Date('2026-11-26T00:00:00Z'), timezone: 'Europe/Berlin' };

      expect(await attempt(funnel, deeds, clock)).toEqual([NOW - starts[0]!, NOW - end]);
    });

    it('asks about the properties of each step', async () => {
      const where = { property: 'n', op: 'gte', value: 2 };
      const funnel = { ...AB, steps: [{ event: 'A', where }, { event: 'B' }] };

      expect(await attempt(funnel, [did('A', 3 * HOUR, 1), did('B', HOUR)])).toHaveLength(0);
      expect(await attempt(funnel, [did('A', 3 * HOUR, 2), did('B', HOUR)])).toHaveLength(2);
    });
  });

  describe('of several people', () => {
    const PEOPLE = {
      ada: [did('A', 5 * HOUR), did('B', 4 * HOUR), did('C', 2 * HOUR)],
      bea: [did('A', 5 * HOUR), did('B', 2 * HOUR)],
      cem: [did('A', 5 * HOUR), did('B', 3 * HOUR)],
      dan: [did('A', HOUR)],
      eve: [did('C', HOUR)],
    };
    beforeAll(() =>
      world.store(PEOPLE, { paid: ['ada', 'bea', 'eve'], vip: ['ada', 'dan'], none: [] }),
    );

    it('counts people, shares, times and who dropped off, of everyone and side by side', async () => {
      const funnel = { ...ABC, segments: ['vip', 'paid', 'none'] };

      const { at, groups } = await world.service(CLOCK).evaluate(funnel);

      const first = { step: 1, event: 'A', conversionFromPrevious: null, medianMs: null };
      expect(at).toEqual(CLOCK.now);
      expect(groups[0]).toEqual({
        segment: null,
        steps: [
          { ...first, people: 4, conversionFromFirst: 1, droppedOff: 0 },
          {
            ...{ step: 2, event: 'B', people: 3, conversionFromFirst: 0.75 },
            ...{ conversionFromPrevious: 0.75, medianMs: 2 * HOUR, droppedOff: 1 },
          },
          {
            ...{ step: 3, event: 'C', people: 1, conversionFromFirst: 0.25 },
            ...{ conversionFromPrevious: 1 / 3, medianMs: 2 * HOUR, droppedOff: 2 },
          },
        ],
      });
      expect(
        groups.map(({ segment, steps }) => [segment, ...steps.map(({ people }) => people)]),
      ).toEqual([
        [null, 4, 3, 1],
        ['vip', 2, 1, 1],
        ['paid', 2, 2, 1],
        ['none', 0, 0, 0],
      ]);
    });

    it('takes the middle between two people as the median', async () => {
      const { groups } = await world.service(CLOCK).evaluate({ ...AB, segments: ['paid'] });

      expect(groups[1]?.steps[1]?.medianMs).toBe(2 * HOUR);
    });

    it('has no shares and times where nobody is', async () => {
      const funnel = { ...AB, steps: [{ event: 'X' }, { event: 'Y' }] };

      const { groups } = await world.service(CLOCK).evaluate(funnel);

      const nothing = { conversionFromFirst: null, conversionFromPrevious: null, medianMs: null };
      expect(groups).toEqual([
        {
          segment: null,
          steps: [
            { step: 1, event: 'X', people: 0, droppedOff: 0, ...nothing },
            { step: 2, event: 'Y', people: 0, droppedOff: 0, ...nothing },
          ],
        },
      ]);
    });

    it('names those who dropped off, page by page, and when they came as far as they did', async () => {
      const service = world.service(CLOCK);
      const question = { funnel: ABC, step: 3 };

      const first = await service.dropped(question, { limit: 1 });
      const second = await service.dropped(question, { limit: 1, after: first.next! });

      expect([first, second].map(({ members }) => members)).toMatchObject([
        [{ userId: 'bea', reachedAt: new Date(NOW - 2 * HOUR), email: null }],
        [{ userId: 'cem', reachedAt: new Date(NOW - 3 * HOUR) }],
      ]);
      expect(first.next).toBe(first.members[0]?.profileId);
      expect(second.next).toBeNull();
    });

    it('names those of one segment, with a rule for them', async () => {
      const question = { funnel: { ...ABC, conversionWindow: '1d' }, step: 2, segment: 'vip' };

      const { members, rule, ruleNote } = await world
        .service(CLOCK)
        .dropped(question, { limit: 10 });

      expect(members.map(({ userId }) => userId)).toEqual(['dan']);
      expect(rule).toEqual({
        all: [
          { segment: 'vip' },
          { event: 'A', within: { last: '30d' } },
          {
            not: {
              sequence: [{ event: 'A' }, { event: 'B', within: '1d' }],
              within: { last: '30d' },
            },
          },
        ],
      });
      expect(ruleNote).toBeNull();
      expect(await world.members(rule, CLOCK)).toEqual(['dan']);
    });
  });

  describe('and the rule of those who dropped off', () => {
    const droppedAndMembers = async (funnel: unknown, step: number) => {
      const page = await world.service(CLOCK).dropped({ funnel, step }, { limit: 10 });
      const dropped = page.members.map(({ userId }) => userId);
      return { dropped, members: await world.members(page.rule, CLOCK), note: page.ruleNote };
    };

    it('agree on a conversion window that the times between the steps cannot exceed', async () => {
      const steps = [{ event: 'A' }, { event: 'B', within: '1h' }, { event: 'C', within: '2h' }];
      await world.store({
        late: [did('A', 9 * HOUR), did('B', 8 * HOUR), did('C', 6 * HOUR - 1)],
        later: [did('A', 9 * HOUR), did('B', 8 * HOUR), did('C', 5 * HOUR)],
      });

      const answer = await droppedAndMembers({ ...ABC, steps, conversionWindow: '3h' }, 3);

      expect(answer).toEqual({
        dropped: ['late', 'later'],
        members: ['late', 'later'],
        note: null,
      });
    });

    it('differ, and say so, where the rule cannot limit the time of all steps together', async () => {
      await world.store({ slow: [did('A', 9 * HOUR), did('B', 7 * HOUR), did('C', 5 * HOUR)] });

      const { dropped, members, note } = await droppedAndMembers(
        { ...ABC, conversionWindow: '3h' },
        3,
      );

      expect([dropped, members]).toEqual([['slow'], []]);
      expect(note).toMatch(/^A rule cannot limit the time .* longer than 3h in all\./);
    });

    it('differ, and say so, where a later step came after the end of the window', async () => {
      await world.store({ after: [did('A', 3 * DAY), did('B', HOUR)] });

      const { dropped, members, note } = await droppedAndMembers(
        { ...AB, within: { between: ['4d', '2d'] } },
        2,
      );

      expect([dropped, members]).toEqual([[], ['after']]);
      expect(note).toMatch(/^In a rule every step must fall in the window/);
    });

    it.each([
      [{ last: '30d' }, '7d', '7d', true],
      [{ last: '30d' }, '1M', '30d', false],
      [{ last: '30d' }, '1M', '60d', true],
      [{ period: 'thisMonth' }, undefined, undefined, true],
      [{ period: 'lastMonth' }, '1d', undefined, false],
      [{ from: '2026-01-01' }, '1d', undefined, true],
      [{ to: '2026-03-01' }, '1d', undefined, false],
    ])('within %j, %s in all and %s for the second step: exact %s', async (...row) => {
      const [within, conversionWindow, step, isExact] = row;
      const steps = [{ event: 'A' }, { event: 'B', ...(step && { within: step }) }];
      const funnel = { steps, within, ...(conversionWindow && { conversionWindow }) };
      await world.store({ ada: [did('A', HOUR)] });

      const { note } = await droppedAndMembers(funnel, 2);

      expect(note === null).toBe(isExact);
    });
  });
});

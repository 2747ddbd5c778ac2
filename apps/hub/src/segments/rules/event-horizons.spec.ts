import { describe, expect, it } from '@jest/globals';
import { askedEvents, type EventHorizons } from './event-horizons.js';
import { parseRule } from './parse-rule.js';

const NOW = new Date('2026-03-31T00:00:00Z');
/** Each rule is asked by its place in the list. */
const asked = (...rules: readonly unknown[]) =>
  askedEvents(
    rules.map((rule, by) => ({ rule: parseRule(rule), by })),
    NOW,
  );
const since = ({ times, documents }: EventHorizons<number>): string => {
  const { sinceMs } = (times ?? documents)!;
  return sinceMs === -Infinity ? 'ever' : new Date(sinceMs).toISOString();
};
const sinces = (...rules: readonly unknown[]) =>
  Object.fromEntries([...asked(...rules).byName].map(([name, found]) => [name, since(found)]));

describe('askedEvents', () => {
  it.each<[string, object, string]>([
    ['a window of days', { within: { last: '7d' } }, '2026-03-24T00:00:00.000Z'],
    ['one of months', { within: { last: '1M' } }, '2026-02-26T00:00:00.000Z'],
    ['two durations', { within: { between: ['9d', '2d'] } }, '2026-03-22T00:00:00.000Z'],
    ['a fixed begin', { within: { from: '2026-03-10T12:00' } }, '2026-03-08T00:00:00.000Z'],
    ['a fixed end', { within: { to: '2026-03-10' } }, 'ever'],
    ['a period', { within: { period: 'lastWeek' } }, '2026-03-15T00:00:00.000Z'],
    [
      'complete units',
      { periods: { unit: 'day', last: 3, atLeast: 1 } },
      '2026-03-25T00:00:00.000Z',
    ],
    ['no window', {}, 'ever'],
    ['an occurrence', { within: { last: '7d' }, occurrence: 'first' }, 'ever'],
  ])('of %s', (_, more, since) => {
    expect(sinces({ event: 'A', ...more })).toEqual({ A: since });
  });

  it('reach as far as the rule that looks furthest, for each name', () => {
    const rules = [
      {
        all: [
          { event: ['A', 'B'], within: { last: '1d' } },
          { not: { event: 'A', within: { last: '3d' } } },
        ],
      },
      {
        sequence: [{ event: 'C' }, { event: 'A', not: true, within: '1h' }],
        within: { last: '2d' },
      },
    ];

    expect(sinces(...rules)).toEqual({
      A: '2026-03-28T00:00:00.000Z',
      B: '2026-03-30T00:00:00.000Z',
      C: '2026-03-29T00:00:00.000Z',
    });
  });

  it('have none for names that nobody asks about', () => {
    expect(asked({ event: 'A' }).all).toEqual({});
  });

  it('say who asks when they were, and who what they hold', () => {
    const { byName, all } = asked(
      { event: 'A', within: { last: '1d' } },
      { event: '*', within: { last: '2d' } },
      { event: ['A', 'B'], within: { last: '3d' } },
      { event: 'A', within: { last: '5d' }, where: { property: 'size', op: 'exists' } },
    );

    const day = (ago: number) => NOW.getTime() - ago * 86_400_000;
    expect(all).toEqual({ times: { sinceMs: day(2), by: [1] } });
    expect([...byName]).toEqual([
      ['A', { times: { sinceMs: day(3), by: [0, 2] }, documents: { sinceMs: day(5), by: [3] } }],
      ['B', { times: { sinceMs: day(3), by: [2] } }],
    ]);
  });

  const property = { property: 'size', op: 'exists' };
  it.each<[boolean, string, object]>([
    [false, 'a count', { event: 'A', count: { gte: 2 } }],
    [false, 'calendar units', { event: 'A', periods: { unit: 'day', last: 3, atLeast: 1 } }],
    [false, 'when the first was', { event: 'A', occurrence: 'first', within: { last: '1d' } }],
    [false, 'an order', { sequence: [{ event: 'A' }, { event: 'B' }] }],
    [true, 'properties', { event: 'A', where: property }],
    [true, 'a sum', { event: 'A', sum: { property: 'total', gte: 1 } }],
    [true, 'the last one', { event: 'A', occurrence: 'last', having: property }],
    [true, 'an order of some', { sequence: [{ event: 'A', where: property }, { event: 'B' }] }],
    [true, 'any event with a property', { any: [{ event: 'A' }, { event: '*', where: property }] }],
  ])('say %s of whether documents are read for %s', (readsDocuments, _, rule) => {
    const { byName, all } = asked(rule);
    const { documents } = { ...byName.get('A'), ...all };
    expect(documents !== undefined).toBe(readsDocuments);
  });
});

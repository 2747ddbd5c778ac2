import { describe, expect, it } from '@jest/globals';
import { type EventHorizon, eventHorizons } from './event-horizons.js';
import { parseRule } from './parse-rule.js';

const NOW = new Date('2026-03-31T00:00:00Z');
const horizons = (...rules: readonly unknown[]) => eventHorizons(rules.map(parseRule), NOW);
const since = ({ sinceMs }: EventHorizon): string =>
  sinceMs === -Infinity ? 'ever' : new Date(sinceMs).toISOString();
const sinces = (...rules: readonly unknown[]) =>
  Object.fromEntries([...horizons(...rules).byName].map(([name, found]) => [name, since(found)]));

describe('eventHorizons', () => {
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
    expect(horizons({ event: 'A' }).others).toBeUndefined();
  });

  it('reach for every name as far as what is asked about all', () => {
    const { byName, others } = horizons(
      { event: 'A', within: { last: '1d' } },
      { event: '*', within: { last: '2d' } },
      { event: ['A', 'B'], within: { last: '3d' } },
    );

    expect(since(others!)).toBe('2026-03-29T00:00:00.000Z');
    expect([...byName].map(([name, found]) => [name, since(found)])).toEqual([
      ['A', '2026-03-28T00:00:00.000Z'],
      ['B', '2026-03-28T00:00:00.000Z'],
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
    expect(horizons(rule).byName.get('A') ?? horizons(rule).others).toMatchObject({
      readsDocuments,
    });
  });
});

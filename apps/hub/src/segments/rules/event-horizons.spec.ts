import { describe, expect, it } from '@jest/globals';
import { eventHorizons } from './event-horizons.js';
import { parseRule } from './parse-rule.js';

const NOW = new Date('2026-03-31T00:00:00Z');
const horizons = (...rules: readonly unknown[]) => {
  const found = eventHorizons(rules.map(parseRule), NOW);
  return (
    found &&
    Object.fromEntries(
      [...found].map(([name, ms]) => [
        name,
        ms === -Infinity ? 'ever' : new Date(ms).toISOString(),
      ]),
    )
  );
};

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
    expect(horizons({ event: 'A', ...more })).toEqual({ A: since });
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

    expect(horizons(...rules)).toEqual({
      A: '2026-03-28T00:00:00.000Z',
      B: '2026-03-30T00:00:00.000Z',
      C: '2026-03-29T00:00:00.000Z',
    });
  });

  it('are unknown where any event counts', () => {
    expect(horizons({ event: 'A' }, { event: '*' })).toBeUndefined();
  });
});

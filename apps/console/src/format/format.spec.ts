import { describe, expect, it } from '@jest/globals';
import { formatChange, formatNumber, formatShare, formatShort, plural } from './numbers';
import { exactTime, formatAgo, formatDay, formatDuration, formatTime } from './times';

const NOON = '2026-03-29T12:00:00.000Z';
const MINUTE = 60_000;

describe('numbers', () => {
  it('have separators', () => {
    expect(formatNumber(1234567)).toBe('1,234,567');
    expect(formatShort(1234567)).toBe('1.2M');
    expect(plural(1, 'person', 'people')).toBe('1 person');
    expect(plural(1500, 'step')).toBe('1,500 steps');
  });

  it('have a sign where they are a change', () => {
    expect([12, -3, 0].map(formatChange)).toEqual(['+12', '−3', '0']);
  });

  it('are shares that never say none or all of them when it is not so', () => {
    expect([0, 0.00001, 0.0123, 0.5, 0.99999, 1].map(formatShare)).toEqual([
      '0 %',
      '<0.1 %',
      '1.2 %',
      '50 %',
      '>99.9 %',
      '100 %',
    ]);
  });
});

describe('times', () => {
  it('are those of the workspace, also after the clocks changed', () => {
    expect(formatTime(NOON, 'Europe/Berlin')).toBe('29 Mar 2026, 14:00');
    expect(formatTime(NOON, 'America/New_York')).toBe('29 Mar 2026, 08:00');
    expect(formatDay('2026-03-29T23:30:00Z', 'Europe/Berlin')).toBe('30 Mar 2026');
  });

  it('are exact on demand', () => {
    expect(exactTime(NOON, 'Europe/Berlin')).toMatch(/14:00:00.*\(2026-03-29T12:00:00\.000Z\)/);
  });

  it.each([
    [-5_000, 'just now'],
    [-91_000, '2 minutes ago'],
    [-59 * MINUTE, '59 minutes ago'],
    [-26 * 60 * MINUTE, 'yesterday'],
    [3 * 60 * MINUTE, 'in 3 hours'],
    [-400 * 24 * 60 * MINUTE, 'last year'],
  ])('%d ms from now are %s', (ms, words) => {
    expect(formatAgo(Date.parse(NOON) + ms, Date.parse(NOON))).toBe(words);
  });

  it.each([
    [340, '340 ms'],
    [1_440, '1.4 s'],
    [3 * MINUTE, '3 min'],
    [125 * MINUTE, '2 h 5 min'],
    [120 * MINUTE, '2 h'],
    [76 * 60 * MINUTE, '3 d 4 h'],
  ])('%d ms last %s', (ms, words) => {
    expect(formatDuration(ms)).toBe(words);
  });
});

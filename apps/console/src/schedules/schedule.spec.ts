import { describe, expect, it } from '@jest/globals';
import { kindOf, partsOf, readSchedule } from './schedule';

describe('a schedule', () => {
  it.each([
    [{ every: '15m' }, 'every'],
    [{ at: '06:00' }, 'at'],
    [{ cron: '0 6 * * 1-5', timezone: 'Europe/Berlin' }, 'cron'],
    [{ after: 'crm' }, 'after'],
  ])('%j stays as it is written', (written, kind) => {
    expect(readSchedule(written)).toEqual(written);
    expect(kindOf(readSchedule(written))).toBe(kind);
  });

  it('is none where there is none', () => {
    expect([null, undefined, 'x', {}, { every: 5 }].map(readSchedule)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(kindOf(null)).toBe('none');
  });

  it('that repeats has an amount and a unit', () => {
    expect(['90m', '1d', 'often'].map(partsOf)).toEqual([
      [90, 'm'],
      [1, 'd'],
      [15, 'm'],
    ]);
  });
});

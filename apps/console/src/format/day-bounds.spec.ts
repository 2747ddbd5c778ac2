import { describe, expect, it } from '@jest/globals';
import { dayBounds } from './day-bounds';

describe('days of a time zone', () => {
  it('begin at its midnight, and the last one counts', () => {
    expect(dayBounds('2026-01-05', '2026-01-05', 'Europe/Berlin')).toEqual({
      from: '2026-01-04T23:00:00.000Z',
      to: '2026-01-05T23:00:00.000Z',
    });
  });

  it('have 23 hours when the clocks go forward', () => {
    expect(dayBounds('2026-03-29', '2026-03-29', 'Europe/Berlin')).toEqual({
      from: '2026-03-28T23:00:00.000Z',
      to: '2026-03-29T22:00:00.000Z',
    });
  });

  it('begin earlier east of Greenwich, and later west of it', () => {
    expect(dayBounds('2026-07-01', undefined, 'Asia/Kolkata')).toEqual({
      from: '2026-06-30T18:30:00.000Z',
    });
    expect(dayBounds(undefined, '2026-07-01', 'America/New_York')).toEqual({
      to: '2026-07-02T04:00:00.000Z',
    });
  });

  it('are left out when they are none', () => {
    expect(dayBounds('yesterday', '2026-13-40', 'UTC')).toEqual({});
  });
});

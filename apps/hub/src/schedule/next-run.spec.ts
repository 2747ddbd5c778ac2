import { describe, expect, it } from '@jest/globals';
import { firstRun, nextRun } from './next-run.js';

const at = (time: string) => new Date(`2026-01-15T${time}Z`);
const QUARTER = { every: '15m', everyMs: 900_000 };

describe('nextRun', () => {
  it('keeps the phase of `every`', () => {
    expect(nextRun(QUARTER, at('12:00:00'), at('12:00:07'))).toEqual(at('12:15:00'));
  });

  it('makes up for missed ticks with one run', () => {
    expect(nextRun(QUARTER, at('12:00:00'), at('13:50:00'))).toEqual(at('14:00:00'));
  });

  it.each([
    ['Europe/Berlin', '2026-01-16T05:00:00.000Z'],
    ['America/New_York', '2026-01-16T11:00:00.000Z'],
  ])('reads cron fields in %s', (timezone, next) => {
    const schedule = { cron: '0 6 * * *', timezone };

    expect(nextRun(schedule, at('05:00:00'), at('12:00:00'))?.toISOString()).toBe(next);
  });

  it('keeps cron at the wall-clock time over a change of the clock', () => {
    const schedule = { cron: '0 6 * * *', timezone: 'Europe/Berlin' };

    expect(nextRun(schedule, null, new Date('2026-03-28T12:00:00Z'))?.toISOString()).toBe(
      '2026-03-29T04:00:00.000Z',
    );
  });

  it('leaves `after` to the work it waits for', () => {
    expect(nextRun({ after: 'crm' }, null, at('12:00:00'))).toBeNull();
  });
});

describe('firstRun', () => {
  it('is at once for `every`, and at the next time for cron', () => {
    expect(firstRun(QUARTER, at('12:00:00'))).toEqual(at('12:00:00'));
    expect(firstRun({ cron: '30 12 * * *', timezone: 'UTC' }, at('12:00:00'))).toEqual(
      at('12:30:00'),
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { describeSchedule, timesFrom } from './describe-schedule.js';

describe('describeSchedule', () => {
  it.each([
    [{ every: '15m', everyMs: 900_000 }, 'every 15 minutes'],
    [{ every: '1h', everyMs: 3_600_000 }, 'every hour'],
    [{ cron: '0 6 * * *', timezone: 'Europe/Berlin' }, 'at 06:00, every day (Europe/Berlin)'],
    [{ cron: '30 18 * * 1-5', timezone: 'UTC' }, 'at 18:30, Monday through Friday (UTC)'],
    [{ after: 'crm' }, 'after crm'],
  ])('says %j in words', (schedule, words) => {
    expect(describeSchedule(schedule)).toBe(words);
  });
});

describe('timesFrom', () => {
  const first = new Date('2026-03-28T05:00:00Z');

  it('goes on from the first time', () => {
    const times = timesFrom({ every: '1d', everyMs: 86_400_000 }, first, 3);

    expect(times.map((at) => at.toISOString().slice(0, 10))).toEqual([
      '2026-03-28',
      '2026-03-29',
      '2026-03-30',
    ]);
  });

  it('keeps the time of day over a change of the clock', () => {
    const times = timesFrom({ cron: '0 6 * * *', timezone: 'Europe/Berlin' }, first, 2);

    expect(times.map((at) => at.toISOString())).toEqual([
      '2026-03-28T05:00:00.000Z',
      '2026-03-29T04:00:00.000Z',
    ]);
  });

  it('has none for what waits for other work', () => {
    expect(timesFrom({ after: 'crm' }, null, 5)).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { countsOf, countsText, lengthOf } from './run-words';

describe('what a run counted', () => {
  it('is told in the order in which it happens, without what is zero', () => {
    const run = { counts: { failed: 2, confirmed: 1200, skipped: 0, joined: 3 } };

    expect(countsOf(run)).toEqual([
      ['joined', 3],
      ['delivered', 1200],
      ['failed', 2],
    ]);
    expect(countsText(run)).toBe('3 joined, 1,200 delivered, 2 failed');
  });

  it('is nothing of a run that has just begun', () => {
    expect(countsText({ counts: {} })).toBe('');
  });
});

describe('how long a run takes', () => {
  const startedAt = '2026-03-01T10:00:00.000Z';
  const now = Date.parse('2026-03-01T10:01:00.000Z');
  const run = { startedAt, finishedAt: null } as Parameters<typeof lengthOf>[0];

  it('is until now while it runs, and never less than nothing', () => {
    expect(lengthOf(run, now)).toBe(60_000);
    expect(lengthOf(run, Date.parse(startedAt) - 5_000)).toBe(0);
    expect(lengthOf({ ...run, finishedAt: '2026-03-01T10:00:02.000Z' }, now)).toBe(2_000);
  });
});

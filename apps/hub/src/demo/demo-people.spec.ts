import { describe, expect, it } from '@jest/globals';
import { makePerson, PAST_DAYS } from './demo-people.js';
import { recordsOf } from './demo-records.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const EARLIEST = NOW.getTime() - PAST_DAYS * 86_400_000;

const recordsAt = (now: Date) =>
  Array.from({ length: 500 }, (_, n) => recordsOf(makePerson(n, now))).flat();

describe('recordsOf', () => {
  it('gives the same for the same number and instant', () => {
    expect(recordsOf(makePerson(7, NOW))).toEqual(recordsOf(makePerson(7, NOW)));
    expect(recordsOf(makePerson(7, NOW))).not.toEqual(recordsOf(makePerson(8, NOW)));
  });

  it('tells of nothing that is to come, and of nothing that is older than 90 days', () => {
    const times = recordsAt(NOW).map((record) =>
      (record.kind === 'event'
        ? record.occurredAt!
        : (record as { observedAt: Date }).observedAt
      ).getTime(),
    );

    expect(Math.max(...times)).toBeLessThanOrEqual(NOW.getTime());
    expect(Math.min(...times)).toBeGreaterThanOrEqual(EARLIEST);
  });

  it('gives each message an id of its own', () => {
    const ids = recordsAt(NOW).map((record) => (record as { messageId?: string }).messageId);

    expect(new Set(ids).size).toBe(ids.length);
  });
});

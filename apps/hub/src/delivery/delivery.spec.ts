import { describe, expect, it } from '@jest/globals';
import { checkGuards, type DeliveryCounts } from './delivery.js';

const counts = (over: Partial<DeliveryCounts>): DeliveryCounts => ({
  joins: 0,
  updates: 0,
  leaves: 0,
  skipped: 0,
  size: 100,
  confirmed: 100,
  ...over,
});

describe('checkGuards', () => {
  it.each([
    [{ leaves: 20 }, { maxLeavePercent: 20 }, undefined],
    [{ leaves: 21 }, { maxLeavePercent: 20 }, 'maxLeavePercent'],
    [{ leaves: 1 }, { maxLeavePercent: 0 }, 'maxLeavePercent'],
    [{ joins: 3, updates: 3, leaves: 4 }, { maxChanges: 10 }, undefined],
    [{ joins: 4, updates: 3, leaves: 4 }, { maxChanges: 10 }, 'maxChanges'],
    [{ leaves: 1, size: 9 }, { minSize: 10 }, 'minSize'],
    [{ leaves: 0, size: 9 }, { minSize: 10 }, undefined],
    [{ leaves: 100, size: 0 }, {}, 'minSize'],
    [{ leaves: 100, size: 0 }, { minSize: 0 }, undefined],
    [{ joins: 100, size: 100, confirmed: 0 }, { maxLeavePercent: 0 }, undefined],
  ])('of %j with %j trips %s', (over, guards, guard) => {
    expect(checkGuards(counts(over), guards)?.guard).toBe(guard);
  });
});

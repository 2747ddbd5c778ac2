import { describe, expect, it } from '@jest/globals';
import { findNextChange } from './next-change.js';

const dates = (...ms: number[]): readonly Date[] => ms.map((one) => new Date(one));
const isFrom =
  (from: number, asked: number[] = []) =>
  (now: Date): Promise<boolean> => {
    asked.push(now.getTime());
    return Promise.resolve(now.getTime() >= from);
  };

describe('findNextChange', () => {
  it('asks at the edges of all leaves in order, until the answer is another one', async () => {
    const asked: number[] = [];
    const leaves = [
      { edges: dates(3, 9), untilMs: Infinity },
      { edges: dates(1, 3, 5), untilMs: Infinity },
    ];

    const next = await findNextChange(leaves, false, isFrom(4, asked), 9);

    expect(next).toEqual({ at: new Date(5), isUnknown: false });
    expect(asked).toEqual([1, 3, 5]);
  });

  it('is sure that nothing changes where all edges are known', async () => {
    const leaves = [{ edges: dates(1, 2), untilMs: Infinity }];

    expect(await findNextChange(leaves, false, isFrom(3), 2)).toEqual({
      at: null,
      isUnknown: false,
    });
    expect(await findNextChange([], false, isFrom(3), 2)).toEqual({ at: null, isUnknown: false });
  });

  it('does not know where there are more edges than it asks at', async () => {
    const leaves = [{ edges: dates(1, 2, 3), untilMs: Infinity }];

    expect(await findNextChange(leaves, false, isFrom(3), 2)).toEqual({
      at: null,
      isUnknown: true,
    });
  });

  it('does not look beyond the instant up to which the edges of every leaf are known', async () => {
    const leaves = [
      { edges: dates(1), untilMs: 2 },
      { edges: dates(3), untilMs: Infinity },
    ];

    expect(await findNextChange(leaves, false, isFrom(3), 9)).toEqual({
      at: null,
      isUnknown: true,
    });
  });
});

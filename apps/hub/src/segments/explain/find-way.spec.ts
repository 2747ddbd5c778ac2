import { describe, expect, it } from '@jest/globals';
import { findWay, type StepEvent } from './find-way.js';

/** Each event as the steps that it matches, an hour after the one before; `until` in hours after it. */
const at = (hour: number, matches: string, until: readonly (number | null)[] = []): StepEvent => ({
  atMs: hour,
  steps: ['a', 'b', 'c'].map((step) => matches.includes(step)),
  untilMs: ['a', 'b', 'c'].map((_, step) => {
    const hours = until[step] ?? null;
    return hours === null ? null : hour + hours;
  }),
});

const hours = (events: readonly StepEvent[]): readonly number[] => events.map(({ atMs }) => atMs);

describe('findWay', () => {
  it('finds nothing where the first step never happened', () => {
    expect(findWay([at(1, 'b')], 2, false, 9)).toEqual({ found: [] });
  });

  it('goes strictly forward: one event is not two steps, and two of one instant are not', () => {
    const { found } = findWay([at(1, 'a'), at(1, 'b'), at(2, 'ab')], 2, false, 9);

    expect(hours(found)).toEqual([1, 2]);
    expect(hours(findWay([at(1, 'ab'), at(1, 'ab')], 2, false, 9).found)).toEqual([1]);
  });

  it('takes the way that leaves the most time', () => {
    const events = [at(1, 'a', [9]), at(2, 'a', [1]), at(8, 'b')];

    expect(hours(findWay(events, 2, false, 9).found)).toEqual([1, 8]);
  });

  it('shows what came too late, after the furthest way', () => {
    const { found, late } = findWay([at(1, 'a', [1]), at(4, 'b')], 2, false, 9);

    expect([hours(found), late?.atMs]).toEqual([[1], 4]);
  });

  it('prefers a way that nothing blocks, then one that waits', () => {
    const free = findWay([at(1, 'a', [1]), at(3, 'a', [1]), at(4, 'b')], 1, true, 9);
    const waiting = findWay([at(1, 'a', [2]), at(2, 'b'), at(8, 'a', [2])], 1, true, 9);
    const blocked = findWay([at(1, 'a'), at(2, 'b')], 1, true, 9);

    expect([hours(free.found), free.blocked]).toEqual([[1], undefined]);
    expect([hours(waiting.found), waiting.blocked]).toEqual([[8], undefined]);
    expect([hours(blocked.found), blocked.blocked?.atMs]).toEqual([[1], 2]);
  });
});

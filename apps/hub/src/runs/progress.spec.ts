import { describe, expect, it } from '@jest/globals';
import { progressOf } from './progress.js';
import type { Run } from './run.js';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds));
const run = (over: Partial<Run>): Run => ({
  id: 'r',
  kind: 'sync',
  target: 's',
  trigger: 'manual',
  state: 'running',
  startedAt: at(0),
  finishedAt: null,
  counts: {},
  error: null,
  notes: [],
  expected: null,
  cancelAskedAt: null,
  cancelAskedBy: null,
  ...over,
});

describe('progressOf', () => {
  it('tells rate and remaining time of a sync', () => {
    const counts = { confirmed: 30, failed: 5, skipped: 5 };

    expect(progressOf(run({ expected: 100, counts }), at(10))).toEqual({
      done: 40,
      total: 100,
      perSecond: 4,
      remainingMs: 15_000,
    });
  });

  it('does not guess before anything is done, nor how much a source holds', () => {
    expect(progressOf(run({ expected: 100 }), at(0))).toMatchObject({ done: 0, remainingMs: null });
    expect(progressOf(run({ kind: 'pull', counts: { read: 50 } }), at(10))).toEqual({
      done: 50,
      total: null,
      perSecond: 5,
      remainingMs: null,
    });
  });

  it('never has less than nothing left', () => {
    const counts = { confirmed: 12 };

    expect(progressOf(run({ expected: 10, counts }), at(1))).toMatchObject({ remainingMs: 0 });
  });

  it.each([
    { state: 'succeeded' as const },
    { kind: 'evaluate' as const },
    { kind: 'push' as const },
  ])('is nothing of %j', (over) => {
    expect(progressOf(run(over), at(1))).toBeNull();
  });
});

import { describe, expect, it } from '@jest/globals';
import type { LiveRun } from './live.repository.js';
import { runChanges, toKnown } from './run-changes.js';

const NOW = new Date('2026-01-01T00:00:00Z');
const run = (id: string, rest: Partial<LiveRun> = {}): LiveRun => ({
  ...{ id, kind: 'pull', target: 'crm', state: 'running', startedAt: NOW },
  ...{ finishedAt: null, counts: {}, expected: null },
  ...rest,
});

describe('runs that changed', () => {
  it('are those that began, got on or ended', () => {
    const before = toKnown([run('same'), run('on'), run('ended')]);

    const changes = runChanges(
      before,
      [
        run('same'),
        run('on', { counts: { read: 5 } }),
        run('ended', { state: 'failed', finishedAt: NOW }),
        run('new'),
      ],
      NOW,
    );

    expect(changes.map(({ id }) => id)).toEqual(['on', 'ended', 'new']);
    expect(changes.every(({ isForgotten }) => !isForgotten)).toBe(true);
  });

  it('are also those that ended without a trace, and not those that are long over', () => {
    const before = toKnown([run('gone'), run('over', { state: 'succeeded', finishedAt: NOW })]);

    expect(runChanges(before, [], NOW)).toEqual([
      expect.objectContaining({ id: 'gone', state: 'succeeded', isForgotten: true }),
    ]);
  });
});

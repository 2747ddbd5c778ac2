import { describe, expect, it } from '@jest/globals';
import { attentionOf } from './attention';

const NOTHING = { connections: [], syncs: [], segments: [] };
const working = (state: string, message?: string) => ({
  id: 'crm',
  isPaused: false,
  latestRun: { id: 'r1', state, error: message === undefined ? null : { message } },
  problems: [],
});

describe('what needs a hand', () => {
  it('is nothing where everything works', () => {
    const fine = { ...NOTHING, connections: [working('succeeded'), working('running')] };

    expect(attentionOf(fine)).toEqual([]);
  });

  it('is what failed, with why, and where to look', () => {
    expect(attentionOf({ ...NOTHING, syncs: [working('failed', 'no such list')] })).toEqual([
      { target: 'crm', message: 'the latest run failed: no such list', runId: 'r1' },
    ]);
    expect(attentionOf({ ...NOTHING, syncs: [working('blocked')] })).toMatchObject([
      { message: expect.stringMatching(/approved/) },
    ]);
  });

  it('is what cannot be used, and segments that cannot be evaluated', () => {
    const problems = [{ pointer: '/settings/apiKey', message: 'is missing' }];
    const segments = [{ name: 'VIP', error: { message: 'it took too long' } }];
    const connections = [{ ...working('succeeded'), problems }];

    expect(attentionOf({ ...NOTHING, connections, segments })).toEqual([
      { target: 'crm', message: '/settings/apiKey is missing', runId: null },
      { target: 'VIP', message: 'it took too long', runId: null },
    ]);
  });
});

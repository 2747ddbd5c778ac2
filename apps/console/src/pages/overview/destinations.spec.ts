import { describe, expect, it } from '@jest/globals';
import { destinationsOf } from './destinations';

type Sync = Parameters<typeof destinationsOf>[0][number];

const sync = (over: Partial<Sync>): Sync => ({
  id: 'vip-to-newsletter',
  segmentKey: 'vip',
  connectionId: 'newsletter',
  plugin: 'mailchimp',
  isPaused: false,
  size: 10,
  health: 'ok',
  delivered: 1,
  failed: 0,
  skipped: 0,
  ...over,
});

describe('the destinations of the picture', () => {
  it('have the sums of their syncs, and the health of the worst', () => {
    const syncs = [
      sync({}),
      sync({ connectionId: 'team', health: 'idle', isPaused: true, delivered: 0 }),
      sync({ health: 'warning', delivered: 2, failed: 3, isPaused: true }),
    ];

    expect(destinationsOf(syncs)).toEqual([
      { id: 'newsletter', tone: 'warn', syncs: 2, isPaused: false, delivered: 3, failed: 3 },
      { id: 'team', tone: 'idle', syncs: 1, isPaused: true, delivered: 0, failed: 0 },
    ]);
  });

  it('are none without syncs', () => {
    expect(destinationsOf([])).toEqual([]);
  });
});

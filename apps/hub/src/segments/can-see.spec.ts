import { describe, expect, it } from '@jest/globals';
import type { Viewer } from '../access/viewer.js';
import { canSee, isSeenByAllOf, type Audience } from './can-see.js';

const ada = { id: 'ada', name: 'Ada' };
const bob = { id: 'bob', name: 'Bob' };
const shared: Audience = { owner: ada, visibility: 'shared', visibleTo: [] };
const adas: Audience = { owner: ada, visibility: 'personal', visibleTo: [] };
const bobs: Audience = { owner: bob, visibility: 'personal', visibleTo: [] };
const marketers: Audience = { owner: ada, visibility: 'roles', visibleTo: ['marketer'] };
const both: Audience = { owner: ada, visibility: 'roles', visibleTo: ['marketer', 'operator'] };
const owners: Audience = { owner: ada, visibility: 'roles', visibleTo: ['owner'] };

const viewer = (id: string, role: 'owner' | 'operator' | 'marketer' | 'viewer'): Viewer => ({
  ...{ id, role },
});

describe('who sees a segment', () => {
  it.each([
    ['a shared one', shared, ['ada', 'bob', 'cy', 'dan', 'eve', 'nobody', 'hub']],
    ['a personal one', adas, ['ada', 'dan', 'hub']],
    ['one of a role', marketers, ['ada', 'bob', 'dan', 'hub']],
    ['one of two roles', both, ['ada', 'bob', 'cy', 'dan', 'hub']],
  ])('of %s', (_name, segment, expected) => {
    const viewers = {
      ada: viewer('ada', 'viewer'),
      bob: viewer('bob', 'marketer'),
      cy: viewer('cy', 'operator'),
      dan: viewer('dan', 'owner'),
      eve: viewer('eve', 'viewer'),
      nobody: 'nobody',
      hub: undefined,
    } as const;

    const seeing = Object.entries(viewers).filter(([, one]) => canSee(one, segment));

    expect(seeing.map(([name]) => name)).toEqual(expected);
  });

  it.each([
    [shared, shared, true],
    [shared, adas, true],
    [adas, shared, false],
    [adas, adas, true],
    [adas, bobs, false],
    [adas, marketers, false],
    [marketers, adas, true],
    [marketers, shared, false],
    [marketers, both, false],
    [both, marketers, true],
    [marketers, owners, true],
  ])('is no fewer than who sees one that refers to it', (referred, by, expected) => {
    expect(isSeenByAllOf(referred, by)).toBe(expected);
  });
});

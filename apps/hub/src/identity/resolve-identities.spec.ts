import { describe, expect, it } from '@jest/globals';
import type { Identifier, IdentityRules } from './normalise-identifiers.js';
import { resolveIdentities, type Claim, type KnownIdentities } from './resolve-identities.js';

const RULES: IdentityRules = {
  identifiers: [{ type: 'userId' }, { type: 'email' }, { type: 'anonymousId' }],
  block: [],
};

const ids = (...names: string[]): Identifier[] =>
  names.map((name) => {
    const [type, value] = name.split(':') as [string, string];
    return { type, value };
  });
const claim = (...names: string[]): Claim => ({ identifiers: ids(...names) });

/** Profile → its identifiers, as the database would know them. */
function known(profiles: Record<string, string[]>): KnownIdentities {
  const owners = new Map<string, string>();
  const counts = new Map<string, Map<string, number>>();
  for (const [profile, names] of Object.entries(profiles)) {
    const types = new Map<string, number>();
    for (const name of names) {
      owners.set(name, profile);
      const type = name.split(':')[0]!;
      types.set(type, (types.get(type) ?? 0) + 1);
    }
    counts.set(profile, types);
  }
  return { owners, counts };
}

const resolve = (claims: Claim[], profiles: Record<string, string[]> = {}, rules = RULES) => {
  let next = 0;
  return resolveIdentities(claims, known(profiles), rules, () => `new-${++next}`);
};

describe('resolveIdentities', () => {
  it('makes one profile for claims that share an identifier, also through a third', () => {
    const { profileIds, created } = resolve([
      claim('userId:u1', 'email:a'),
      claim('anonymousId:x'),
      claim('email:a', 'anonymousId:x'),
    ]);

    expect(profileIds).toEqual(['new-1', 'new-1', 'new-1']);
    expect(created).toEqual(['new-1']);
  });

  it('keeps people apart who share nothing', () => {
    expect(resolve([claim('userId:u1'), claim('userId:u2')]).profileIds).toEqual([
      'new-1',
      'new-2',
    ]);
  });

  it('merges two stored profiles into the older one', () => {
    const { profileIds, merges } = resolve([claim('userId:u1', 'email:a')], {
      'p-2': ['userId:u1'],
      'p-1': ['email:a'],
    });

    expect(profileIds).toEqual(['p-1']);
    expect(merges).toEqual([{ loser: 'p-2', survivor: 'p-1' }]);
  });

  it('lets a stored profile survive a new one, and does not report the new one as merged', () => {
    const { profileIds, created, merges } = resolve(
      [claim('anonymousId:x'), claim('anonymousId:x', 'userId:u1')],
      { 'p-9': ['userId:u1'] },
    );

    expect(profileIds).toEqual(['p-9', 'p-9']);
    expect(created).toEqual([]);
    expect(merges).toEqual([]);
  });

  it('names the last survivor of a chain of merges', () => {
    const { merges } = resolve([claim('userId:c', 'userId:b'), claim('userId:b', 'userId:a')], {
      'p-3': ['userId:c'],
      'p-2': ['userId:b'],
      'p-1': ['userId:a'],
    });

    expect(new Map(merges.map(({ loser, survivor }) => [loser, survivor]))).toEqual(
      new Map([
        ['p-3', 'p-1'],
        ['p-2', 'p-1'],
      ]),
    );
  });

  it('attaches an identifier once, to the surviving profile', () => {
    const { attached } = resolve(
      [claim('userId:u1', 'email:new'), claim('userId:u2', 'email:new')],
      { 'p-2': ['userId:u1'], 'p-1': ['userId:u2'] },
    );

    expect(attached).toEqual([{ type: 'email', value: 'new', profileId: 'p-1', claim: 0 }]);
  });

  describe('with limits', () => {
    const limited: IdentityRules = {
      ...RULES,
      identifiers: [
        { type: 'userId', limit: 1 },
        { type: 'email', limit: 2 },
      ],
    };

    it('makes a new user of one who shares an address with another, and leaves the address where it is', () => {
      const { profileIds, merges, attached } = resolve(
        [claim('userId:u2', 'email:shared')],
        { 'p-1': ['userId:u1', 'email:shared'] },
        limited,
      );

      expect(profileIds).toEqual(['new-1']);
      expect(merges).toEqual([]);
      expect(attached).toEqual([{ type: 'userId', value: 'u2', profileId: 'new-1', claim: 0 }]);
    });

    it('gives a new user the stronger of what it may have', () => {
      const { profileIds, attached } = resolve(
        [claim('userId:u2', 'email:shared', 'email:a', 'email:b', 'email:c')],
        { 'p-1': ['userId:u1', 'email:shared'] },
        limited,
      );

      expect(profileIds).toEqual(['new-1']);
      expect(attached.map(({ value }) => value)).toEqual(['u2', 'a', 'b']);
    });

    it('does not merge two known users', () => {
      const { profileIds, merges } = resolve(
        [claim('userId:u2', 'email:shared')],
        { 'p-1': ['userId:u1', 'email:shared'], 'p-2': ['userId:u2'] },
        limited,
      );

      expect(profileIds).toEqual(['p-2']);
      expect(merges).toEqual([]);
    });

    it('leaves out what would be one address too many', () => {
      const { attached } = resolve(
        [claim('userId:u1', 'email:c')],
        { 'p-1': ['userId:u1', 'email:a', 'email:b'] },
        limited,
      );

      expect(attached).toEqual([]);
    });
  });

  describe('of former names', () => {
    const alias = (previous: string[]): Claim => ({
      identifiers: ids('userId:u1'),
      previous: ids(...previous),
    });

    it('merges every one that is known', () => {
      const { profileIds, merges } = resolve([alias(['anonymousId:x', 'userId:old'])], {
        'p-1': ['userId:u1'],
        'p-2': ['anonymousId:x'],
        'p-3': ['userId:old'],
      });

      expect(profileIds).toEqual(['p-1']);
      expect(merges.map(({ loser }) => loser).sort()).toEqual(['p-2', 'p-3']);
    });

    it('adds the first when none is known', () => {
      const { attached } = resolve([alias(['anonymousId:x', 'userId:x'])]);

      expect(attached.map(({ type, value }) => `${type}:${value}`)).toEqual([
        'userId:u1',
        'anonymousId:x',
      ]);
    });
  });
});

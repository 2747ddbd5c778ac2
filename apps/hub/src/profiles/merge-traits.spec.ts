import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '@segue/sdk';
import {
  currentTraits,
  mergeStates,
  observe,
  parseTraitState,
  traitStateToJson,
  type TraitState,
} from './merge-traits.js';

const NONE = new Map<string, readonly string[]>();
const see = (
  state: TraitState,
  connectionId: string,
  at: number,
  seq: number,
  traits: JsonObject,
) => observe(state, { connectionId, observedAtMs: at, seq, traits });

describe('traits', () => {
  it('take the newest observation, whatever the order of arrival', () => {
    const state: TraitState = new Map();
    see(state, 'web', 20, 1, { plan: 'pro' });
    see(state, 'crm', 10, 2, { plan: 'free', city: 'Rome' });

    expect(currentTraits(state, NONE)).toEqual({ plan: 'pro', city: 'Rome' });
  });

  it('take the later arrival of two at the same instant, also of one connection', () => {
    const state: TraitState = new Map();
    see(state, 'web', 10, 1, { plan: 'a' });
    see(state, 'crm', 10, 2, { plan: 'b' });
    see(state, 'crm', 10, 3, { plan: 'c' });

    expect(currentTraits(state, NONE)).toEqual({ plan: 'c' });
  });

  it('are missing when they were cleared last, and replaced as a whole', () => {
    const state: TraitState = new Map();
    see(state, 'web', 1, 1, { plan: 'pro', address: { city: 'Rome', zip: '1' } });
    see(state, 'web', 2, 2, { plan: null, address: { city: 'Oslo' } });

    expect(currentTraits(state, NONE)).toEqual({ address: { city: 'Oslo' } });
  });

  it('follow the priority of sources where there is one, and fall back on a source that has a value', () => {
    const state: TraitState = new Map();
    const priorities = new Map([['plan', ['crm']]]);
    see(state, 'crm', 1, 1, { plan: 'gold' });
    see(state, 'web', 9, 2, { plan: 'free' });
    expect(currentTraits(state, priorities)).toEqual({ plan: 'gold' });

    see(state, 'crm', 5, 3, { plan: null });
    expect(currentTraits(state, priorities)).toEqual({ plan: 'free' });
  });

  it('of merged profiles are the newest of both', () => {
    const [one, other]: [TraitState, TraitState] = [new Map(), new Map()];
    see(one, 'web', 10, 1, { plan: 'old', city: 'Rome' });
    see(other, 'web', 20, 2, { plan: 'new' });

    mergeStates(one, other);

    expect(currentTraits(one, NONE)).toEqual({ plan: 'new', city: 'Rome' });
  });

  it('survive being stored, also those with the names of object members', () => {
    const state: TraitState = new Map();
    see(state, 'web', 1, 1, JSON.parse('{"__proto__":"x","constructor":"y"}') as JsonObject);

    const stored = JSON.stringify(traitStateToJson(state));

    expect(JSON.stringify(currentTraits(parseTraitState(JSON.parse(stored)), NONE))).toBe(
      '{"__proto__":"x","constructor":"y"}',
    );
  });
});

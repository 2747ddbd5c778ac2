import { describe, expect, it } from '@jest/globals';
import { defineDestination, defineSource } from './define.js';
import { ContractError } from './errors.js';

class Settings {}
class Audience {}

const connector = {
  key: 'shop-2',
  title: 'Shop',
  settings: Settings,
  check: () => Promise.resolve(),
};
const source = {
  ...connector,
  streams: [],
  read: async function* () {},
};
const destination = {
  ...connector,
  audience: Audience,
  limits: { rowsPerCall: 100 },
  ensureAudience: () => Promise.resolve('a1'),
  write: () => Promise.resolve([]),
};
const notifier = { ...connector, audience: Audience, notify: () => Promise.resolve({}) };

/** What a plugin in JavaScript could hand over. */
const untyped = <T>(value: object): T => value as T;

describe('defineSource', () => {
  it('gives a frozen source', () => {
    const defined = defineSource(source);

    expect(defined).toMatchObject({ ...source, kind: 'source' });
    expect(Object.isFrozen(defined)).toBe(true);
  });

  it.each(['Shop', 'shop_2', 'shop-', '-shop', 'shop--2', '', 'sh op'])(
    'refuses the key “%s”',
    (key) => {
      expect(() => defineSource({ ...source, key })).toThrow('must be kebab-case');
    },
  );

  it.each([
    [{ ...source, read: undefined }, 'has neither read nor push'],
    [{ ...source, key: undefined }, 'must be kebab-case'],
    [{ ...source, settings: {} }, 'settings must be a class'],
    [{ ...source, check: undefined }, 'check must be a function'],
  ])('refuses %o', (value, message) => {
    expect(() => defineSource(untyped<typeof source>(value))).toThrow(ContractError);
    expect(() => defineSource(untyped<typeof source>(value))).toThrow(message);
  });
});

describe('defineDestination', () => {
  it.each([destination, notifier])('gives a frozen destination', (value) => {
    const defined = defineDestination(untyped<typeof destination>(value));

    expect(defined).toMatchObject({ ...value, kind: 'destination' });
    expect(Object.isFrozen(defined)).toBe(true);
  });

  it.each([
    [{ ...connector, audience: Audience }, 'needs either write or notify'],
    [{ ...destination, notify: notifier.notify }, 'needs either write or notify'],
    [{ ...destination, audience: undefined }, 'audience must be a class'],
    [{ ...destination, limits: undefined }, 'limits.rowsPerCall must be 1 or more'],
    [{ ...destination, limits: { rowsPerCall: 0 } }, 'limits.rowsPerCall must be 1 or more'],
    [{ ...destination, limits: { rowsPerCall: 1.5 } }, 'limits.rowsPerCall must be 1 or more'],
    [{ ...destination, ensureAudience: undefined }, 'ensureAudience must be a function'],
    [{ ...destination, key: 'Shop' }, 'must be kebab-case'],
  ])('refuses %o', (value, message) => {
    expect(() => defineDestination(untyped<typeof destination>(value))).toThrow(ContractError);
    expect(() => defineDestination(untyped<typeof destination>(value))).toThrow(message);
  });
});

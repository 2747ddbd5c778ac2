import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../json.js';
import { isNestedTooDeep, mergeUnder } from './json-object.js';

const nested = (depth: number): unknown =>
  depth === 0 ? 'core' : depth % 2 === 0 ? [nested(depth - 1)] : { a: nested(depth - 1) };

describe('isNestedTooDeep', () => {
  it('takes lists and objects 100 deep and not one more', () => {
    expect(isNestedTooDeep(nested(100))).toBe(false);
    expect(isNestedTooDeep(nested(101))).toBe(true);
  });

  it('does not overflow the stack on what JSON.stringify cannot take', () => {
    const deep: unknown = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000));

    expect(isNestedTooDeep(deep)).toBe(true);
  });
});

describe('mergeUnder', () => {
  it('merges objects key by key and lets the inner value win everywhere else', () => {
    const outer = { ip: '1.1.1.1', device: { type: 'phone', id: 'outer' }, tags: ['a'] };
    const inner = { device: { id: 'inner' }, tags: ['b'], ip: null };

    const merged = mergeUnder(outer, inner);

    expect(merged).toEqual({ ip: null, device: { type: 'phone', id: 'inner' }, tags: ['b'] });
  });

  it('takes names of the object prototype for ordinary keys', () => {
    const inner = JSON.parse('{"__proto__":{"admin":true},"constructor":{"a":1}}') as JsonObject;

    const merged = mergeUnder({}, inner);

    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect(JSON.stringify(merged)).toBe(JSON.stringify(inner));
  });
});

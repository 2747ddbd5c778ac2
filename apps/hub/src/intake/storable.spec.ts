import { describe, expect, it } from '@jest/globals';
import type { JsonValue } from '@segue/sdk';
import { toStorable, UnstorableError } from './storable.js';

const nested = (levels: number): JsonValue => (levels === 0 ? 1 : [nested(levels - 1)]);

describe('toStorable', () => {
  it('returns the value itself where there is nothing to change', () => {
    const value = { a: [1, 'x', { b: null }] };

    expect(toStorable(value)).toBe(value);
  });

  it('replaces null bytes and lone surrogates in values and names', () => {
    expect(toStorable({ 'a\0': ['\ud800x', 'ok😀'] })).toEqual({
      'a\u{FFFD}': ['\u{FFFD}x', 'ok😀'],
    });
  });

  it('stores numbers that JSON has not as null', () => {
    expect(toStorable([Infinity, 1])).toEqual([null, 1]);
  });

  it.each([
    ['TOO_DEEP', nested(65)],
    ['TOO_LARGE', { a: 'x'.repeat(1_048_577) }],
    ['TOO_LARGE', Array.from({ length: 200_000 }, () => 1)],
  ])('refuses what is %s', (code, value) => {
    expect(() => toStorable(value)).toThrow(UnstorableError);
    expect(() => toStorable(value)).toThrow(expect.objectContaining({ code }));
  });

  it('takes what is just small and flat enough', () => {
    expect(() => toStorable(nested(64))).not.toThrow();
    expect(() => toStorable('x'.repeat(1_000_000))).not.toThrow();
  });
});

import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '@segue/sdk';
import {
  learnProperties,
  MOST_SLOTS,
  numbersOf,
  numberText,
  type EventProperties,
} from './property-slots.js';

const after = (...events: readonly JsonObject[]): EventProperties => {
  const known = new Map<string, { slot: number | null; isClosed: boolean }>();
  for (const event of events) {
    for (const [path, property] of learnProperties(known, event)) known.set(path, property);
  }
  return known;
};

describe('the slots of numbers', () => {
  it.each([
    [12.5, '12.5'],
    [1e21, '1e+21'],
    [-0, '0'],
    ['12.50', '12.50'],
    ['-1e3', '-1e3'],
    ['12 EUR', undefined],
    [' 12', undefined],
    ['01', undefined],
    ['1e9999', undefined],
    ['0'.repeat(401), undefined],
    [true, undefined],
    [null, undefined],
    [[5], undefined],
  ])('have of %j the text %j', (value, text) => {
    expect(numberText(value)).toBe(text);
  });

  it('are given in the order in which properties are first numbers', () => {
    const known = after({ sku: 's', total: 5 }, { total: 6, 'tax.rate': '19' }, { sku: 7 });

    expect([...known].map(([path, { slot }]) => [path, slot])).toEqual([
      ['sku', 3],
      ['total', 1],
      ['tax\\.rate', 2],
    ]);
    expect(numbersOf(known, { sku: 's', total: '5.0', 'tax.rate': 7 })).toEqual(['5.0', '7']);
    expect(numbersOf(known, { 'tax.rate': 7 })).toEqual([null, '7']);
    expect(numbersOf(known, { sku: 's' })).toBeUndefined();
  });

  it('are closed by a number that an index entry may have no room for, and never given to another', () => {
    const known = after({ a: 1 }, { a: '1'.repeat(33) }, { a: 2, b: 3 });

    expect(known.get('a')).toEqual({ slot: 1, isClosed: true });
    expect(known.get('b')).toEqual({ slot: 2, isClosed: false });
    expect(numbersOf(known, { a: 2, b: 3 })).toEqual([null, '3']);
  });

  it('are as many as fit; further properties are read from the document', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`p${n}`, n]));

    const known = after(many);

    expect([...known.values()].filter(({ slot }) => slot !== null)).toHaveLength(MOST_SLOTS);
    expect(known.get('p19')).toEqual({ slot: null, isClosed: true });
    expect(numbersOf(known, many)).toHaveLength(MOST_SLOTS);
  });
});

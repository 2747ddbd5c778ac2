import { describe, expect, it } from '@jest/globals';
import { orderSegments, SegmentReferenceError } from './order-segments.js';

const segment = (key: string, ...references: string[]) => ({ key, references });
const keys = (...segments: ReturnType<typeof segment>[]) =>
  orderSegments(segments).map((s) => s.key);

describe('orderSegments', () => {
  it('puts every segment after those that it refers to', () => {
    expect(keys(segment('a', 'c'), segment('b', 'a', 'c'), segment('c'))).toEqual(['c', 'a', 'b']);
  });

  it.each([
    ['itself', [segment('a', 'a')], 'a → a'],
    ['a circle', [segment('a', 'b'), segment('b', 'c'), segment('c', 'a')], 'a → b → c → a'],
    ['nobody', [segment('a', 'x')], 'refers to "x", which does not exist'],
  ])('refuses a segment that refers to %s', (_, segments, message) => {
    expect(() => orderSegments(segments)).toThrow(SegmentReferenceError);
    expect(() => orderSegments(segments)).toThrow(message);
  });
});

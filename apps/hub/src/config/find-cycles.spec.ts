import { describe, expect, it } from '@jest/globals';
import { findCycles } from './find-cycles.js';

const cyclesOf = (graph: Record<string, string[]>) => findCycles(new Map(Object.entries(graph)));

describe('findCycles', () => {
  it.each([
    ['a line', { a: ['b'], b: ['c'], c: [] }],
    ['two ways to one node', { a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }],
    ['a node that is not in the graph', { a: ['nowhere'] }],
    ['nothing', {}],
  ])('finds none in %s', (_, graph) => {
    expect(cyclesOf(graph)).toEqual([]);
  });

  it('finds a node that needs itself', () => {
    expect(cyclesOf({ a: ['a'] })).toEqual([['a', 'a']]);
  });

  it('finds each circle once, without the way that leads to it', () => {
    const graph = { a: ['b'], b: ['c'], c: ['b'], d: ['a', 'e'], e: ['d'] };

    expect(cyclesOf(graph)).toEqual([
      ['b', 'c', 'b'],
      ['d', 'e', 'd'],
    ]);
  });

  it('takes no longer for many ways than for few', () => {
    const layers = Array.from({ length: 60 }, (_, n): [string, string[]][] =>
      ['x', 'y'].map((name) => [`${name}${n}`, [`x${n + 1}`, `y${n + 1}`]]),
    );

    expect(findCycles(new Map(layers.flat()))).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { rankNames } from './rank-names.js';

const named = (name: string, count = 1) => ({ name, count });

describe('names that somebody may mean', () => {
  it('are all there when nothing was typed, the most frequent first', () => {
    const names = [named('b', 5), named('c', 9), named('a', 5)];

    expect(rankNames(names, ' ').map(({ name }) => name)).toEqual(['c', 'a', 'b']);
  });

  it('come from the name itself to those that only contain it', () => {
    const names = ['Reorder', 'Cart Order', 'Order Completed', 'order', 'Signed Up'];

    expect(
      rankNames(
        names.map((name) => named(name)),
        'ORDER',
      ).map(({ name }) => name),
    ).toEqual(['order', 'Order Completed', 'Cart Order', 'Reorder']);
  });
});

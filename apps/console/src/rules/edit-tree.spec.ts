import { describe, expect, it } from '@jest/globals';
import { copyOf, editAt, groupAround, groupAt } from './edit-tree';
import type { JsonObject } from './json';
import { fromTree, toTree } from './rule-tree';

const ANY: JsonObject = { any: [{ segment: 'b' }, { not: { segment: 'c' } }] };
const RULE: JsonObject = { all: [{ segment: 'a' }, ANY] };

describe('editing a tree', () => {
  it('puts a condition into a group of its own, where it stood', () => {
    const tree = editAt(toTree(RULE), [0], (node) => [groupAround(node, 'and')]);

    expect(fromTree(tree)).toEqual({ all: [{ any: [{ segment: 'a' }] }, ANY] });
  });

  it('duplicates a condition deep inside, next to it and with ids of its own', () => {
    const tree = editAt(toTree(RULE), [1, 1], (node) => [node, copyOf(node)]);

    expect(fromTree(tree)).toEqual({
      all: [
        { segment: 'a' },
        { any: [{ segment: 'b' }, { not: { segment: 'c' } }, { not: { segment: 'c' } }] },
      ],
    });
    const ids = groupAt(tree, [1])!.rules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
  });

  it('copies a group whole', () => {
    const [, group] = toTree(RULE).rules;

    expect(fromTree(copyOf(group!))).toEqual(ANY);
    expect(copyOf(group!).id).not.toBe(group!.id);
  });

  it('leaves a tree as it is where there is nothing', () => {
    expect(fromTree(editAt(toTree(RULE), [7, 3], () => []))).toEqual(RULE);
    expect(groupAt(toTree(RULE), [0])).toBeUndefined();
  });
});

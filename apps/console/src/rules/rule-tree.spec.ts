import { describe, expect, it } from '@jest/globals';
import type { Json } from './json';
import { pointersOf } from './pointers';
import { emptyTree, fromTree, isGroup, toLeaf, toTree, type TreeNode } from './rule-tree';
import { scenarioRules } from './testing/scenario-rules';

const RULES = scenarioRules();

const leavesOf = (node: TreeNode): readonly TreeNode[] =>
  isGroup(node) ? node.rules.flatMap(leavesOf) : [node];

/** What a JSON Pointer leads to. */
const at = (json: Json, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], json);

describe('a rule as a tree', () => {
  it('has many rules to be tried with', () => {
    expect(RULES.length).toBeGreaterThan(900);
  });

  it.each(RULES)('gives the same rule again: %s', (_name, rule) => {
    expect(JSON.stringify(fromTree(toTree(rule)))).toBe(JSON.stringify(rule));
  });

  it.each<[string, Json]>([
    ['not in not', { not: { not: { everyone: true } } }],
    ['not in not in not', { not: { not: { not: { any: [{ everyone: true }] } } } }],
    ['not of a group', { not: { all: [{ everyone: true }, { not: { any: [] } }] } }],
    ['groups of one', { all: [{ any: [{ all: [{ everyone: true }] }] }] }],
    ['an empty group', { any: [] }],
    ['two forms at once', { all: [], any: [] }],
    ['a group that is no list', { all: { everyone: true } }],
    ['no object', [null, 'x', 5]],
    ['null', null],
    ['an empty object', {}],
    ['null in a group', { all: [null, { not: null }] }],
  ])('gives the same again although it is odd: %s', (_name, rule) => {
    expect(fromTree(toTree(rule))).toEqual(rule);
  });

  it.each(RULES)('knows where each leaf is: %s', (_name, rule) => {
    const tree = toTree(rule);
    const pointers = pointersOf(tree);

    for (const leaf of leavesOf(tree)) {
      const { whole, inner } = pointers.get(leaf.id)!;
      expect(at(rule, inner)).toEqual(fromTree({ ...leaf, not: false }));
      expect(at(rule, whole)).toEqual(fromTree(leaf));
    }
  });

  it('makes a group of a single leaf when another is added', () => {
    const tree = toTree({ event: 'Signed Up' });

    const more = { ...tree, rules: [...tree.rules, toLeaf({ segment: 'vip' }, 'rule')] };

    expect(fromTree(more)).toEqual({ all: [{ event: 'Signed Up' }, { segment: 'vip' }] });
  });

  it('keeps a not around what becomes a group', () => {
    const tree = toTree({ not: { not: { event: 'Signed Up' } } });
    const [only] = tree.rules;

    const more = { ...tree, rules: [only!, toLeaf({ segment: 'vip' }, 'rule')] };

    expect(fromTree(more)).toEqual({
      not: { all: [{ not: { event: 'Signed Up' } }, { segment: 'vip' }] },
    });
  });

  it('begins with nothing, which is no rule', () => {
    expect(fromTree(emptyTree())).toEqual({ all: [] });
  });

  it('tells leaves by their key, and those of a where from those of a rule', () => {
    const kinds = (rule: Json, grammar?: 'rule' | 'where') =>
      leavesOf(toTree(rule, grammar)).map((leaf) => !isGroup(leaf) && leaf.field);

    expect(kinds({ any: [{ trait: 'a', op: 'exists' }, { trait: 'a', event: 'b' }, 5] })).toEqual([
      'trait',
      'json',
      'json',
    ]);
    expect(kinds({ property: 'total', op: 'exists' })).toEqual(['json']);
    expect(kinds({ not: { property: 'total', op: 'exists' } }, 'where')).toEqual(['property']);
  });
});

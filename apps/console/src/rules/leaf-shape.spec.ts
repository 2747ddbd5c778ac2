import { describe, expect, it } from '@jest/globals';
import { isObject, type Json, type JsonObject } from './json';
import { OFFERS, type LeafKind } from './leaf-kind';
import { canShowLeaf } from './leaf-shape';
import { isGroup, toTree, type TreeLeaf, type TreeNode } from './rule-tree';
import { scenarioRules } from './testing/scenario-rules';

const leavesOf = (node: TreeNode): readonly TreeLeaf[] =>
  isGroup(node) ? node.rules.flatMap(leavesOf) : [node];

const LEAVES = scenarioRules()
  .filter(([name]) => !/refused|definitions/.test(name))
  .flatMap(([, rule]) => leavesOf(toTree(rule)));

const shows = ({ field, value }: TreeLeaf): boolean => isObject(value) && canShowLeaf(field, value);

describe('the fields of a condition', () => {
  it('show all of every condition of the scenarios but lists with entries that look the same', () => {
    const hidden = LEAVES.filter((leaf) => !shows(leaf));

    expect(LEAVES.length).toBeGreaterThan(1000);
    expect(hidden.map(({ value }) => (value as JsonObject)['value'])).toEqual([
      ['a', 'a'],
      [5, '5', '[5]'],
    ]);
  });

  it.each([...OFFERS.rule, ...OFFERS.where])('show what is offered: $label', ({ kind, leaf }) => {
    expect(canShowLeaf(kind, leaf)).toBe(true);
  });

  it.each<[LeafKind, { readonly [key: string]: Json }]>([
    ['event', { event: 'A', count: { gte: 1, lte: 2 } }],
    ['event', { event: 'A', count: { gte: 1 }, sum: { property: 'x', gte: 1 } }],
    ['event', { event: 'A', colour: 'red' }],
    ['event', { event: 5 }],
    [
      'event',
      { event: 'A', within: { last: '3d' }, periods: { unit: 'day', last: 1, atLeast: 1 } },
    ],
    ['event', { event: 'A', having: { property: 'x', op: 'exists' } }],
    ['sequence', { sequence: [{ event: 'A', during: '1d' }] }],
    ['sequence', { sequence: 'A' }],
    ['segment', { segment: 'vip', op: 'eq' }],
    ['consent', { consent: 'email', is: 'maybe' }],
    ['bucket', { bucket: { from: 0, to: 5, by: 'x' } }],
    ['firstSeen', { firstSeen: {} }],
    ['everyone', { everyone: false }],
    ['identifier', { identifier: 'email', op: 'gt', value: 5 }],
    ['trait', { trait: 'plan', op: 'in', value: ['1', 1] }],
  ])('leave to JSON what they would lose: %s %j', (kind, leaf) => {
    expect(canShowLeaf(kind, leaf)).toBe(false);
  });
});

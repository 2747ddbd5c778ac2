import { describe, expect, it } from '@jest/globals';
import { parseRule } from './parse-rule.js';
import { topicsOf } from './topics.js';

describe('topicsOf', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['events of some names', { event: ['A', 'B'] }, ['event:A', 'event:B']],
    ['events of any name', { event: '*' }, ['event']],
    ['an event whose name is a star', { event: ['*', 'A'] }, ['event:*', 'event:A']],
    [
      'a sequence',
      { sequence: [{ event: 'A' }, { event: 'B', not: true, within: '1d' }] },
      ['event:A', 'event:B'],
    ],
    ['a trait, by its first key', { trait: 'address.city', op: 'exists' }, ['trait:address']],
    ['two traits', { trait: 'a', op: 'gt', value: { trait: 'b.c' } }, ['trait:a', 'trait:b']],
    [
      'a value that was held',
      { trait: 'plan', op: 'eq', value: 'pro', heldFor: '3d' },
      ['trait:plan', 'observed:plan'],
    ],
    ['first messages', { firstSeen: { last: '3d' } }, ['message']],
    ['last messages', { lastSeen: { last: '3d' } }, ['message']],
    ['identifiers', { identifier: 'email', op: 'exists' }, ['identifier']],
    ['consent', { consent: 'email', is: 'granted' }, ['consent']],
    ['a source', { source: 'crm' }, ['source:crm']],
    ['nothing that a message says', { any: [{ everyone: true }, { segment: 'x' }] }, []],
    ['a bucket', { bucket: { from: 0, to: 10 } }, []],
    [
      'all of a tree, each once',
      { all: [{ event: 'A' }, { not: { any: [{ event: 'A' }, { source: 'crm' }] } }] },
      ['event:A', 'source:crm'],
    ],
  ])('names %s', (_, rule, topics) => {
    expect([...topicsOf(parseRule(rule))]).toEqual(topics);
  });
});

import { describe, expect, it } from '@jest/globals';
import { describeWritten } from './describe-written.js';

const PAID = { trait: 'plan', op: 'neq', value: 'paid' };

describe('a rule as somebody writes it', () => {
  it('is described node by node, each before what is below it', () => {
    const { nodes, problems } = describeWritten({ all: [PAID, { not: { event: 'Signed Up' } }] });

    expect(problems).toEqual([]);
    expect(nodes.map(({ pointer }) => pointer)).toEqual(['', '/all/0', '/all/1', '/all/1/not']);
    expect(nodes[0]!.text).toBe('all 2 of these hold');
    expect(nodes[1]!.text).toBe('plan is not “paid” — no value counts as true here');
  });

  it('is described as far as it is one, and the problems of the rest are named', () => {
    const { nodes, problems, rule } = describeWritten({ any: [PAID, { trait: 'age', op: 'gt' }] });

    expect(rule).toBeUndefined();
    expect(nodes).toEqual([
      { pointer: '', text: 'at least one of these 2 holds' },
      { pointer: '/any/0', text: expect.stringContaining('plan is not') },
      { pointer: '/any/1', text: null },
    ]);
    expect(problems.map(({ pointer }) => pointer)).toEqual(['/any/1/value']);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'x'],
    ['an empty group', { all: [] }],
    ['two groups at once', { all: [PAID], any: [PAID] }],
    ['a group that is no list', { all: PAID }],
    ['a condition of no kind', { colour: 'red' }],
  ])('has no words at its root for %s', (_name, json) => {
    const { nodes, problems } = describeWritten(json);

    expect(nodes[0]).toEqual({ pointer: '', text: null });
    expect(problems.length).toBeGreaterThan(0);
  });

  it('is not followed into any depth', () => {
    let json: object = PAID;
    for (let depth = 0; depth < 50_000; depth++) json = { not: json };

    const { nodes, problems } = describeWritten(json);

    expect(nodes.length).toBeLessThan(20);
    expect(problems).not.toEqual([]);
  });

  it('is not followed into any width', () => {
    const { nodes } = describeWritten({ all: Array.from({ length: 50_000 }, () => PAID) });

    expect(nodes).toHaveLength(1_000);
  });
});

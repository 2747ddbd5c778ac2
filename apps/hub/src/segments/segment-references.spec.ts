import { describe, expect, it } from '@jest/globals';
import { parseRule } from './rules/parse-rule.js';
import { RuleError } from './rules/rule-error.js';
import { checkReferences, referencesOf } from './segment-references.js';
import type { Segment } from './segment.js';

const stored = (key: string, rule: unknown): Segment => ({
  ...{ id: 1, key, name: key, description: '', kind: 'dynamic', origin: 'api', rule },
  ...{ version: 1, evaluatedVersion: 1, evaluatedAt: null, evaluatedZone: null, error: null },
});

const problemsOf = (key: string, json: unknown, ...segments: readonly Segment[]) => {
  try {
    checkReferences(key, { json, rule: parseRule(json) }, segments);
    return [];
  } catch (error) {
    if (error instanceof RuleError) return error.problems;
    throw error;
  }
};

describe('checkReferences', () => {
  it('points at every segment that is not there, and names one that may be meant', () => {
    const rule = { all: [{ segment: 'vipp' }, { not: { any: [{ segment: 'nowhere' }] } }] };

    expect(problemsOf('new', rule, stored('vip', { everyone: true }))).toEqual([
      { pointer: '/all/0/segment', message: 'is not the key of a segment; did you mean "vip"?' },
      { pointer: '/all/1/not/any/0/segment', message: 'is not the key of a segment' },
    ]);
  });

  it('points at the reference by which a rule comes back to itself', () => {
    const rule = { any: [{ everyone: true }, { segment: 'b' }] };
    const others = [stored('b', { not: { segment: 'c' } }), stored('c', { segment: 'a' })];

    expect(problemsOf('a', rule, ...others)).toEqual([
      { pointer: '/any/1/segment', message: 'goes round in a circle (a → b → c → a)' },
    ]);
  });

  it('refuses a segment of itself, whatever its stored rule was', () => {
    const former = stored('a', { everyone: true });

    expect(problemsOf('a', { segment: 'a' }, former)).toMatchObject([{ pointer: '/segment' }]);
  });

  it('lets a rule refer to several that have one in common', () => {
    const rule = { all: [{ segment: 'b' }, { segment: 'c' }] };
    const others = [
      stored('b', { segment: 'd' }),
      stored('c', { segment: 'd' }),
      stored('d', { everyone: true }),
    ];

    expect(problemsOf('a', rule, ...others)).toEqual([]);
  });

  it('does not take a value of a trait for a reference', () => {
    const rule = { trait: 'segment', op: 'in', value: ['nowhere'] };

    expect(problemsOf('a', rule)).toEqual([]);
  });
});

describe('referencesOf', () => {
  it('finds none in a rule of another release', () => {
    expect(referencesOf(stored('a', { of: 'another release' }))).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { parseRule } from '../segments/rules/parse-rule.js';
import { checkDefinitions } from './check-definitions.js';

const check = (definitions: Record<string, unknown>, current: Record<string, unknown> = {}) => {
  const rules = Object.entries(current).map(([key, json]) => [key, parseRule(json)] as const);
  const { accepted, refused } = checkDefinitions(
    new Map(rules),
    new Map(Object.entries(definitions)),
  );
  const pointers = [...refused].map(([key, problems]) => [
    key,
    problems.map(({ pointer }) => pointer),
  ]);
  return {
    accepted: [...accepted.keys()],
    refused: Object.fromEntries(pointers) as Record<string, string[]>,
  };
};

describe('checkDefinitions', () => {
  it('lets a segment refer to one that is defined after it', () => {
    expect(check({ a: { segment: 'b' }, b: { everyone: true } })).toEqual({
      accepted: ['a', 'b'],
      refused: {},
    });
  });

  it('refuses every reference that leads nowhere', () => {
    const { refused } = check({ a: { any: [{ segment: 'x' }, { not: { segment: 'y' } }] } });

    expect(refused).toEqual({ a: ['/any/0/segment', '/any/1/not/segment'] });
  });

  it('refuses each segment of a circle, and none that merely refers to it', () => {
    const { accepted, refused } = check(
      { b: { segment: 'c' }, c: { segment: 'a' }, d: { segment: 'a' } },
      { a: { segment: 'b' }, b: { everyone: true } },
    );

    expect(refused).toEqual({ b: ['/segment'], c: ['/segment'] });
    expect(accepted).toEqual(['d']);
  });

  it('refuses what refers to a segment that is refused and was not there before', () => {
    const { refused } = check({ a: { all: [] }, b: { segment: 'a' } });

    expect(refused).toEqual({ a: ['/all'], b: ['/segment'] });
  });

  it('accepts what refers to a segment whose edit is refused: its old rule stays', () => {
    const { accepted } = check({ a: { all: [] }, b: { segment: 'a' } }, { a: { everyone: true } });

    expect(accepted).toEqual(['b']);
  });
});

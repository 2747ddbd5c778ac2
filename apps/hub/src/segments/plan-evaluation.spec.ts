import { describe, expect, it } from '@jest/globals';
import { findWhole, groupSegments, planQuestions } from './plan-evaluation.js';
import { parseRule } from './rules/parse-rule.js';
import { referencedSegments } from './rules/visit-rule.js';
import type { EvaluableSegment, Segment } from './segment.js';

const NOW = new Date('2026-01-02T00:00:00Z');
const CLOCK = { now: NOW, timezone: 'UTC' };

const segment = (
  key: string,
  rule: unknown = { everyone: true },
  more: Partial<Segment> = {},
): EvaluableSegment => {
  const parsed = parseRule(rule);
  return {
    rule: parsed,
    references: referencedSegments(parsed),
    segment: {
      ...{ id: 1, key, name: key, description: '', kind: 'dynamic', origin: 'file', rule },
      ...{ version: 2, evaluatedVersion: 2, evaluatedZone: 'UTC', error: null },
      evaluatedAt: new Date('2026-01-01T00:00:00Z'),
      ...more,
    },
  };
};
const large = (key: string, size = 41): EvaluableSegment =>
  segment(key, { any: Array.from({ length: size }, () => ({ everyone: true })) });
const keysOf = (groups: ReturnType<typeof groupSegments>) =>
  groups.map(({ isWhole, segments }) => [isWhole, segments.map((one) => one.segment.key).join()]);

describe('findWhole', () => {
  it.each<[string, Partial<Segment>, unknown]>([
    ['was edited', { version: 3 }, 'edit'],
    ['was evaluated in another zone', { evaluatedZone: 'Europe/Berlin' }, 'edit'],
    ['could not be evaluated', { error: { code: 'RULE_FAILED', message: '' } }, 'data'],
    ['was evaluated in the future', { evaluatedAt: new Date('2026-01-03T00:00:00Z') }, undefined],
  ])('has a segment that %s, and those that refer to it', (_, more, cause) => {
    const segments = [
      segment('a', undefined, more),
      segment('b'),
      segment('c', { not: { segment: 'a' } }),
    ];

    const whole = findWhole(segments, CLOCK);

    expect([...whole.keys()]).toEqual(['a', 'c']);
    expect(whole.get('a')).toBe(cause);
  });

  it('has no segment of which all is known', () => {
    expect(findWhole([segment('a')], CLOCK).size).toBe(0);
  });
});

describe('planQuestions', () => {
  it('asks the rules of the segments that a rule refers to, in place of their members', () => {
    const [a, b, c] = planQuestions([
      segment('a', { event: 'A' }, { id: 7 }),
      segment('b', { all: [{ segment: 'a' }, { event: 'B' }] }, { id: 8 }),
      segment('c', { any: [{ segment: 'a' }, { segment: 'b' }] }, { id: 9 }),
    ]);

    expect([a!.size, b!.size, c!.size]).toEqual([1, 2, 3]);
    expect(a!.question).not.toHaveProperty('references');
    expect(b!.question.references).toEqual(new Map([['a', a!.question]]));
    expect(c!.question.references!.get('b')).toBe(b!.question);
  });

  it('reads the members where there would be too much to ask', () => {
    const [, b, c] = planQuestions([
      large('a'),
      segment('b', { segment: 'a' }),
      segment('c', { segment: 'b' }),
    ]);

    expect(b!.question).not.toHaveProperty('references');
    expect(c!.question).not.toHaveProperty('references');
  });
});

describe('groupSegments', () => {
  it('puts a segment behind those whose members it reads, whatever is evaluated over what', () => {
    const segments = planQuestions([
      ...[large('a'), segment('b'), segment('c', { segment: 'a' })],
      segment('d', { all: [{ segment: 'c' }, { segment: 'b' }] }),
    ]);

    const groups = groupSegments(segments, (one) => one.segment.key === 'b');

    expect(keysOf(groups)).toEqual([
      [false, 'a'],
      [true, 'b'],
      [false, 'c'],
      [false, 'd'],
    ]);
  });

  it('puts those together that ask for what they refer to', () => {
    const segments = planQuestions([segment('a'), segment('b', { not: { segment: 'a' } })]);

    expect(keysOf(groupSegments(segments, () => true))).toEqual([[true, 'a,b']]);
  });

  it('asks no more at once than a mask has bits, or a statement joins', () => {
    const many = Array.from({ length: 130 }, (_, n) => segment(`s${n}`));
    const larger = Array.from({ length: 3 }, (_, n) => large(`l${n}`, 70));

    const sizes = (segments: EvaluableSegment[]) =>
      groupSegments(planQuestions(segments), () => false).map((group) => group.segments.length);

    expect(sizes(many)).toEqual([62, 62, 6]);
    expect(sizes(larger)).toEqual([1, 1, 1]);
  });
});

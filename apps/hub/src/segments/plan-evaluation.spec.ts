import { describe, expect, it } from '@jest/globals';
import { findWhole, groupSegments } from './plan-evaluation.js';
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

describe('groupSegments', () => {
  it('puts a segment behind those that it refers to, whatever is evaluated over what', () => {
    const segments = [
      ...[segment('a'), segment('b'), segment('c', { segment: 'a' })],
      segment('d', { all: [{ segment: 'c' }, { segment: 'b' }] }),
    ];

    const groups = groupSegments(segments, (one) => one.segment.key === 'b');

    expect(keysOf(groups)).toEqual([
      [false, 'a'],
      [true, 'b'],
      [false, 'c'],
      [false, 'd'],
    ]);
  });

  it('asks no more at once than a mask has bits, or a statement joins', () => {
    const many = Array.from({ length: 130 }, (_, n) => segment(`s${n}`));
    const large = Array.from({ length: 3 }, (_, n) =>
      segment(`l${n}`, { any: Array.from({ length: 70 }, () => ({ everyone: true })) }),
    );

    const sizes = (segments: EvaluableSegment[]) =>
      groupSegments(segments, () => false).map((group) => group.segments.length);

    expect(sizes(many)).toEqual([62, 62, 6]);
    expect(sizes(large)).toEqual([1, 1, 1]);
  });
});

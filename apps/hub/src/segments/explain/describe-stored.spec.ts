import { describe, expect, it } from '@jest/globals';
import type { Segment } from '../segment.js';
import { describeStored } from './describe-stored.js';

const EVALUATED_AT = new Date('2026-01-01T00:00:00Z');
const CLOCK = { now: new Date('2026-01-02T00:00:00Z'), timezone: 'UTC' };
const SEGMENT: Segment = {
  id: 1,
  key: 'vip',
  name: 'VIP',
  description: '',
  kind: 'dynamic',
  origin: 'file',
  rule: { everyone: true },
  version: 2,
  evaluatedVersion: 2,
  evaluatedAt: EVALUATED_AT,
  evaluatedZone: 'UTC',
  error: null,
};
const NO_MEMBER = { joinedAt: null, lastChange: null, isDirty: false };
const AT = '2026-01-01T00:00:00.000+00:00';

describe('describeStored', () => {
  it('agrees where both say the same', () => {
    expect(describeStored(SEGMENT, NO_MEMBER, false, CLOCK)).toEqual({
      isMember: false,
      since: null,
      evaluatedAt: AT,
      lastChange: null,
      agrees: true,
      note: null,
    });
  });

  it.each<[string, Partial<Segment>, boolean, string]>([
    [
      'its evaluation failed',
      { error: { code: 'RULE_FAILED', message: 'too slow' } },
      false,
      'the last evaluation of the segment failed: too slow',
    ],
    ['it was never evaluated', { evaluatedAt: null }, false, 'has not been evaluated yet'],
    [
      'its rule was edited',
      { evaluatedVersion: 1 },
      true,
      `edited after the last evaluation, which was at ${AT}`,
    ],
    ['data arrived', {}, true, `data arrived after the last evaluation, which was at ${AT}`],
    ['time passed', {}, false, `the last evaluation is older: it was at ${AT}`],
    ['nothing is known to have', { evaluatedAt: CLOCK.now }, false, 'the last evaluation was at'],
  ])('says why it does not when %s', (_, change, isDirty, note) => {
    const stored = describeStored(
      { ...SEGMENT, ...change },
      { ...NO_MEMBER, isDirty },
      true,
      CLOCK,
    );

    expect(stored.agrees).toBe(false);
    expect(stored.note).toContain(note);
  });
});

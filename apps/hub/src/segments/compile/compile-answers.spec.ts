import { describe, expect, it } from '@jest/globals';
import { parseRule } from '../rules/parse-rule.js';
import { BitTable, gatherWords } from './bit-table.js';
import { compileAnswers, MOST_QUESTIONS } from './compile-answers.js';
import { compileShifts } from './compile-shifts.js';

const CONTEXT = {
  now: new Date('2026-01-15T12:00:00.000Z'),
  timezone: 'UTC',
  segments: new Map<string, number>(),
};
const question = (json: unknown) => ({ rule: parseRule(json), segmentId: 1 });
const RECENT = { event: 'A', within: { last: '7d' } };
const PAID = { trait: 'plan', op: 'eq', value: 'paid' };

describe('compileAnswers', () => {
  it('works out once what several rules ask for', () => {
    const bits = new BitTable('together');

    const first = compileAnswers([question(RECENT), question({ not: RECENT })], CONTEXT, bits);
    const second = compileAnswers([question({ all: [RECENT, PAID] })], CONTEXT, bits);

    expect(first.bits).toHaveLength(1);
    expect(second.bits).toEqual(first.bits);
    bits.confirm(bits.sourcesOf(first.bits).pending);
    expect(bits.sourcesOf(second.bits)).toMatchObject({ stored: bits.kept, pending: [] });
  });

  it('reads the answers from one row a profile', () => {
    const { sql } = compileAnswers(
      [question(RECENT), question(PAID)],
      CONTEXT,
      new BitTable('together'),
    );

    expect(sql.text).toBe(
      `SELECT p.profile_id, CASE WHEN ((p.bits0 & (1::bigint << $1::int)) <> 0) THEN 1::bigint << $2::int ELSE 0 END | CASE WHEN (COALESCE(p.w1 = $3::text, FALSE)) THEN 1::bigint << $4::int ELSE 0 END AS mask, NULL::timestamptz AS due_at FROM (SELECT p.*, segue_text(p.v1) AS w1 FROM (SELECT p.*, COALESCE(bits.bits0, 0) AS bits0, (p.traits -> $5::text) AS v1 FROM profile p LEFT JOIN (SELECT b.profile_id, bit_or(b.bits) FILTER (WHERE b.word = $6::int) AS bits0 FROM evaluation_bit b WHERE b.word = ANY($7::int[]) GROUP BY b.profile_id) bits ON bits.profile_id = p.profile_id OFFSET '0'::bigint) p OFFSET '0'::bigint) p`,
    );
  });

  it('reads answers that are stored apart from where they were gathered', () => {
    const bits = new BitTable('apart');

    const answers = compileAnswers([question({ all: [RECENT, { event: 'B' }] })], CONTEXT, bits);

    expect(answers.sql.text).toContain(
      'LEFT JOIN evaluation_word bits ON bits.profile_id = p.profile_id',
    );
    expect(gatherWords(bits.sourcesOf(answers.bits).pending).text).toBe(
      'SELECT b.profile_id, bit_or(b.bits) FILTER (WHERE b.word = $1::int) AS bits0 FROM (SELECT t.profile_id, $2::int AS word, t.bits FROM evaluation_bit_0 t UNION ALL SELECT t.profile_id, $3::int AS word, t.bits FROM evaluation_bit_1 t) b GROUP BY b.profile_id',
    );
  });

  describe('of questions about the same events', () => {
    const pending = (...rules: readonly unknown[]) => {
      const bits = new BitTable('apart');
      const catalog = { slotOf: () => 1, hasAllNames: true };
      const answers = compileAnswers(rules.map(question), { ...CONTEXT, catalog }, bits);
      return bits.sourcesOf(answers.bits).pending.map(({ sql }) => sql);
    };
    const sum = { property: 'total', gte: 5 };

    it('answers all in one pass, as far back as any of them looks', () => {
      const [source, ...others] = pending(RECENT, { event: 'A', within: { last: '9d' }, sum });

      expect(others).toEqual([]);
      expect(source!.text).toBe(
        "SELECT q.profile_id, q.bits FROM (SELECT e.profile_id, CASE WHEN bool_or(e.occurred_at > $1::timestamptz AND e.occurred_at <= $2::timestamptz) THEN (1::bigint << $3::int) ELSE 0 END | CASE WHEN COALESCE(sum(e.numbers[$4::int]) FILTER (WHERE e.occurred_at > $5::timestamptz AND e.occurred_at <= $6::timestamptz), 0) >= $7::numeric THEN (1::bigint << $8::int) ELSE 0 END AS bits FROM event e WHERE e.occurred_at <= $9::timestamptz AND e.name = $10::text AND e.occurred_at >= $11::timestamptz GROUP BY e.profile_id OFFSET '0'::bigint) q WHERE q.bits <> 0",
      );
      expect(source!.values).toContain('2026-01-06T12:00:00.000Z');
    });

    it.each([
      ['other names', { ...RECENT, event: ['A', 'B'] }],
      ['documents', { ...RECENT, where: { property: 'size', op: 'eq', value: 'L' } }],
      ['values', { ...RECENT, distinct: { property: 'size', gte: 2 } }],
      [
        'the event that was first',
        { event: 'A', occurrence: 'first', having: { property: 'size', op: 'exists' } },
      ],
      ['calendar units', { event: 'A', periods: { unit: 'week', last: 4, atLeast: 1 } }],
      ['an order', { sequence: [{ event: 'A' }, { event: 'A' }] }],
    ])('asks by itself about %s', (_, rule) => {
      expect(pending(RECENT, rule)).toHaveLength(2);
    });

    it('asks about consent to all channels at once', () => {
      const [source, ...others] = pending(
        { consent: 'email', is: 'granted' },
        { consent: 'sms', is: 'unknown' },
      );

      expect(others).toEqual([]);
      expect(source!.text).not.toContain('GROUP BY');
    });
  });

  it('asks the rule of a segment that a rule refers to, as of that segment', () => {
    const other = { rule: parseRule({ bucket: { from: 0, to: 50 } }), segmentId: 7 };
    const references = new Map([['half', other]]);

    const { sql } = compileAnswers(
      [{ ...question({ not: { segment: 'half' } }), references }],
      CONTEXT,
    );

    expect(sql.text).toContain('sha256(');
    expect(sql.values).toContain('7');
  });

  it('casts a trait once, whatever asks about it', () => {
    const rules = ['free', 'paid', 'trial'].map((value) => question({ ...PAID, value }));

    const { text } = compileAnswers(rules, CONTEXT).sql;

    expect(text.match(/segue_text/g)).toHaveLength(1);
  });

  it('says when dates make a profile due', () => {
    const due = { trait: 'until', op: 'withinNext', value: '3d' };

    const { text } = compileAnswers([question(due), question(PAID)], CONTEXT).sql;

    expect(text).toMatch(/LEAST\(CASE WHEN p\.w1 > \$\d+::timestamptz THEN p\.w1 END,.+ AS due_at/);
  });

  it('has no more answers than a mask has bits', () => {
    const many = Array.from({ length: MOST_QUESTIONS + 1 }, () => question(PAID));

    expect(() => compileAnswers(many, CONTEXT)).toThrow(RangeError);
  });
});

describe('compileShifts', () => {
  const since = new Date('2026-01-15T11:00:00.000Z');
  const shifts = (json: unknown) =>
    compileShifts(parseRule(json), since, { ...CONTEXT, segmentId: 1 });

  it('looks for what left a window through the index on name and time', () => {
    const [shift, ...others] = shifts(RECENT);

    expect(others).toEqual([]);
    expect(shift!.text).toBe(
      'SELECT e.profile_id FROM event e WHERE e.name = ANY($1::text[]) AND e.occurred_at > $2::timestamptz AND e.occurred_at <= $3::timestamptz',
    );
    expect(shift!.values).toEqual([['A'], '2026-01-08T11:00:00.000Z', '2026-01-08T12:00:00.000Z']);
  });

  it.each<[unknown, number]>([
    [{ event: 'A' }, 0],
    [{ event: 'A', within: { from: '2026-01-01' } }, 0],
    [{ event: 'A', within: { between: ['9d', '2d'] } }, 2],
    [{ event: 'A', within: { period: 'today' } }, 1],
    [{ event: 'A', periods: { unit: 'week', last: 4, atLeast: 1 } }, 1],
    [{ sequence: [{ event: 'A' }, { event: 'B' }] }, 0],
    [{ sequence: [{ event: 'A' }, { event: 'B', not: true, within: '1h' }] }, 1],
    [{ sequence: [{ event: 'A' }, { event: 'B' }], within: { last: '7d' } }, 2],
    [{ firstSeen: { last: '7d' } }, 2],
    [{ all: [PAID, { not: RECENT }] }, 1],
  ])('has for %j so many places to look: %i', (rule, count) => {
    expect(shifts(rule)).toHaveLength(count);
  });
});

import { describe, expect, it } from '@jest/globals';
import { parseRule } from '../rules/parse-rule.js';
import { BitTable } from './bit-table.js';
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
    const bits = new BitTable();

    const first = compileAnswers([question(RECENT), question({ not: RECENT })], CONTEXT, bits);
    const second = compileAnswers([question({ all: [RECENT, PAID] })], CONTEXT, bits);

    expect(first.bits).toHaveLength(1);
    expect(second.bits).toEqual(first.bits);
    bits.confirm(first.bits);
    expect(bits.pendingOf(second.bits)).toEqual([]);
  });

  it('reads the answers from one row a profile', () => {
    const { sql } = compileAnswers([question(RECENT), question(PAID)], CONTEXT, new BitTable());

    expect(sql.text).toBe(
      'SELECT p.profile_id, ((((COALESCE(bits.w0, 0) & (1::bigint << $1::int)) <> 0))::int::bigint << $2::int) | (((COALESCE(x1.v1 = $3::text, FALSE)))::int::bigint << $4::int) AS mask, NULL::timestamptz AS due_at FROM profile p LEFT JOIN (SELECT b.profile_id, bit_or(b.bits) FILTER (WHERE b.word = $5::int) AS w0 FROM evaluation_bit b WHERE b.word = ANY($6::int[]) GROUP BY b.profile_id) bits ON bits.profile_id = p.profile_id CROSS JOIN LATERAL (SELECT (p.traits -> $7::text) AS v1 OFFSET 0) x0 CROSS JOIN LATERAL (SELECT segue_text(x0.v1) AS v1 OFFSET 0) x1',
    );
  });

  it('casts a trait once, whatever asks about it', () => {
    const rules = ['free', 'paid', 'trial'].map((value) => question({ ...PAID, value }));

    const { text } = compileAnswers(rules, CONTEXT).sql;

    expect(text.match(/segue_text/g)).toHaveLength(1);
  });

  it('says when dates make a profile due', () => {
    const due = { trait: 'until', op: 'withinNext', value: '3d' };

    const { text } = compileAnswers([question(due), question(PAID)], CONTEXT).sql;

    expect(text).toMatch(
      /LEAST\(CASE WHEN x1\.v1 > \$\d+::timestamptz THEN x1\.v1 END,.+ AS due_at/,
    );
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

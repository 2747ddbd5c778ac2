import { describe, expect, it } from '@jest/globals';
import { parseRule } from '../rules/parse-rule.js';
import {
  type CompileContext,
  compileMembers,
  ofProfiles,
  unsupportedLeaves,
} from './compile-rule.js';

const CONTEXT: CompileContext = {
  now: new Date('2026-01-15T12:00:00.000Z'),
  timezone: 'Europe/Berlin',
  segments: new Map([['vip', 7]]),
  segmentId: 1,
};
const NOW = '2026-01-15T12:00:00.000Z';
const A_WEEK_AGO = '2026-01-08T12:00:00.000Z';

const compile = (json: unknown, scope?: readonly string[]): { text: string; values: unknown[] } => {
  const from = scope && ofProfiles(scope);
  const { text, values } = compileMembers(parseRule(json), { ...CONTEXT, ...(from && { from }) });
  return { text, values };
};

describe('compileMembers', () => {
  it('asks traits in place and binds paths as well as values', () => {
    expect(compile({ trait: `plan' OR 1=1 --`, op: 'eq', value: 'pro' })).toEqual({
      text: `SELECT p.profile_id FROM (SELECT p.*, segue_text(p.v1) AS w1 FROM (SELECT p.*, (p.traits -> $1::text) AS v1 FROM profile p OFFSET '0'::bigint) p OFFSET '0'::bigint) p WHERE (COALESCE(p.w1 = $2::text, FALSE))`,
      values: [`plan' OR 1=1 --`, 'pro'],
    });
  });

  it('makes a negative op the complement of its positive', () => {
    const { text } = compile({ trait: 'plan', op: 'neq', value: 5 });

    expect(text).toContain('segue_number(p.v1) AS w1');
    expect(text).toContain('COALESCE(NOT (p.w1 = $2::numeric), TRUE)');
  });

  it('binds numbers as the decimals they were written as', () => {
    const { values } = compile({ trait: 't', op: 'in', value: [0.1, 1e21] });

    expect(values).toEqual(['t', ['0.1', '1e+21']]);
  });

  it('leaves the function that goes through lists to longer paths that meet one', () => {
    const { text, values } = compile({ trait: 'a.b', op: 'exists' });

    expect(text).toContain(
      "CASE WHEN 'array' IN (jsonb_typeof((p.traits -> $1::text))) THEN segue_path(p.traits, $2::text[]) ELSE (p.traits -> $3::text -> $4::text) END",
    );
    expect(values).toEqual(['a', ['a', 'b'], 'a', 'b']);
  });

  it('joins one subquery of distinct profiles for a count', () => {
    const rule = { event: 'Order Completed', within: { last: '7d' }, count: { gt: 5 } };

    expect(compile(rule)).toEqual({
      text: 'SELECT p.profile_id FROM (SELECT p.*, j1.profile_id AS l1 FROM profile p LEFT JOIN (SELECT e.profile_id FROM event e WHERE e.occurred_at <= $1::timestamptz AND e.name = $2::text AND e.occurred_at > $3::timestamptz AND e.occurred_at <= $4::timestamptz GROUP BY e.profile_id HAVING count(*) > $5::numeric) j1 ON j1.profile_id = p.profile_id) p WHERE (p.l1 IS NOT NULL)',
      values: [NOW, 'Order Completed', A_WEEK_AGO, NOW, '5'],
    });
  });

  it('joins the profiles that are out where 0 is in', () => {
    const { text } = compile({ event: 'A', count: { lt: 3 } });

    expect(text).toContain('HAVING NOT (count(*) < $3::numeric)) j1');
    expect(text).toContain('WHERE (p.l1 IS NULL)');
  });

  it('shares one join between leaves that ask for the same, whichever way round', () => {
    const { text } = compile({
      any: [
        { event: 'A' },
        { all: [{ not: { event: 'A', count: { gte: 1 } } }, { event: 'A', count: { eq: 0 } }] },
        { event: 'B' },
      ],
    });

    expect(text.match(/LEFT JOIN/g)).toHaveLength(2);
    expect(text).toMatch(
      /WHERE \(\(p\.l1 IS NOT NULL\) OR \(NOT \(p\.l1 IS NOT NULL\) AND \(p\.l1 IS NULL\)\) OR \(p\.l2 IS NOT NULL\)\)$/,
    );
  });

  it('limits the profiles and every joined table to the scope', () => {
    const scope = ['00000000-0000-4000-8000-000000000001'];
    const rule = {
      all: [
        { event: 'A' },
        { event: 'A', occurrence: 'first', within: { last: '7d' } },
        { sequence: [{ event: 'A' }, { event: 'B' }] },
        { identifier: 'email', op: 'startsWith', value: 'a' },
        { source: 'crm' },
        { segment: 'vip' },
        { consent: 'email', is: 'granted' },
        { trait: 't', op: 'exists', heldFor: '1d' },
      ],
    };

    const { text, values } = compile(rule, scope);

    expect(text.match(/LEFT JOIN/g)).toHaveLength(8);
    expect(text.match(/WHERE profile_id = ANY\(\$\d+::uuid\[\]\)/g)).toHaveLength(9);
    const scopes = values.filter((value) => Array.isArray(value) && value[0] === scope[0]);
    expect(scopes).toEqual(Array(9).fill(scope));
  });

  it('scopes both tables that a profile can have been seen in', () => {
    const { text } = compile({ lastSeen: { last: '1d' } }, []);

    expect(text.match(/WHERE profile_id = ANY/g)).toHaveLength(3);
  });

  it('counts months forward from the event, behind a bound that an index can use', () => {
    const { text, values } = compile({ event: 'A', within: { last: '1M' } });

    expect(text).toContain(
      'e.occurred_at > $3::timestamptz AND (e.occurred_at > $4::timestamptz OR segue_plus_months(e.occurred_at, $5::int, $6) > $7::timestamptz) AND e.occurred_at <= $8::timestamptz',
    );
    expect(values.slice(2)).toEqual([
      ...['2025-12-13T12:00:00.000Z', '2025-12-20T12:00:00.000Z', 1, 'Europe/Berlin', NOW, NOW],
    ]);
  });

  it('reaches back further than timestamps do', () => {
    const { values } = compile({ event: 'A', within: { last: '5000y' } });

    expect(values).toContain('-infinity');
  });

  it('compares an average without dividing', () => {
    const { text } = compile({ event: 'A', avg: { property: 'v', gte: 0.1 } });

    expect(text).toMatch(/HAVING sum\((.+)\) >= \$\d+::numeric \* count\(segue_number\(.+\)\)\)/);
  });

  it('draws a bucket from the salt instead of the segment', () => {
    const bucket = { from: 0, to: 33.3 };

    const [own, salted] = [compile({ bucket }), compile({ bucket: { ...bucket, salt: 'x' } })];

    // 33.3 % of 2^64, rounded up.
    const bounds = ['0000000000000000', '553f7ced916872b1'];
    expect(own.values).toEqual(['1', ...bounds]);
    expect(salted.values).toEqual(['x', ...bounds]);
  });
});

describe('unsupportedLeaves', () => {
  it('finds none: all of the language is compiled', () => {
    const rule = parseRule({ sequence: [{ event: 'A' }, { event: 'B' }] });

    expect(unsupportedLeaves(rule)).toEqual([]);
  });
});

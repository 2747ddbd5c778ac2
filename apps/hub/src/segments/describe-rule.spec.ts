import { describe, expect, it } from '@jest/globals';
import { describeRule } from './describe-rule.js';
import { parseRule } from './rules/parse-rule.js';

const trait = (op: string, value?: unknown, rest: object = {}): object => ({
  trait: 'a.b',
  op,
  ...(value !== undefined && { value }),
  ...rest,
});
const FALSE = ' — no value counts as false here';
const TRUE = ' — no value counts as true here';
const falseUnless = (cast: string): string =>
  ` — no value, or one that is no ${cast}, counts as false here`;
const trueUnless = (cast: string): string =>
  ` — no value, or one that is no ${cast}, counts as true here`;

const TRAITS: readonly (readonly [object, string])[] = [
  [trait('exists'), 'a.b has a value'],
  [trait('missing'), 'a.b has no value'],
  [trait('exists', undefined, { ifMissing: true }), `a.b has a value${TRUE}`],
  [trait('eq', 'paid'), `a.b is “paid”${FALSE}`],
  [trait('eq', 5), `a.b is 5${falseUnless('number')}`],
  [trait('eq', true), `a.b is true${falseUnless('boolean')}`],
  [trait('neq', 'paid'), `a.b is not “paid”${TRUE}`],
  [trait('neq', 'paid', { ifMissing: false }), `a.b is not “paid”${FALSE}`],
  [trait('neq', 5), `a.b is not 5${trueUnless('number')}`],
  [trait('eq', 'x', { ignoreCase: true }), `a.b is “x”, in any case${FALSE}`],
  [trait('eq', { trait: 'c' }), `a.b is what c is${FALSE}`],
  [trait('in', ['a', 'b', 3]), `a.b is one of “a”, “b” or 3${FALSE}`],
  [trait('in', [1, 2]), `a.b is one of 1 or 2${falseUnless('number')}`],
  [trait('nin', ['a']), `a.b is not “a”${TRUE}`],
  [trait('gt', 5), `a.b is more than 5${falseUnless('number')}`],
  [trait('gte', 5), `a.b is at least 5${falseUnless('number')}`],
  [trait('lt', 5), `a.b is less than 5${falseUnless('number')}`],
  [trait('lte', 5), `a.b is at most 5${falseUnless('number')}`],
  [trait('gt', '2026-01-01'), `a.b is after 2026-01-01${falseUnless('date')}`],
  [trait('gte', '2026-01-01'), `a.b is at or after 2026-01-01${falseUnless('date')}`],
  [trait('lt', '2026-01-01'), `a.b is before 2026-01-01${falseUnless('date')}`],
  [trait('lte', '2026-01-01'), `a.b is at or before 2026-01-01${falseUnless('date')}`],
  [trait('lt', { trait: 'c' }), `a.b is less than what c is, or before it as a date${FALSE}`],
  [trait('between', [1, 2]), `a.b is from 1 to 2${falseUnless('number')}`],
  [trait('contains', 'x'), `a.b contains “x”${FALSE}`],
  [trait('ncontains', 'x'), `a.b does not contain “x”${TRUE}`],
  [trait('startsWith', 'x'), `a.b starts with “x”${FALSE}`],
  [trait('endsWith', 'x'), `a.b ends with “x”${FALSE}`],
  [trait('matches', '^x'), `a.b matches the pattern “^x”${FALSE}`],
  [trait('hasAny', ['x', 'y']), `a.b has one of “x” or “y” in its list${FALSE}`],
  [trait('hasAll', ['x', 'y']), `a.b has “x” and “y” in its list${FALSE}`],
  [trait('hasNone', ['x', 'y']), `a.b has none of “x” and “y” in its list${TRUE}`],
  [trait('length', { gte: 3 }), `a.b is a list of at least 3${falseUnless('list')}`],
  [trait('before', '2026-01-01'), `a.b is before 2026-01-01${falseUnless('date')}`],
  [trait('after', '2026-01-01'), `a.b is at or after 2026-01-01${falseUnless('date')}`],
  [trait('withinLast', '1d'), `a.b is in the last 1 day${falseUnless('date')}`],
  [trait('withinNext', '6M'), `a.b is in the next 6 calendar months${falseUnless('date')}`],
  [trait('olderThan', '1y'), `a.b is at least 1 year ago${falseUnless('date')}`],
  [trait('inPeriod', 'today'), `a.b is today${falseUnless('date')}`],
  [trait('inPeriod', 'nextQuarter'), `a.b is in next quarter${falseUnless('date')}`],
  [
    trait('anniversaryWithinNext', '7d'),
    `a.b has its yearly anniversary today or in the next 7 days${falseUnless('date')}`,
  ],
  [
    trait('eq', 'x', { heldFor: '36h' }),
    `a.b is “x”, and has not changed for 36 hours (one that was never set never changed)${FALSE}`,
  ],
];

const ZERO = ' — never having done it counts as 0 times';
const NO_NUMBERS =
  ' — values that are no numbers are left out; without any it counts as false here';

const EVENTS: readonly (readonly [object, string])[] = [
  [{ event: 'A' }, `did “A” at least 1 time${ZERO}`],
  [{ event: '*', count: { eq: 0 } }, `did any event exactly 0 times${ZERO}`],
  [{ event: ['A', 'B'], count: { neq: 2 } }, `did “A” or “B” any number but 2 times${ZERO}`],
  [{ event: 'A', count: { gt: 2 } }, `did “A” more than 2 times${ZERO}`],
  [{ event: 'A', count: { lt: 2 } }, `did “A” less than 2 times${ZERO}`],
  [{ event: 'A', count: { lte: 2 } }, `did “A” at most 2 times${ZERO}`],
  [{ event: 'A', count: { between: [1, 2] } }, `did “A” from 1 to 2 times${ZERO}`],
  [
    { event: 'A', within: { last: '90m' } },
    `did “A” at least 1 time in the last 90 minutes${ZERO}`,
  ],
  [
    { event: 'A', within: { between: ['60d', '30d'] } },
    `did “A” at least 1 time from 60 days ago to 30 days ago${ZERO}`,
  ],
  [
    { event: 'A', within: { from: '2026-01-01', to: '2026-02-01' } },
    `did “A” at least 1 time from 2026-01-01 on and before 2026-02-01${ZERO}`,
  ],
  [{ event: 'A', within: { period: 'yesterday' } }, `did “A” at least 1 time yesterday${ZERO}`],
  [{ event: 'A', within: { period: 'lastMonth' } }, `did “A” at least 1 time in last month${ZERO}`],
  [
    {
      event: 'A',
      where: {
        all: [
          { property: 'total', op: 'gt', value: 5 },
          { not: { property: 'context.page.path', op: 'contains', value: '/x' } },
          {
            any: [
              { property: 'a', op: 'exists' },
              { property: 'b\\.c', op: 'missing' },
            ],
          },
        ],
      },
    },
    `did “A” with total is more than 5 (no value, or one that is no number, counts as false here) and not (context.page.path contains “/x” (no value counts as false here)) and (a has a value or b\\.c has no value) at least 1 time${ZERO}`,
  ],
  [
    { event: 'A', count: { gte: 2 }, periods: { unit: 'week', last: 4, atLeast: 3 } },
    `did “A” at least 2 times in each of 3 weeks or more of the last 4 complete weeks${ZERO}`,
  ],
  [
    { event: 'A', sum: { property: 'total', gte: 500 } },
    'the sum of total of “A” is at least 500 — values that are no numbers are left out; without any it is 0',
  ],
  [
    { event: 'A', avg: { property: 'total', gte: 5 } },
    `the average of total of “A” is at least 5${NO_NUMBERS}`,
  ],
  [
    { event: 'A', min: { property: 'total', gte: 5 } },
    `the least total of “A” is at least 5${NO_NUMBERS}`,
  ],
  [
    { event: 'A', max: { property: 'context.n', gte: 5 } },
    `the greatest context.n of “A” is at least 5${NO_NUMBERS}`,
  ],
  [
    { event: 'A', within: { last: '4w' }, distinct: { property: 'sku', gte: 3 } },
    'the number of different sku of “A” in the last 28 days is at least 3 — without any it is 0',
  ],
  [
    { event: 'A', occurrence: 'first' },
    'the first “A” of all times is there — never having done it counts as false here',
  ],
  [
    {
      event: 'A',
      occurrence: 'last',
      within: { last: '1d' },
      having: { property: 'a', op: 'eq', value: 'x' },
    },
    'the last “A” of all times was in the last 1 day and had a is “x” (no value counts as false here) — never having done it counts as false here',
  ],
  [
    {
      sequence: [
        { event: 'A' },
        { event: 'B', where: { property: 'a', op: 'exists' }, within: '1h' },
        { event: 'C', not: true, within: '24h' },
      ],
      within: { last: '30d' },
    },
    'did “A”, then “B” with a has a value at most 1 hour later, all in the last 30 days, and then not “C” within 1 day',
  ],
  [
    { sequence: [{ event: 'A' }, { event: 'C', not: true }] },
    'did “A”, and then not “C” ever since',
  ],
];

const HAVING = ' — having none counts as';

const OTHERS: readonly (readonly [object, string])[] = [
  [{ everyone: true }, 'is anyone at all'],
  [{ segment: 'vip' }, 'is a member of the segment “vip”'],
  [{ identifier: 'email', op: 'exists' }, 'has an identifier of the type email'],
  [{ identifier: 'email', op: 'missing' }, 'has no identifier of the type email'],
  [{ identifier: 'email', op: 'eq', value: 'x' }, `any email is “x”${HAVING} false here`],
  [
    { identifier: 'email', op: 'neq', value: 'x', ignoreCase: true },
    `every email is not “x”, in any case${HAVING} true here`,
  ],
  [
    { identifier: 'email', op: 'in', value: ['x', 'y'] },
    `any email is one of “x” or “y”${HAVING} false here`,
  ],
  [{ identifier: 'email', op: 'nin', value: ['x'] }, `every email is not “x”${HAVING} true here`],
  [
    { identifier: 'email', op: 'contains', value: 'x' },
    `any email contains “x”${HAVING} false here`,
  ],
  [
    { identifier: 'email', op: 'ncontains', value: 'x' },
    `every email does not contain “x”${HAVING} true here`,
  ],
  [
    { identifier: 'email', op: 'startsWith', value: 'x' },
    `any email starts with “x”${HAVING} false here`,
  ],
  [
    { identifier: 'email', op: 'endsWith', value: 'x' },
    `any email ends with “x”${HAVING} false here`,
  ],
  [
    { identifier: 'email', op: 'matches', value: '^x' },
    `any email matches the pattern “^x”${HAVING} false here`,
  ],
  [{ source: 'crm' }, 'is known to the connection “crm”'],
  [
    { consent: 'sms', is: 'granted' },
    'has granted consent to sms — nothing said counts as false here',
  ],
  [
    { consent: 'sms', is: 'denied' },
    'has denied consent to sms — nothing said counts as false here',
  ],
  [{ consent: 'sms', is: 'unknown' }, 'has said nothing about consent to sms'],
  [
    { bucket: { from: 0, to: 12.5 } },
    'has a random share of this segment from 0 to less than 12.5 per cent',
  ],
  [
    { bucket: { from: 0, to: 50, salt: 'x' } },
    'has a random share drawn with “x” from 0 to less than 50 per cent',
  ],
  [{ firstSeen: { last: '7d' } }, 'was heard of for the first time in the last 7 days'],
  [{ lastSeen: { period: 'thisWeek' } }, 'was heard of last in this week'],
  [{ all: [{ everyone: true }, { source: 'crm' }] }, 'all 2 of these hold'],
  [{ any: [{ everyone: true }, { source: 'crm' }] }, 'at least one of these 2 holds'],
  [{ all: [{ everyone: true }] }, 'this holds'],
  [{ not: { everyone: true } }, 'this does not hold'],
];

describe('describeRule', () => {
  it.each([...TRAITS, ...EVENTS, ...OTHERS])('says %j in English', (json, text) => {
    expect(describeRule(parseRule(json))).toBe(text);
  });

  it('says what a list that is kept by hand is', () => {
    expect(describeRule({ kind: 'static' })).toBe('is in the list that people keep by hand');
  });
});

import { describe, expect, it } from '@jest/globals';
import { parseRule } from './parse-rule.js';
import { RuleError } from './rule-error.js';

/** An error with exactly these problems, in this order. */
const problemsAt = (pointers: readonly string[]): unknown =>
  expect.objectContaining({
    code: 'RULE_INVALID',
    problems: pointers.map((pointer) => expect.objectContaining({ pointer })),
  });

const saying = (message: RegExp): unknown =>
  expect.objectContaining({
    problems: expect.arrayContaining([
      { pointer: expect.anything(), message: expect.stringMatching(message) },
    ]),
  });

const X = { trait: 'x', op: 'exists' };
const E = { event: 'E' };
const trait = (op: string, value?: unknown, more: object = {}): object => ({
  trait: 'x',
  op,
  value,
  ...more,
});
const property = (op: string, value?: unknown, more: object = {}): object => ({
  event: 'E',
  where: { property: 'x', op, value, ...more },
});
const event = (more: object): object => ({ event: 'E', ...more });
const nested = (depth: number, leaf: object): object => {
  let rule = leaf;
  for (let i = 0; i < depth; i++) rule = { not: rule };
  return rule;
};
const steps = (count: number): object[] => Array.from({ length: count }, () => E);

type Refused = readonly [json: unknown, ...pointers: string[]];

const refusesAt = (title: string, table: readonly Refused[]): void =>
  describe(title, () => {
    it.each(table.map(([json, ...pointers]) => ({ json, pointers })))(
      'refuses $json at $pointers',
      ({ json, pointers }) => {
        expect(() => parseRule(json)).toThrow(problemsAt(pointers));
      },
    );
  });

refusesAt('what is no rule', [
  [undefined, ''],
  [null, ''],
  ['everyone', ''],
  [7, ''],
  [true, ''],
  [[], ''],
  [[X], ''],
  [{}, ''],
  [{ op: 'exists' }, ''],
  [{ value: 1, within: {} }, ''],
  [{ foo: 1 }, '/foo', ''],
  [{ trat: 'x', op: 'exists' }, '/trat', ''],
  [{ property: 'x', op: 'exists' }, '/property', ''],
  [{ ...X, event: 'E' }, ''],
  [{ source: 's', segment: 'v' }, ''],
  [{ ...X, within: { last: '1d' } }, '/within'],
  [{ ...X, 'a/b~c': 1 }, '/a~1b~0c'],
  [JSON.parse('{ "source": "s", "__proto__": 1 }'), '/__proto__'],
  [JSON.parse('{ "__proto__": { "source": "s" } }'), '/__proto__', ''],
  [{ source: 's', constructor: 1 }, '/constructor'],
]);

refusesAt('groups', [
  [{ all: [] }, '/all'],
  [{ any: [] }, '/any'],
  [{ all: X }, '/all'],
  [{ any: null }, '/any'],
  [{ not: [X] }, '/not'],
  [{ not: null }, '/not'],
  [{ all: [X, null] }, '/all/1'],
  [{ all: [X, [X]] }, '/all/1'],
  [{ all: [{ any: [X, { not: {} }] }] }, '/all/0/any/1/not'],
  [{ all: [X], any: [X] }, ''],
  [{ all: [X], any: [] }, '', '/any'],
  [{ all: [X], op: 'and' }, '/op'],
  [{ not: X, trait: 'x' }, ''],
  [{ al: [X] }, '/al', ''],
  [nested(11, X), '/not'.repeat(10)],
  [{ all: [X, nested(10, X)] }, '/all/1' + '/not'.repeat(9)],
  [event({ where: nested(11, { property: 'x', op: 'exists' }) }), '/where' + '/not'.repeat(10)],
  [{ any: Array.from({ length: 201 }, () => X) }, ''],
  [{ any: Array.from({ length: 101 }, () => property('exists')) }, ''],
]);

refusesAt('conditions', [
  [{ trait: 'x' }, '/op'],
  [{ trait: 'x', op: null }, '/op'],
  [{ trait: 'x', op: 'equals', value: 1 }, '/op'],
  [{ trait: 'x', op: 'constructor', value: 1 }, '/op'],
  [{ trait: 'x', op: ['eq'], value: 1 }, '/op'],
  [{ trait: '', op: 'exists' }, '/trait'],
  [{ trait: 5, op: 'exists' }, '/trait'],
  [{ trait: null, op: 'exists' }, '/trait'],
  [{ trait: ['a', 'b'], op: 'exists' }, '/trait'],
  [{ trait: 'a..b', op: 'exists' }, '/trait'],
  [{ trait: '.a', op: 'exists' }, '/trait'],
  [{ trait: 'a.', op: 'exists' }, '/trait'],
  [{ trait: '.', op: 'exists' }, '/trait'],
  [{ trait: 'a\0b', op: 'exists' }, '/trait'],
  [trait('exists', true), '/value'],
  [trait('missing', null), '/value'],
  [trait('eq'), '/value'],
  [trait('eq', null), '/value'],
  [trait('eq', [1]), '/value'],
  [trait('eq', {}), '/value/trait'],
  [trait('eq', NaN), '/value'],
  [trait('eq', 'a\0'), '/value'],
  [trait('eq', '\ud800'), '/value'],
  [trait('neq', Infinity), '/value'],
  [trait('eq', { trait: '' }), '/value/trait'],
  [trait('eq', { trait: 'y', op: 'eq' }), '/value/op'],
  [trait('in', { trait: 'y' }), '/value'],
  [trait('before', { trait: 'y' }), '/value'],
  [trait('between', [{ trait: 'y' }, 5]), '/value/0'],
  [property('eq', { trait: 'y' }), '/where/value'],
  [property('gt', { trait: 'y' }), '/where/value'],
  [trait('in', []), '/value'],
  [trait('in', 'a'), '/value'],
  [trait('nin', ['a', null]), '/value/1'],
  [trait('in', [['a']]), '/value/0'],
  [trait('hasAny', []), '/value'],
  [trait('hasAll', 'a'), '/value'],
  [trait('hasNone', [{}]), '/value/0'],
  [trait('gt'), '/value'],
  [trait('gt', '5'), '/value'],
  [trait('gte', true), '/value'],
  [trait('lt', '2026-02-30'), '/value'],
  [trait('lte', [1]), '/value'],
  [trait('between', 5), '/value'],
  [trait('between', [1]), '/value'],
  [trait('between', [1, 2, 3]), '/value'],
  [trait('between', { from: 1, to: 2 }), '/value'],
  [trait('between', [2, 1]), '/value'],
  [trait('between', [1, 'x']), '/value/1'],
  [trait('between', [null, 1]), '/value/0'],
  [trait('between', [1, '2026-01-01']), '/value'],
  [trait('between', ['2026-01-02', '2026-01-01']), '/value'],
  [trait('between', ['2026-01-01T00:00:00.2Z', '2026-01-01T00:00:00.19Z']), '/value'],
  [trait('between', ['2026-01-02T00:00Z', '2026-01-02T00:30+01:00']), '/value'],
  [trait('between', ['2026-01-03', '2026-01-01T00:00Z']), '/value'],
  [trait('contains'), '/value'],
  [trait('contains', 5), '/value'],
  [trait('ncontains', ['a']), '/value'],
  [trait('startsWith', null), '/value'],
  [trait('endsWith', false), '/value'],
  [trait('matches', '('), '/value'],
  [trait('matches', '(a)\\1'), '/value'],
  [trait('matches', 'a(?=b)'), '/value'],
  [trait('matches', 5), '/value'],
  [trait('length'), '/value'],
  [trait('length', 3), '/value'],
  [trait('length', {}), '/value'],
  [trait('length', { gte: 1, lte: 2 }), '/value'],
  [trait('length', { gte: -1 }), '/value/gte'],
  [trait('length', { atLeast: 1 }), '/value/atLeast', '/value'],
  [trait('before'), '/value'],
  [trait('before', 5), '/value'],
  [trait('after', 'yesterday'), '/value'],
  [trait('after', '2026-1-1'), '/value'],
  [trait('withinLast', 5), '/value'],
  [trait('withinLast', { last: '5d' }), '/value'],
  [trait('withinNext', '0d'), '/value'],
  [trait('olderThan', '-5d'), '/value'],
  [trait('olderThan', '1.5d'), '/value'],
  [trait('olderThan', '5s'), '/value'],
  [trait('inPeriod', 'thisweek'), '/value'],
  [trait('inPeriod', { period: 'today' }), '/value'],
  [trait('anniversaryWithinNext', '1w'), '/value'],
  [trait('anniversaryWithinNext', '0d'), '/value'],
  [trait('anniversaryWithinNext', 7), '/value'],
  [trait('eq', 1, { ifMissing: null }), '/ifMissing'],
  [trait('eq', 1, { ifMissing: 'true' }), '/ifMissing'],
  [trait('eq', 'a', { ignoreCase: 1 }), '/ignoreCase'],
  [trait('gt', 1, { ignoreCase: true }), '/ignoreCase'],
  [trait('exists', undefined, { ignoreCase: true }), '/ignoreCase'],
  [trait('length', { eq: 1 }, { ignoreCase: false }), '/ignoreCase'],
  [trait('inPeriod', 'today', { ignoreCase: true }), '/ignoreCase'],
  [trait('eq', 1, { heldFor: '0d' }), '/heldFor'],
  [trait('eq', 1, { heldFor: 7 }), '/heldFor'],
  [trait('eq', 1, { heldfor: '7d' }), '/heldfor'],
  [property('eq', 1, { heldFor: '7d' }), '/where/heldFor'],
]);

refusesAt('events', [
  [{ event: '' }, '/event'],
  [{ event: null }, '/event'],
  [{ event: 5 }, '/event'],
  [{ event: [] }, '/event'],
  [{ event: ['A', ''] }, '/event/1'],
  [{ event: ['A', null] }, '/event/1'],
  [{ event: { name: 'A' } }, '/event'],
  [event({ count: {} }), '/count'],
  [event({ count: 5 }), '/count'],
  [event({ count: null }), '/count'],
  [event({ count: [] }), '/count'],
  [event({ count: { foo: 1 } }), '/count/foo', '/count'],
  [event({ count: { gte: 1, lte: 5 } }), '/count'],
  [event({ count: { gte: -1 } }), '/count/gte'],
  [event({ count: { eq: 1.5 } }), '/count/eq'],
  [event({ count: { eq: '1' } }), '/count/eq'],
  [event({ count: { eq: null } }), '/count/eq'],
  [event({ count: { eq: 1e300 } }), '/count/eq'],
  [event({ count: { between: 5 } }), '/count/between'],
  [event({ count: { between: [5, 2] } }), '/count/between'],
  [event({ count: { between: [0, -1] } }), '/count/between/1'],
  [event({ count: { between: [0.5, 2, 3] } }), '/count/between'],
  [{ all: [X, event({ count: {} })] }, '/all/1/count'],
  [event({ counts: { gte: 1 } }), '/counts'],
  [event({ where: {} }), '/where'],
  [event({ where: [] }), '/where'],
  [event({ where: null }), '/where'],
  [event({ where: { all: [] } }), '/where/all'],
  [event({ where: X }), '/where/trait', '/where'],
  [event({ where: { event: 'F' } }), '/where/event', '/where'],
  [event({ where: { everyone: true } }), '/where/everyone', '/where'],
  [property('gt', 'x'), '/where/value'],
  [event({ where: { any: [{ property: 'a..b', op: 'exists' }] } }), '/where/any/0/property'],
  [event({ where: { property: 'context.', op: 'exists' } }), '/where/property'],
  [event({ sum: {} }), '/sum/property', '/sum'],
  [event({ sum: 5 }), '/sum'],
  [event({ sum: { property: 'total' } }), '/sum'],
  [event({ sum: { gte: 5 } }), '/sum/property'],
  [event({ sum: { property: '', gte: 5 } }), '/sum/property'],
  [event({ sum: { property: 'total', gte: '5' } }), '/sum/gte'],
  [event({ sum: { property: 'total', gte: 5, lt: 9 } }), '/sum'],
  [event({ avg: { property: 'total', at: 5, gte: 1 } }), '/avg/at'],
  [event({ min: { property: 'total', gte: NaN } }), '/min/gte'],
  [event({ max: { property: 'total', between: [2.5, 2.4] } }), '/max/between'],
  [event({ distinct: { property: 'sku', gte: -1 } }), '/distinct/gte'],
  [event({ distinct: { property: 'sku', gte: 0.5 } }), '/distinct/gte'],
  [event({ count: { gte: 1 }, sum: { property: 'x', gte: 1 } }), ''],
  [event({ count: { gte: -1 }, occurrence: 'last' }), '', '/count/gte'],
  [event({ occurrence: 'second' }), '/occurrence'],
  [event({ occurrence: true }), '/occurrence'],
  [event({ having: { property: 'x', op: 'exists' } }), '/having'],
  [event({ occurrence: 'last', having: { all: [] } }), '/having/all'],
  [event({ occurrence: 'last', having: null }), '/having'],
  [event({ periods: 3 }), '/periods'],
  [event({ periods: {} }), '/periods/unit', '/periods/last', '/periods/atLeast'],
  [event({ periods: { unit: 'hour', last: 4, atLeast: 3 } }), '/periods/unit'],
  [event({ periods: { unit: 'week', last: 0, atLeast: 0 } }), '/periods/last'],
  [event({ periods: { unit: 'week', last: 1.5, atLeast: 1 } }), '/periods/last'],
  [event({ periods: { unit: 'week', last: 4, atLeast: -1 } }), '/periods/atLeast'],
  [event({ periods: { unit: 'week', last: 4, atLeast: 5 } }), '/periods/atLeast'],
  [event({ periods: { unit: 'year', last: 5001, atLeast: 5 } }), '/periods/last'],
  [event({ periods: { unit: 'week', last: 4, atLeast: 3, of: 4 } }), '/periods/of'],
  [
    event({
      sum: { property: 'x', gte: 1 },
      periods: { unit: 'week', last: 4, atLeast: 3 },
    }),
    '/periods',
  ],
  [event({ occurrence: 'last', periods: {} }), '/periods'],
  [event({ within: { last: '7d' }, periods: { unit: 'week', last: 4, atLeast: 3 } }), '/periods'],
]);

refusesAt('sequences', [
  [{ sequence: null }, '/sequence'],
  [{ sequence: E }, '/sequence'],
  [{ sequence: [] }, '/sequence'],
  [{ sequence: [E] }, '/sequence'],
  [{ sequence: steps(11) }, '/sequence'],
  [{ sequence: [E, 'F'] }, '/sequence/1'],
  [{ sequence: [E, null] }, '/sequence/1'],
  [{ sequence: [E, {}] }, '/sequence/1/event'],
  [{ sequence: [E, { event: '' }] }, '/sequence/1/event'],
  [{ sequence: [event({ within: '1h' }), E] }, '/sequence/0/within'],
  [{ sequence: [E, event({ within: { last: '1h' } })] }, '/sequence/1/within'],
  [{ sequence: [E, event({ within: '0h' })] }, '/sequence/1/within'],
  [{ sequence: [event({ not: true }), E] }, '/sequence/0/not'],
  [{ sequence: [E, event({ not: true }), E] }, '/sequence/1/not'],
  [{ sequence: [E, event({ not: false })] }, '/sequence/1/not'],
  [{ sequence: [E, event({ count: { gte: 2 } })] }, '/sequence/1/count'],
  [{ sequence: [E, event({ where: { all: [] } })] }, '/sequence/1/where/all'],
  [{ sequence: steps(2), within: '30d' }, '/within'],
  [{ sequence: steps(2), where: {} }, '/where'],
]);

refusesAt('windows', [
  [event({ within: null }), '/within'],
  [event({ within: '90d' }), '/within'],
  [event({ within: {} }), '/within'],
  [event({ within: { latest: '90d' } }), '/within/latest', '/within'],
  [event({ within: { last: 90 } }), '/within/last'],
  [event({ within: { last: '0d' } }), '/within/last'],
  [event({ within: { last: '90' } }), '/within/last'],
  [event({ within: { last: '90D' } }), '/within/last'],
  [event({ within: { last: ' 90d' } }), '/within/last'],
  [event({ within: { last: '99999999d' } }), '/within/last'],
  [event({ within: { last: '5001y' } }), '/within/last'],
  [event({ within: { last: '90d', period: 'today' } }), '/within'],
  [event({ within: { last: '90d', from: '2026-01-01' } }), '/within'],
  [event({ within: { between: '60d' } }), '/within/between'],
  [event({ within: { between: ['60d'] } }), '/within/between'],
  [event({ within: { between: ['30d', '60d'] } }), '/within/between'],
  [event({ within: { between: ['30d', '30d'] } }), '/within/between'],
  [event({ within: { between: ['1w', '7d'] } }), '/within/between'],
  [event({ within: { between: ['1y', '12M'] } }), '/within/between'],
  [event({ within: { between: ['1M', '60d'] } }), '/within/between'],
  [event({ within: { between: ['60d', 30] } }), '/within/between/1'],
  [event({ within: { between: ['60d', '0d'] } }), '/within/between/1'],
  [event({ within: { from: '2026-01-01', to: '2026-01-01' } }), '/within'],
  [event({ within: { from: '2026-01-02', to: '2026-01-01' } }), '/within'],
  [event({ within: { from: '2026-01-01', to: '2026-01-01T00:00:00.0' } }), '/within'],
  [event({ within: { from: '2026-01-01T01:00+01:00', to: '2026-01-01T00:00Z' } }), '/within'],
  [event({ within: { from: '2026-02-30' } }), '/within/from'],
  [event({ within: { to: null } }), '/within/to'],
  [event({ within: { from: 5, to: 6 } }), '/within/from', '/within/to'],
  [event({ within: { period: 'thisDay' } }), '/within/period'],
  [event({ within: { period: 'constructor' } }), '/within/period'],
  [{ firstSeen: '7d' }, '/firstSeen'],
  [{ lastSeen: { last: '0d' } }, '/lastSeen/last'],
]);

refusesAt('other leaves', [
  [{ everyone: false }, '/everyone'],
  [{ everyone: null }, '/everyone'],
  [{ everyone: 1 }, '/everyone'],
  [{ segment: '' }, '/segment'],
  [{ segment: null }, '/segment'],
  [{ segment: ['a'] }, '/segment'],
  [{ source: '' }, '/source'],
  [{ source: 'a', op: 'exists' }, '/op'],
  [{ identifier: 'email' }, '/op'],
  [{ identifier: '', op: 'exists' }, '/identifier'],
  [{ identifier: 'email', op: 'gt', value: 5 }, '/op'],
  [{ identifier: 'email', op: 'exists', value: 'a' }, '/value'],
  [{ identifier: 'email', op: 'exists', ignoreCase: true }, '/ignoreCase'],
  [{ identifier: 'email', op: 'eq' }, '/value'],
  [{ identifier: 'email', op: 'eq', value: 5 }, '/value'],
  [{ identifier: 'email', op: 'eq', value: { trait: 'email' } }, '/value'],
  [{ identifier: 'email', op: 'in', value: [] }, '/value'],
  [{ identifier: 'email', op: 'in', value: ['a', 5] }, '/value/1'],
  [{ identifier: 'email', op: 'matches', value: '[' }, '/value'],
  [{ identifier: 'email', op: 'eq', value: 'a', ifMissing: true }, '/ifMissing'],
  [{ consent: 'email' }, '/is'],
  [{ consent: '', is: 'granted' }, '/consent'],
  [{ consent: 'email', is: true }, '/is'],
  [{ consent: 'email', is: 'given' }, '/is'],
  [{ bucket: 10 }, '/bucket'],
  [{ bucket: {} }, '/bucket/from', '/bucket/to'],
  [{ bucket: { from: 0 } }, '/bucket/to'],
  [{ bucket: { from: -1, to: 10 } }, '/bucket/from'],
  [{ bucket: { from: 0, to: 100.5 } }, '/bucket/to'],
  [{ bucket: { from: 10, to: 10 } }, '/bucket'],
  [{ bucket: { from: 20, to: 10 } }, '/bucket'],
  [{ bucket: { from: '0', to: 10 } }, '/bucket/from'],
  [{ bucket: { from: 0, to: 10, salt: '' } }, '/bucket/salt'],
  [{ bucket: { from: 0, to: 10 }, salt: 'a' }, '/salt'],
]);

describe('parseRule', () => {
  it('reports all problems at once, each at its place', () => {
    const rule = {
      all: [
        { trait: '', op: 'gt', value: 'x', heldFor: '0d', foo: 1 },
        { event: 'E', count: { gte: -1 }, within: { last: 5 }, where: { property: 'a' } },
        { any: [] },
        { not: { bucket: { from: 5, to: 1 } } },
      ],
    };

    expect(() => parseRule(rule)).toThrow(
      problemsAt([
        '/all/0/foo',
        '/all/0/trait',
        '/all/0/value',
        '/all/0/heldFor',
        '/all/1/where/op',
        '/all/1/within/last',
        '/all/1/count/gte',
        '/all/2/any',
        '/all/3/not/bucket',
      ]),
    );
  });

  it('says the problems in the message of the error, one a line', () => {
    const rule = { all: [{ everyone: true }, { event: 'E', count: {} }, { source: null }] };

    expect(() => parseRule(rule)).toThrow(
      new RuleError([
        { pointer: '/all/1/count', message: 'must be one of eq, neq, gt, gte, lt, lte, between' },
        { pointer: '/all/2/source', message: 'must be a string, not null' },
      ]),
    );
    expect(() => parseRule(rule)).toThrow(
      '/all/1/count: must be one of eq, neq, gt, gte, lt, lte, between\n' +
        '/all/2/source: must be a string, not null',
    );
    expect(() => parseRule([])).toThrow('the rule must be a JSON object that is a rule');
  });

  it.each([
    [{ trait: 'a', op: 'exist' }, /one of exists, missing, .*; did you mean "exists"\?$/],
    [{ trait: 'a', op: 'eq', value: 1, ifmissing: true }, /did you mean "ifMissing"\?$/],
    [{ Event: 'E' }, /^is not a known key here; did you mean "event"\?$/],
    [{ trait: 'a', op: 'exists', colour: 'red' }, /^is not a known key here$/],
    [{ foo: 1 }, /^is not a known key here$/],
    [{ trait: 'a', op: 'exists', value: 1 }, /^must be left out with exists$/],
    [{ trait: 'a', op: 'eq' }, /^is missing: must be a string, a finite number, true or false or/],
    [{ trait: 'a', op: 'exists', source: 'b' }, /^must be only one of trait, source$/],
    [{ event: 'E', where: { trait: 'a', op: 'exists' } }, /only a property of the event/],
    [{ [`x${'y'.repeat(1e6)}`]: 1 }, /^is not a known key here$/],
  ])('says what is expected in %#', (rule, message) => {
    expect(() => parseRule(rule)).toThrow(saying(message));
  });

  it('names all the leaves to an author who used none', () => {
    expect(() => parseRule({})).toThrow(
      'must have one of all, any, not, trait, event, sequence, segment, identifier, source, ' +
        'consent, bucket, firstSeen, lastSeen, everyone',
    );
  });

  it('does not follow a rule of any depth down the stack', () => {
    expect(() => parseRule(nested(100_000, X))).toThrow(problemsAt(['/not'.repeat(10)]));
    expect(() => parseRule(trait('eq', nested(100_000, X)))).toThrow(
      problemsAt(['/value/not', '/value/trait']),
    );
  });

  it('does not follow aliases that multiply a rule without end', () => {
    const bomb = (depth: number): object => {
      const rule = depth === 0 ? X : bomb(depth - 1);
      return { all: Array.from({ length: 100 }, () => rule) };
    };

    expect(() => parseRule(bomb(9))).toThrow(problemsAt(['']));
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseRule, referencedSegments } from './parse-rule.js';
import { RuleError } from './rule-error.js';
import { type Leaf } from './rule.js';

const X = { trait: 'x', op: 'exists' };
const E = { event: 'E' };
const DAY_MS = 86_400_000;
const days = (count: number): object => ({ kind: 'exact', ms: count * DAY_MS });
const months = (count: number): object => ({ kind: 'calendar', months: count });

const everyone: Leaf = { kind: 'everyone' };
const xExists = { kind: 'trait', condition: { path: ['x'], op: 'exists', ignoreCase: false } };
const atLeastOnce = { kind: 'count', comparison: { op: 'gte', value: 1 } };
const eHappened = { kind: 'event', names: ['E'], measure: atLeastOnce };

type Accepted = readonly [json: object, ast: unknown];

const reads = (title: string, table: readonly Accepted[]): void =>
  describe(title, () => {
    it.each(table.map(([json, ast]) => ({ json, ast })))('reads $json', ({ json, ast }) => {
      expect(parseRule(json)).toStrictEqual(ast);
    });
  });

reads('groups', [
  [{ everyone: true }, everyone],
  [{ all: [X] }, { kind: 'all', rules: [xExists] }],
  [{ any: [X, E] }, { kind: 'any', rules: [xExists, eHappened] }],
  [{ not: X }, { kind: 'not', rule: xExists }],
  [
    { all: [{ not: { any: [X, { everyone: true }] } }] },
    { kind: 'all', rules: [{ kind: 'not', rule: { kind: 'any', rules: [xExists, everyone] } }] },
  ],
]);

/** A condition on the trait `x`, and what is read of it beside its path. */
const condition = (json: object, ast: object): Accepted => [
  { trait: 'x', ...json },
  { kind: 'trait', condition: { path: ['x'], ignoreCase: false, ...ast } },
];
const scalar = (value: unknown): object => ({ type: 'scalar', value });
const number = (value: number): object => ({ type: 'number', value });
const date = (kind: string, text: string): object => ({ type: 'date', kind, text });

reads('conditions', [
  condition({ op: 'exists' }, { op: 'exists' }),
  condition({ op: 'missing' }, { op: 'missing' }),
  condition({ op: 'eq', value: 'paid' }, { op: 'eq', operand: scalar('paid') }),
  condition({ op: 'eq', value: '' }, { op: 'eq', operand: scalar('') }),
  condition({ op: 'eq', value: 0 }, { op: 'eq', operand: scalar(0) }),
  condition({ op: 'eq', value: '2026-01-01' }, { op: 'eq', operand: scalar('2026-01-01') }),
  condition({ op: 'neq', value: false }, { op: 'neq', operand: scalar(false) }),
  condition(
    { op: 'eq', value: { trait: 'a.b' } },
    { op: 'eq', operand: { type: 'trait', path: ['a', 'b'] } },
  ),
  condition({ op: 'in', value: ['a', 1, true] }, { op: 'in', values: ['a', 1, true] }),
  condition({ op: 'nin', value: ['a', 'a'] }, { op: 'nin', values: ['a', 'a'] }),
  condition({ op: 'gt', value: -5.5 }, { op: 'gt', operand: number(-5.5) }),
  condition({ op: 'gte', value: '2026-01-31' }, { op: 'gte', operand: date('date', '2026-01-31') }),
  condition(
    { op: 'lt', value: '2026-01-31T10:00' },
    { op: 'lt', operand: date('dateTime', '2026-01-31T10:00') },
  ),
  condition(
    { op: 'lte', value: '2026-01-31T10:00+02:00' },
    { op: 'lte', operand: date('instant', '2026-01-31T10:00+02:00') },
  ),
  condition(
    { op: 'lt', value: { trait: 'y' } },
    { op: 'lt', operand: { type: 'trait', path: ['y'] } },
  ),
  condition({ op: 'between', value: [1, 1] }, { op: 'between', low: number(1), high: number(1) }),
  condition(
    { op: 'between', value: ['2026-01-01', '2026-01-01T00:00'] },
    {
      op: 'between',
      low: date('date', '2026-01-01'),
      high: date('dateTime', '2026-01-01T00:00'),
    },
  ),
  // Wrong way round in New York, right in Auckland.
  condition(
    { op: 'between', value: ['2026-01-01', '2025-12-31T18:00Z'] },
    {
      op: 'between',
      low: date('date', '2026-01-01'),
      high: date('instant', '2025-12-31T18:00Z'),
    },
  ),
  condition({ op: 'contains', value: '%' }, { op: 'contains', value: '%' }),
  condition({ op: 'ncontains', value: 'a.b' }, { op: 'ncontains', value: 'a.b' }),
  condition({ op: 'startsWith', value: '' }, { op: 'startsWith', value: '' }),
  condition({ op: 'endsWith', value: '😀' }, { op: 'endsWith', value: '😀' }),
  condition({ op: 'matches', value: '^a+$' }, { op: 'matches', pattern: '^a+$' }),
  condition({ op: 'hasAny', value: ['a'] }, { op: 'hasAny', values: ['a'] }),
  condition({ op: 'hasAll', value: [1] }, { op: 'hasAll', values: [1] }),
  condition({ op: 'hasNone', value: [true] }, { op: 'hasNone', values: [true] }),
  condition(
    { op: 'length', value: { gte: 3 } },
    { op: 'length', comparison: { op: 'gte', value: 3 } },
  ),
  condition(
    { op: 'length', value: { between: [0, 3] } },
    { op: 'length', comparison: { op: 'between', low: 0, high: 3 } },
  ),
  condition(
    { op: 'before', value: '2026-01-01' },
    { op: 'before', date: date('date', '2026-01-01') },
  ),
  condition(
    { op: 'after', value: '2026-01-01T00:00:00.123Z' },
    { op: 'after', date: date('instant', '2026-01-01T00:00:00.123Z') },
  ),
  condition({ op: 'withinLast', value: '30d' }, { op: 'withinLast', duration: days(30) }),
  condition({ op: 'withinNext', value: '6M' }, { op: 'withinNext', duration: months(6) }),
  condition({ op: 'olderThan', value: '1y' }, { op: 'olderThan', duration: months(12) }),
  condition(
    { op: 'inPeriod', value: 'nextQuarter' },
    { op: 'inPeriod', period: { unit: 'quarter', offset: 1 } },
  ),
  condition({ op: 'anniversaryWithinNext', value: '7d' }, { op: 'anniversaryWithinNext', days: 7 }),
  condition(
    { op: 'neq', value: 'a', ifMissing: false, ignoreCase: true },
    { op: 'neq', operand: scalar('a'), ifMissing: false, ignoreCase: true },
  ),
  condition({ op: 'exists', ifMissing: true }, { op: 'exists', ifMissing: true }),
  condition(
    { op: 'matches', value: '\\D', ignoreCase: true },
    { op: 'matches', pattern: '\\D', ignoreCase: true },
  ),
  condition({ op: 'in', value: ['a'], ignoreCase: false }, { op: 'in', values: ['a'] }),
  [
    { trait: 'x', op: 'missing', heldFor: '7d' },
    {
      kind: 'trait',
      condition: { path: ['x'], op: 'missing', ignoreCase: false },
      heldFor: days(7),
    },
  ],
]);

describe('paths', () => {
  it.each([
    ['plan', ['plan']],
    ['address.country', ['address', 'country']],
    ['a\\.b.c', ['a.b', 'c']],
    ['\\.', ['.']],
    ['a\\b', ['a\\b']],
    ['__proto__.x', ['__proto__', 'x']],
    ['context.page', ['context', 'page']],
  ])('follows the trait %j', (trait, path) => {
    expect(parseRule({ trait, op: 'exists' })).toMatchObject({ condition: { path } });
  });

  it.each([
    ['total', 'properties', ['total']],
    ['context.page.path', 'context', ['page', 'path']],
    ['context', 'properties', ['context']],
    ['context\\.page', 'properties', ['context.page']],
    ['products.sku', 'properties', ['products', 'sku']],
  ])('follows the property %j', (property, root, path) => {
    const rule = parseRule({ event: 'E', where: { property, op: 'exists' } });

    expect(rule).toMatchObject({ where: { kind: 'property', root, condition: { path } } });
  });
});

const event = (json: object, ast: object): Accepted => [
  { event: 'E', ...json },
  { ...eHappened, ...ast },
];
const compare = (op: string, value: number): object => ({ op, value });
const totalOver = (value: number): object => ({
  kind: 'property',
  root: 'properties',
  condition: { path: ['total'], op: 'gt', operand: number(value), ignoreCase: false },
});

reads('events', [
  [E, eHappened],
  [{ event: ['A', 'B'] }, { ...eHappened, names: ['A', 'B'] }],
  [{ event: '*' }, { ...eHappened, names: 'any' }],
  [{ event: ['*'] }, { ...eHappened, names: ['*'] }],
  event({ count: { eq: 0 } }, { measure: { kind: 'count', comparison: compare('eq', 0) } }),
  event({ count: { neq: 2 } }, { measure: { kind: 'count', comparison: compare('neq', 2) } }),
  event({ count: { gt: 2 } }, { measure: { kind: 'count', comparison: compare('gt', 2) } }),
  event({ count: { lt: 0 } }, { measure: { kind: 'count', comparison: compare('lt', 0) } }),
  event({ count: { lte: 1 } }, { measure: { kind: 'count', comparison: compare('lte', 1) } }),
  event(
    { count: { between: [2, 4] } },
    { measure: { kind: 'count', comparison: { op: 'between', low: 2, high: 4 } } },
  ),
  event({ where: { property: 'total', op: 'gt', value: 100 } }, { where: totalOver(100) }),
  event(
    { where: { not: { any: [{ property: 'total', op: 'gt', value: 1 }] } } },
    { where: { kind: 'not', rule: { kind: 'any', rules: [totalOver(1)] } } },
  ),
  event(
    { sum: { property: 'total', gte: 500.5 } },
    {
      measure: {
        kind: 'sum',
        property: { root: 'properties', path: ['total'] },
        comparison: compare('gte', 500.5),
      },
    },
  ),
  event(
    { avg: { property: 'context.load', between: [-1, 1] } },
    {
      measure: {
        kind: 'avg',
        property: { root: 'context', path: ['load'] },
        comparison: { op: 'between', low: -1, high: 1 },
      },
    },
  ),
  ...(['min', 'max', 'distinct'] as const).map((kind) =>
    event(
      { [kind]: { property: 'n', lt: 3 } },
      {
        measure: {
          kind,
          property: { root: 'properties', path: ['n'] },
          comparison: compare('lt', 3),
        },
      },
    ),
  ),
  event({ occurrence: 'first' }, { measure: { kind: 'occurrence', which: 'first' } }),
  event(
    {
      occurrence: 'last',
      within: { last: '1w' },
      having: { property: 'total', op: 'gt', value: 5 },
    },
    {
      within: { kind: 'last', duration: days(7) },
      measure: { kind: 'occurrence', which: 'last', having: totalOver(5) },
    },
  ),
  ...(['day', 'week', 'month', 'quarter', 'year'] as const).map((unit) =>
    event(
      { periods: { unit, last: 4, atLeast: 3 } },
      { measure: { ...atLeastOnce, periods: { unit, last: 4, atLeast: 3 } } },
    ),
  ),
  event(
    { count: { eq: 0 }, periods: { unit: 'day', last: 4, atLeast: 4 } },
    {
      measure: {
        kind: 'count',
        comparison: compare('eq', 0),
        periods: { unit: 'day', last: 4, atLeast: 4 },
      },
    },
  ),
]);

reads('sequences', [
  [
    { sequence: [E, { event: ['F', 'G'] }] },
    { kind: 'sequence', steps: [{ names: ['E'] }, { names: ['F', 'G'] }] },
  ],
  [
    {
      sequence: [
        E,
        { event: '*', within: '1h', where: { property: 'total', op: 'gt', value: 1 } },
        { event: 'F', not: true, within: '24h' },
      ],
      within: { last: '30d' },
    },
    {
      kind: 'sequence',
      steps: [
        { names: ['E'] },
        { names: 'any', where: totalOver(1), within: { kind: 'exact', ms: 3_600_000 } },
      ],
      absent: { names: ['F'], within: days(1) },
      within: { kind: 'last', duration: days(30) },
    },
  ],
  [
    { sequence: Array.from({ length: 10 }, () => E) },
    { kind: 'sequence', steps: Array.from({ length: 10 }, () => ({ names: ['E'] })) },
  ],
]);

const within = (json: object, ast: object): Accepted => event({ within: json }, { within: ast });

reads('windows', [
  within({ last: '90d' }, { kind: 'last', duration: days(90) }),
  within({ last: '1M' }, { kind: 'last', duration: months(1) }),
  within({ between: ['60d', '30d'] }, { kind: 'between', from: days(60), to: days(30) }),
  within({ between: ['1y', '11M'] }, { kind: 'between', from: months(12), to: months(11) }),
  // Not in March.
  within({ between: ['30d', '1M'] }, { kind: 'between', from: days(30), to: months(1) }),
  within(
    { from: '2026-01-01', to: '2026-01-01T00:00:00.001' },
    {
      kind: 'range',
      from: date('date', '2026-01-01'),
      to: date('dateTime', '2026-01-01T00:00:00.001'),
    },
  ),
  within({ from: '2026-01-01' }, { kind: 'range', from: date('date', '2026-01-01') }),
  within({ to: '2026-01-01T00:00Z' }, { kind: 'range', to: date('instant', '2026-01-01T00:00Z') }),
  within({ period: 'today' }, { kind: 'period', period: { unit: 'day', offset: 0 } }),
  within({ period: 'yesterday' }, { kind: 'period', period: { unit: 'day', offset: -1 } }),
  within({ period: 'tomorrow' }, { kind: 'period', period: { unit: 'day', offset: 1 } }),
  ...(['Week', 'Month', 'Quarter', 'Year'] as const).flatMap((name) =>
    Object.entries({ last: -1, this: 0, next: 1 }).map(([which, offset]) =>
      within(
        { period: `${which}${name}` },
        { kind: 'period', period: { unit: name.toLowerCase(), offset } },
      ),
    ),
  ),
]);

reads('other leaves', [
  [{ segment: 'vip' }, { kind: 'segment', key: 'vip' }],
  [{ source: 'crm' }, { kind: 'source', connection: 'crm' }],
  ...(['granted', 'denied', 'unknown'] as const).map((is): Accepted => [
    { consent: 'email', is },
    { kind: 'consent', channel: 'email', is },
  ]),
  [{ bucket: { from: 0, to: 100 } }, { kind: 'bucket', from: 0, to: 100 }],
  [
    { bucket: { from: 0.5, to: 0.75, salt: 's' } },
    { kind: 'bucket', from: 0.5, to: 0.75, salt: 's' },
  ],
  [
    { firstSeen: { last: '7d' } },
    { kind: 'firstSeen', within: { kind: 'last', duration: days(7) } },
  ],
  [
    { lastSeen: { period: 'lastYear' } },
    { kind: 'lastSeen', within: { kind: 'period', period: { unit: 'year', offset: -1 } } },
  ],
  ...Object.entries({
    exists: [undefined, {}],
    missing: [undefined, {}],
    eq: ['a', { value: 'a' }],
    neq: ['a', { value: 'a' }],
    in: [['a'], { values: ['a'] }],
    nin: [['a'], { values: ['a'] }],
    contains: ['a', { value: 'a' }],
    ncontains: ['a', { value: 'a' }],
    startsWith: ['a', { value: 'a' }],
    endsWith: ['a', { value: 'a' }],
    matches: ['a', { pattern: 'a' }],
  }).map(([op, [value, test]]): Accepted => [
    { identifier: 'email', op, value },
    { kind: 'identifier', type: 'email', test: { op, ...(test as object) }, ignoreCase: false },
  ]),
  [
    { identifier: 'email', op: 'endsWith', value: '@A.org', ignoreCase: true },
    {
      kind: 'identifier',
      type: 'email',
      test: { op: 'endsWith', value: '@A.org' },
      ignoreCase: true,
    },
  ],
]);

const nested = (depth: number, leaf: object): object =>
  depth === 0 ? leaf : { not: nested(depth - 1, leaf) };

describe('parseRule', () => {
  it('allows ten groups within each other, and ten more in a where', () => {
    const where = nested(10, { property: 'x', op: 'exists' });

    expect(() => parseRule(nested(10, { event: 'E', where }))).not.toThrow();
  });

  it('allows 200 leaves, the properties in their wheres among them', () => {
    const one = { event: 'E', where: { property: 'x', op: 'exists' } };

    expect(() => parseRule({ all: Array.from({ length: 100 }, () => one) })).not.toThrow();
  });

  it('takes no key but the own ones of an object', () => {
    expect(() => parseRule(Object.create({ everyone: true }))).toThrow(RuleError);
  });

  it('throws nothing but a RuleError, whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.anything(), ruleLike()), (json) => {
        const error = errorOf(() => parseRule(json));

        expect(error === undefined || error instanceof RuleError).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('referencedSegments', () => {
  it('gives each key once, however deep', () => {
    const rule = {
      all: [{ segment: 'b' }, X, { not: { any: [{ segment: 'a' }, { segment: 'b' }] } }],
    };

    expect(referencedSegments(parseRule(rule))).toEqual(['b', 'a']);
  });
});

function errorOf(act: () => unknown): unknown {
  try {
    act();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** JSON made of the words of the language, which gets further into the parser than any JSON. */
function ruleLike(): fc.Arbitrary<unknown> {
  const words =
    'all any not everyone trait property op value ifMissing ignoreCase heldFor event where within ' +
    'count sum distinct occurrence having periods sequence segment identifier source consent is ' +
    'bucket from to salt firstSeen last between period unit atLeast eq in gte matches length ' +
    'withinLast inPeriod exists __proto__ constructor';
  const keys = fc.constantFrom(...words.split(' '));
  const leaves = fc.oneof(keys, fc.constantFrom('30d', '2026-01-01', '*', 'today'), fc.jsonValue());
  return fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      leaves,
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(keys, tie('node'), { maxKeys: 5 }),
    ),
  })).node;
}

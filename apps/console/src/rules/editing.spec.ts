import { describe, expect, it } from '@jest/globals';
import { changeComparisonOp, readComparison, withComparison } from './comparisons';
import { canShow, changeOp, fits, isOp, OPS, opOf, otherTrait, type OpName } from './conditions';
import { readDuration, writeDuration } from './durations';
import { record, redo, startHistory, undo } from './history';
import { isObject, withKeys, type Json, type JsonObject } from './json';
import { problemsAt } from './pointers';
import { readRule, writeRule } from './rule-text';
import { objectsWith, scenarioRules } from './testing/scenario-rules';
import { newWindow, windowFormOf, WINDOW_FORMS } from './windows';

/** Entries of a list that look the same. */
const hasTwins = (value: Json | undefined): boolean =>
  Array.isArray(value) && new Set(value.map(String)).size < value.length;

const RULES = scenarioRules().filter(([name]) => !/refused|definitions/.test(name));
const CONDITIONS = RULES.flatMap(([, rule]) => objectsWith(rule, ['trait', 'property'])).filter(
  (json): json is JsonObject =>
    isObject(json) && Object.hasOwn(json, 'op') && !hasTwins(json['value']),
);

describe('the editor of conditions', () => {
  it('shows all of every condition of the scenarios', () => {
    expect(CONDITIONS.length).toBeGreaterThan(500);
    expect(CONDITIONS.filter((condition) => !canShow(condition))).toEqual([]);
  });

  it.each<JsonObject>([
    { trait: 'plan', op: 'like', value: 'a%' },
    { trait: 'plan', op: 'eq', value: null },
    { trait: 'plan', op: 'in', value: 'paid' },
    { trait: 'plan', op: 'eq', value: 'paid', ignoreCase: 'yes' },
    { trait: 'plan', op: 'withinLast', value: '3 days' },
  ])('leaves to JSON what it cannot show: %j', (condition) => {
    expect(canShow(condition)).toBe(false);
  });

  it.each(Object.keys(OPS) as OpName[])('goes from every op to %s, with a fitting value', (to) => {
    const changed = CONDITIONS.map((condition) => changeOp(condition, to));

    expect(changed.filter((condition) => !canShow(condition))).toEqual([]);
    expect(changed.every(({ op }) => op === to)).toBe(true);
  });

  it('keeps what is compared where it fits, and what else is said', () => {
    const condition = { trait: 'plan', op: 'eq', value: 'paid', ignoreCase: true, heldFor: '7d' };

    expect(changeOp(condition, 'in')).toEqual({ ...condition, op: 'in', value: ['paid'] });
    expect(changeOp(condition, 'missing')).toEqual({ trait: 'plan', op: 'missing', heldFor: '7d' });
    expect(changeOp({ trait: 'age', op: 'gt', value: 5 }, 'between')).toMatchObject({
      value: [5, 6],
    });
  });

  it('tells another trait from a value', () => {
    expect(otherTrait({ trait: 'home' })).toBe('home');
    expect(otherTrait('home')).toBeUndefined();
    expect(fits({ trait: 'home' }, 'scalar')).toBe(true);
    expect(fits({ trait: 'home', x: 1 }, 'scalar')).toBe(false);
    expect(isOp('toString')).toBe(false);
    expect(opOf('eq').label).toBe('is');
  });
});

describe('windows, durations and comparisons', () => {
  it('are shown, all that the scenarios have', () => {
    const windows = RULES.flatMap(([, rule]) => objectsWith(rule, ['within']))
      .filter((json): json is JsonObject => isObject(json) && isObject(json['within']))
      .map(({ within }) => within);

    expect(windows.length).toBeGreaterThan(100);
    expect(windows.filter((window) => windowFormOf(window) === undefined)).toEqual([]);
  });

  it.each(WINDOW_FORMS.map(({ value }) => value))('%s begins as what it is', (form) => {
    expect(windowFormOf(newWindow(form, '2026-01-01'))).toBe(form);
  });

  it.each<Json>([
    { last: 'x' },
    { last: '3d', period: 'today' },
    { period: 'someday' },
    'today',
    {},
  ])('leave to JSON what they cannot show: %j', (window) => {
    expect(windowFormOf(window)).toBeUndefined();
  });

  it('read and write durations', () => {
    expect(readDuration('6M')).toEqual({ amount: 6, unit: 'M' });
    expect(writeDuration({ amount: 6, unit: 'M' })).toBe('6M');
    expect(readDuration('1.5d')).toBeUndefined();
  });

  it('read, change and write comparisons beside other keys', () => {
    const sum = { property: 'total', gte: 500 };

    expect(readComparison(sum)).toEqual({ op: 'gte', value: 500 });
    expect(withComparison(sum, changeComparisonOp({ op: 'gte', value: 500 }, 'between'))).toEqual({
      property: 'total',
      between: [500, 501],
    });
    expect(readComparison({ gte: 1, lte: 2 })).toBeUndefined();
    expect(changeComparisonOp({ op: 'between', value: [3, 9] }, 'lt')).toEqual({
      op: 'lt',
      value: 3,
    });
  });
});

describe('the rule as text', () => {
  it.each(['json', 'yaml'] as const)('reads the same from what it wrote as %s', (format) => {
    for (const [, rule] of scenarioRules()) {
      expect(readRule(writeRule(rule, format), format)).toEqual({ rule });
    }
  });

  it.each([
    ['json', '{ "event": '],
    ['yaml', 'a: [1'],
    ['yaml', '  '],
  ] as const)('says what is wrong with %s %j', (format, text) => {
    expect(readRule(text, format)).toEqual({ problem: expect.stringMatching(/./) });
  });
});

describe('undo', () => {
  it('goes back and forth', () => {
    const history = record(record(startHistory('a'), 'b', 0), 'c', 5000);

    expect(undo(history).present).toBe('b');
    expect(undo(undo(undo(history))).present).toBe('a');
    expect(redo(undo(history)).present).toBe('c');
    expect(redo(history)).toBe(history);
  });

  it('forgets what was undone once there is something new', () => {
    const history = record(undo(record(startHistory('a'), 'b', 0)), 'c', 5000);

    expect(redo(history).present).toBe('c');
  });

  it('takes back together what was typed in one go', () => {
    const first = record(startHistory('a'), 'b', 1000, true);
    const history = record(record(first, 'bc', 1300, true), 'bcd', 1500, true);

    expect(undo(history).present).toBe('a');
    expect(undo(record(history, 'bcde', 9000, true)).present).toBe('bcd');
  });
});

describe('problems of a rule', () => {
  const place = (whole: string) => ({ whole, inner: whole });
  const places = ['', '/all/0', '/all/1'].map(place);
  const problems = ['/all/0/value', '/all/1', '/all', ''].map((pointer) => ({ pointer }));

  it('stand where the nearest node is', () => {
    expect(problemsAt(problems, place('/all/0'), places)).toEqual([{ pointer: '/all/0/value' }]);
    expect(problemsAt(problems, place(''), places)).toEqual([{ pointer: '/all' }, { pointer: '' }]);
  });
});

describe('objects', () => {
  it('keep the order of their keys', () => {
    expect(JSON.stringify(withKeys({ a: 1, b: 2, c: 3 }, { b: 5, c: undefined, d: 4 }))).toBe(
      '{"a":1,"b":5,"d":4}',
    );
  });
});

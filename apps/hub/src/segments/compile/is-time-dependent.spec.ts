import { describe, expect, it } from '@jest/globals';
import { parseRule } from '../rules/parse-rule.js';
import { isTimeDependent } from './is-time-dependent.js';

const A = { event: 'A' };
const recent = { property: 'due', op: 'withinLast', value: '7d' };
const fixed = { property: 'due', op: 'before', value: '2026-01-01' };

describe('isTimeDependent', () => {
  it.each<[object, boolean]>([
    [{ everyone: true }, false],
    [{ segment: 'vip' }, false],
    [{ source: 'crm' }, false],
    [{ bucket: { from: 0, to: 10 } }, false],
    [{ consent: 'email', is: 'granted' }, false],
    [{ identifier: 'email', op: 'exists' }, false],
    [{ trait: 't', op: 'eq', value: 'x' }, false],
    [{ trait: 't', op: 'gt', value: '2026-01-01' }, false],
    [{ trait: 't', op: 'after', value: '2026-01-01' }, false],
    [{ trait: 't', op: 'withinLast', value: '7d' }, true],
    [{ trait: 't', op: 'withinNext', value: '7d' }, true],
    [{ trait: 't', op: 'olderThan', value: '7d' }, true],
    [{ trait: 't', op: 'inPeriod', value: 'today' }, true],
    [{ trait: 't', op: 'anniversaryWithinNext', value: '7d' }, true],
    [{ trait: 't', op: 'exists', heldFor: '7d' }, true],
    [A, false],
    [{ ...A, count: { lt: 3 } }, false],
    [{ ...A, within: { from: '2026-01-01', to: '2026-02-01' } }, false],
    [{ ...A, within: { last: '7d' } }, true],
    [{ ...A, within: { between: ['7d', '1d'] } }, true],
    [{ ...A, within: { period: 'today' } }, true],
    [{ ...A, where: { any: [fixed, { not: recent }] } }, true],
    [{ ...A, where: fixed }, false],
    [{ ...A, periods: { unit: 'week', last: 4, atLeast: 3 } }, true],
    [{ ...A, occurrence: 'first' }, false],
    [{ ...A, occurrence: 'first', having: recent }, true],
    [{ ...A, occurrence: 'last', within: { last: '7d' } }, true],
    [{ sequence: [A, { ...A, within: '7d' }] }, false],
    [{ sequence: [A, A], within: { last: '7d' } }, true],
    [{ sequence: [A, { ...A, where: recent }] }, true],
    [{ sequence: [A, { ...A, not: true }] }, false],
    [{ sequence: [A, { ...A, not: true, within: '7d' }] }, true],
    [{ sequence: [A, { ...A, not: true, where: recent }] }, true],
    [{ firstSeen: { last: '7d' } }, true],
    [{ lastSeen: { to: '2026-01-01' } }, false],
    [{ any: [A, { not: { all: [{ trait: 't', op: 'olderThan', value: '1d' }] } }] }, true],
  ])('%j: %s', (json, isDependent) => {
    expect(isTimeDependent(parseRule(json))).toBe(isDependent);
  });
});

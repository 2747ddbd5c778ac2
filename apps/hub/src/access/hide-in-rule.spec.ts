import { describe, expect, it } from '@jest/globals';
import { hideInRule, hideInText } from './hide-in-rule.js';

describe('a rule for those who see no personal data', () => {
  it.each([
    { identifier: 'userId', op: 'eq', value: 'u-1' },
    { identifier: 'phone', op: 'startsWith', value: '+49' },
    { trait: 'email', op: 'endsWith', value: '@example.com' },
    { trait: 'Last_Name', op: 'eq', value: 'Lovelace' },
    { trait: 'company.contactName', op: 'eq', value: 'Ada' },
    { trait: 'address.city', op: 'eq', value: 'London' },
    { trait: 'birthday', op: 'before', value: '1990-01-01' },
    { trait: 'customer_id', op: 'eq', value: 4711 },
    { property: 'shipping_address.street', op: 'eq', value: 'Baker Street' },
  ])('has no value of $identifier$trait$property', (rule) => {
    expect(hideInRule(rule)).toEqual({ ...rule, value: '…' });
  });

  it.each([
    { trait: 'plan', op: 'eq', value: 'paid' },
    { trait: 'lifetimeValue', op: 'gt', value: 100 },
    { trait: 'email', op: 'exists' },
    { trait: 'email', op: 'eq', value: { trait: 'workEmail' } },
    { property: 'name', op: 'eq', value: 'Shoes' },
    { event: 'Order Completed', count: { gt: 5 }, within: '30d' },
    { segment: 'vip' },
    { bucket: { from: 0, to: 10 } },
  ])('is as it was written where it names nobody: %j', (rule) => {
    expect(hideInRule(rule)).toEqual(rule);
  });

  it('is hidden at any depth and in lists, and addresses wherever they are', () => {
    const rule = {
      all: [
        { not: { trait: 'email', op: 'in', value: ['a@example.com', 'b@example.com'] } },
        { event: 'x', where: { all: [{ property: 'email', op: 'eq', value: 'a@example.com' }] } },
        { trait: 'referrer', op: 'eq', value: 'mailto:a@example.com' },
      ],
    };

    expect(hideInRule(rule)).toEqual({
      all: [
        { not: { trait: 'email', op: 'in', value: ['…', '…'] } },
        { event: 'x', where: { all: [{ property: 'email', op: 'eq', value: '…' }] } },
        { trait: 'referrer', op: 'eq', value: '…' },
      ],
    });
  });

  it('is not described where a value may be written in another way', () => {
    const rule = { trait: 'birthday', op: 'before', value: '1990-01-01' };

    expect(hideInText('birthday is before 1 January 1990', rule)).toBe(
      'a condition about personal data, which you may not see',
    );
    expect(hideInText('all of', { all: [rule] })).toBe('all of');
    expect(hideInText('email is empty', { trait: 'email', op: 'eq', value: '' })).toBe(
      'email is empty',
    );
  });

  it('is described without the same', () => {
    const rule = { trait: 'lastName', op: 'in', value: ['Love', 'Lovelace'] };

    expect(hideInText('lastName is “Love” or “Lovelace”', rule)).toBe('lastName is “…” or “…”');
    expect(hideInText('lastName starts with “a”', { ...rule, op: 'startsWith', value: 'a' })).toBe(
      'lastName starts with “…”',
    );
    expect(
      hideInText('phone starts with “+49 (0)”', { identifier: 'phone', value: '+49 (0)' }),
    ).toBe('phone starts with “…”');
    expect(hideInText('asked by a@example.com', null)).toBe('asked by …');
    expect(hideInText('plan is “paid”', { trait: 'plan', op: 'eq', value: 'paid' })).toBe(
      'plan is “paid”',
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import { nearestNames } from './nearest-names.js';

describe('nearestNames', () => {
  it.each<[string, string, readonly string[]]>([
    ['Order Completed', 'order_completed', ['Order Cancelled']],
    ['Order Completed', 'orderCompleted', []],
    ['Order Completed', 'Completed Order', []],
    ['Order Completed', 'purchase', ['Product Viewed', 'refund']],
    ['Order Completed', 'Order Complted', ['Order Shipped']],
    ['Trial Started', 'Trial Start', ['Trial Ended', 'Trial']],
    ['trialEndsAt', 'trial_end_date', ['trial_started_at']],
    ['total', 'revenue', ['tax']],
    ['birthday', 'date_of_birth', ['birthplace']],
  ])('finds for %s the name %s', (name, nearest, others) => {
    expect(nearestNames(name, ['Other', ...others, nearest])).toEqual([nearest]);
  });

  it.each([
    ['Subscribed', 'Unsubscribed'],
    ['Order Completed', 'Order Updated'],
    ['plan', 'plane'],
    ['Error Occurred', 'E'.repeat(5000)],
  ])('does not take %s for %s', (name, other) => {
    expect(nearestNames(name, [other])).toEqual([]);
  });

  it('names three at most, the same words first, then what others call it, then slips', () => {
    const occurring = ['Purchased', 'Order Complted', 'order_completed', 'purchase'];

    expect(nearestNames('Order Completed', occurring)).toEqual([
      'order_completed',
      'Purchased',
      'purchase',
    ]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { isComplete, NEW_FUNNEL, readFunnel, type Funnel } from './funnel';

const FUNNEL: Funnel = {
  steps: [{ event: 'Product Viewed' }, { event: ['Order Completed'], within: '1d' }],
  within: { last: '30d' },
  segments: ['vip'],
};

describe('a funnel in an address', () => {
  it('is read as it was written', () => {
    expect(readFunnel(FUNNEL)).toEqual(FUNNEL);
    expect(readFunnel({ ...FUNNEL, conversionWindow: '7d' })).toMatchObject({
      conversionWindow: '7d',
    });
  });

  it.each([undefined, 'x', [], { steps: 5 }, { steps: [5], within: {} }, { steps: [] }])(
    'is not there when it is %j',
    (value) => {
      expect(readFunnel(value)).toBeUndefined();
    },
  );

  it('has no more segments than are compared', () => {
    const segments = ['a', 'b', 'c', 'd', 'e', 'f', 5];

    expect(readFunnel({ ...FUNNEL, segments })!.segments).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('is counted once each step says what happened', () => {
    expect(isComplete(NEW_FUNNEL)).toBe(false);
    expect(isComplete({ ...FUNNEL, steps: [...FUNNEL.steps, { event: [] }] })).toBe(false);
    expect(isComplete(FUNNEL)).toBe(true);
  });
});

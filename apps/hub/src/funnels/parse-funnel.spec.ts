import { describe, expect, it } from '@jest/globals';
import { parseDropOff, parseFunnel } from './parse-funnel.js';

const KNOWN = ['vip', 'paid', 'free'];
const AB = { steps: [{ event: 'A' }, { event: 'B' }], within: { last: '30d' } };

/** An error with exactly these problems, in this order: the place, and what its sentence matches. */
const problems = (...expected: readonly (readonly [pointer: string, message: RegExp])[]): Error =>
  expect.objectContaining({
    code: 'FUNNEL_INVALID',
    problems: expected.map(([pointer, message]) => ({
      pointer,
      message: expect.stringMatching(message),
    })),
  }) as unknown as Error;

const step = (index: number) => ({ event: `step ${index}` });
const steps = (count: number) => Array.from({ length: count }, (_, index) => step(index));

describe('parseFunnel', () => {
  it('reads steps, windows and segments', () => {
    const json = {
      steps: [{ event: 'A' }, { event: ['B', 'C'], within: '1h' }, { event: '*' }],
      within: { last: '30d' },
      conversionWindow: '1M',
      segments: ['vip', 'paid'],
    };

    expect(parseFunnel(json, KNOWN)).toEqual({
      steps: [
        { names: ['A'] },
        { names: ['B', 'C'], within: { kind: 'exact', ms: 3_600_000 } },
        { names: 'any' },
      ],
      within: { kind: 'last', duration: { kind: 'exact', ms: 30 * 86_400_000 } },
      conversionWindow: { kind: 'calendar', months: 1 },
      segments: ['vip', 'paid'],
      written: json,
    });
  });

  it('tells all problems at once, each with its place', () => {
    const json = {
      steps: [
        { event: 'A', within: '1h' },
        { event: '', not: true },
        { event: 'B', where: { property: 'total', op: 'gtt', value: 1 }, within: '0d' },
      ],
      conversionWindow: '7 days',
      segments: ['vip', 'payd', 'vip'],
      step: 2,
    };

    expect(() => parseFunnel(json, KNOWN)).toThrow(
      problems(
        ['/step', /^is not a known key here; did you mean "steps"\?$/],
        ['/steps/0/within', /^must be left out of the first step, which has none before it$/],
        ['/steps/1/not', /^is not a known key here$/],
        ['/steps/1/event', /^must not be empty$/],
        ['/steps/2/where/op', /^must be one of .*; did you mean "gt"\?$/],
        ['/steps/2/within', /^must not be a zero duration$/],
        ['/within', /^is missing: must be a window/],
        ['/conversionWindow', /^must be a duration/],
        ['/segments/1', /^is not the key of a segment; did you mean "paid"\?$/],
        ['/segments/2', /^is there twice$/],
      ),
    );
  });

  it.each<[unknown, string, RegExp]>([
    [undefined, '', /^is missing: must be an object/],
    [null, '', /^must be an object.*, not null$/],
    [[], '', /^must be an object/],
    [{ ...AB, steps: steps(1) }, '/steps', /^must be a list of 2 to 10 steps$/],
    [{ ...AB, steps: steps(11) }, '/steps', /^must be a list of 2 to 10 steps$/],
    [{ ...AB, segments: null }, '/segments', /^must be a list of at most 5 keys of segments/],
    [{ ...AB, segments: [...'abcdef'] }, '/segments', /^must be a list of at most 5 keys/],
  ])('refuses %j', (json, pointer, message) => {
    expect(() => parseFunnel(json, KNOWN)).toThrow(problems([pointer, message]));
  });

  it('takes ten steps, and no segment', () => {
    expect(parseFunnel({ ...AB, steps: steps(10), segments: [] }, KNOWN).steps).toHaveLength(10);
  });

  it('asks about so many properties at most that the rule of who dropped off can be saved', () => {
    const condition = { property: 'total', op: 'gt', value: 1 };
    const funnelWith = (count: number) => {
      const where = { all: Array.from({ length: count }, () => condition) };
      return { ...AB, steps: [{ event: 'A', where }, { event: 'B' }] };
    };

    expect(parseFunnel(funnelWith(95), KNOWN).steps).toHaveLength(2);
    expect(() => parseFunnel(funnelWith(96), KNOWN)).toThrow(
      problems(['/steps', /^must not ask about more than 95 properties$/]),
    );
  });
});

describe('parseDropOff', () => {
  it('reads the funnel, the step and the segment', () => {
    const { funnel, ...rest } = parseDropOff({ funnel: AB, step: 2, segment: 'vip' }, KNOWN);

    expect(funnel.written).toEqual(AB);
    expect(rest).toEqual({ step: 2, segment: 'vip' });
  });

  it('tells all problems at once, those of the funnel by their place in the request', () => {
    const json = { funnel: { ...AB, conversionWindow: 7 }, step: 11, segment: 'fre', limit: 5 };

    expect(() => parseDropOff(json, KNOWN)).toThrow(
      problems(
        ['/limit', /^is not a known key here$/],
        ['/funnel/conversionWindow', /^must be a duration/],
        ['/step', /^must be the number of a step that was not reached, from 2 to 2$/],
        ['/segment', /^is not the key of a segment; did you mean "free"\?$/],
      ),
    );
  });

  it.each([0, 1, 3, 2.5, '2', null, undefined])('refuses the step %j of two', (value) => {
    expect(() => parseDropOff({ funnel: AB, step: value }, KNOWN)).toThrow(
      problems(['/step', /from 2 to 2$|from 2 to 2, not null$/]),
    );
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { checkRule } from '../check-rule.js';
import type { BoundaryResult } from './boundaries.js';
import { TEMPLATES } from './library/templates.js';
import { CATEGORIES, type NamedParameter, type Template } from './template.js';

const QUINTILES: BoundaryResult = {
  kind: 'quintiles',
  people: 50,
  days: [3, 10, 30, 90],
  counts: [1, 2, 4, 7],
  sums: [9.99, 25, 80.5, 300],
};
const FOUND: readonly BoundaryResult[] = [
  QUINTILES,
  { kind: 'topShare', people: 50, sum: 420.5 },
  { kind: 'values', values: ['Shoes', 'Hats'] },
];

const made = (template: Template, parameters: object = {}, found = FOUND): unknown => {
  const { boundaries, toRule } = template.fill(parameters);
  return toRule(found.find(({ kind }) => kind === boundaries?.kind));
};

const isScore = ({ maximum }: NamedParameter): boolean => maximum === 5;

/** Ranges of scores at their widest: then each end can be changed without the other. */
const wide = ({ parameters }: Template): object =>
  Object.fromEntries(
    parameters.filter(isScore).map(({ name }) => [name, name.endsWith('From') ? 1 : 5]),
  );

/** Another value than the default that fits together with the other defaults. */
function changed(parameter: NamedParameter): unknown {
  const { name, type, default: byDefault } = parameter;
  switch (type) {
    case 'duration':
      return String(byDefault).replace(/\d+/, (digits) => String(Number(digits) + 1));
    case 'integer':
    case 'number':
    case 'percent':
      if (isScore(parameter)) return name.endsWith('From') ? 2 : 4;
      return Number(byDefault) + 1;
    case 'event':
      return ['Something Else', 'Another One'];
    case 'trait':
    case 'property':
      return 'quite.different';
    case 'text':
      return 'different';
    case 'list':
      return ['one', 'an(other'];
  }
}

const byKey = TEMPLATES.map((template) => [template.key, template] as const);
const parameters = TEMPLATES.flatMap((template) =>
  template.parameters.map((parameter) => ({
    key: template.key,
    name: parameter.name,
    template,
    parameter,
  })),
);

describe('the templates', () => {
  it('are many, each with a key of its own', () => {
    const keys = TEMPLATES.map(({ key }) => key);

    expect(keys.length).toBeGreaterThanOrEqual(26);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((key) => !/^[a-z][a-z0-9-]*$/.test(key))).toEqual([]);
    expect(new Set(TEMPLATES.map(({ category }) => category))).toEqual(new Set(CATEGORIES));
  });

  it.each(byKey)('%s gives a rule without any parameters', (_key, template) => {
    expect(() => checkRule(made(template))).not.toThrow();
  });

  it.each(byKey)('%s gives a rule with all parameters changed', (_key, template) => {
    const others = template.parameters.map(
      (parameter) => [parameter.name, changed(parameter)] as const,
    );

    const rule = made(template, Object.fromEntries(others));

    expect(() => checkRule(rule)).not.toThrow();
  });

  it.each(parameters)(
    '$key uses $name, for its rule or its thresholds',
    ({ template, parameter }) => {
      const given = wide(template);
      const other = { ...given, [parameter.name]: changed(parameter) };
      const before = [made(template, given), template.fill(given).boundaries];

      const after = [made(template, other), template.fill(other).boundaries];

      expect(after).not.toEqual(before);
    },
  );

  it.each(parameters)('$key has a default for $name that it takes itself', (given) => {
    const { template, name, parameter } = given;

    expect(made(template, { [name]: parameter.default })).toEqual(made(template));
  });

  it('have properties of events that they know', () => {
    const properties = parameters.filter(({ parameter }) => parameter.type === 'property');

    const unknown = properties.filter(
      ({ template, parameter: { of } }) =>
        !template.parameters.some(({ name, type }) => name === of && type === 'event'),
    );

    expect(properties.length).toBeGreaterThan(5);
    expect(unknown).toEqual([]);
  });

  it('give the same rule each time', () => {
    expect(TEMPLATES.map((template) => made(template))).toEqual(
      TEMPLATES.map((template) => made(template)),
    );
  });

  it('are all in docs/templates.md, and no others', () => {
    const docs = new URL('../../../../../docs/templates.md', import.meta.url);

    const rows = [...readFileSync(docs, 'utf8').matchAll(/^\| `([a-z-]+)` +\| ([^|]+?) +\|/gm)];

    expect(rows.map(([, key, title]) => [key, title])).toEqual(
      TEMPLATES.map(({ key, title }) => [key, title]),
    );
  });

  it('with scores refuse a range that equal values leave to nobody', () => {
    const rfm = TEMPLATES.find(({ key }) => key === 'rfm')!;
    const ties: BoundaryResult = { ...QUINTILES, counts: [1, 1, 1, 2] };
    const score = (from: number, to: number) => ({ frequencyFrom: from, frequencyTo: to });

    expect(() => made(rfm, score(2, 3), [ties])).toThrow(
      /^frequencyFrom: gives a range that fits nobody.*1, 1, 1, 2/,
    );
    expect(() => checkRule(made(rfm, score(1, 3), [ties]))).not.toThrow();
    expect(() => checkRule(made(rfm, score(4, 4), [ties]))).not.toThrow();
  });
});

describe('parameters', () => {
  const fill = (key: string, given: unknown) => () =>
    TEMPLATES.find((template) => template.key === key)!.fill(given);

  it.each<[string, unknown, string]>([
    ['window-shoppers', { within: '30' }, '/within must be a duration'],
    ['window-shoppers', { within: '0d' }, '/within must not be a zero duration'],
    ['window-shoppers', { within: null }, '/within must be a duration.*not null'],
    ['window-shoppers', { views: 2.5 }, '/views must be a whole number from 1 on$'],
    ['window-shoppers', { views: 0 }, '/views must be a whole number from 1 on$'],
    ['window-shoppers', { views: '3' }, '/views must be a whole number from 1 on$'],
    ['window-shoppers', { viewEvent: '' }, '/viewEvent must not be empty'],
    ['window-shoppers', { viewEvent: [] }, '/viewEvent must be a list of names, not empty'],
    ['window-shoppers', { viewEvent: ['*', 'A'] }, '/viewEvent must have "\\*" alone'],
    ['window-shoppers', { vews: 1 }, '/vews is not a parameter of this template; .* "views"'],
    ['window-shoppers', { 'a/b': 1 }, '/a~1b is not a parameter of this template$'],
    ['window-shoppers', [], ' must be an object'],
    ['window-shoppers', 'within=1d', ' must be an object'],
    ['abandoned-cart', { waitFor: '8d' }, '/within must be longer than waitFor, which is 8d'],
    ['returning-users', { newFor: '5d' }, '/newFor must be longer than within, which is 7d'],
    ['trial-ending-soon', { endTrait: 'a..b' }, '/endTrait must not have an empty part'],
    ['high-value-customers', { amount: -1 }, '/amount must be a number from 0 on'],
    ['high-value-customers', { amountProperty: 5 }, '/amountProperty must be a string'],
    ['random-sample', { share: 101 }, '/share must be a number from 0.01 to 100'],
    ['rfm', { recencyFrom: 6 }, '/recencyFrom must be a whole number from 1 to 5'],
    ['rfm', { recencyTo: 3 }, '/recencyFrom must not be above recencyTo, which is 3'],
    ['vip-local-shoppers', { places: [] }, '/places must be a list of texts, not empty'],
    ['vip-local-shoppers', { places: 'Ulm' }, '/places must be a list of texts, not empty'],
    [
      'buying-intent',
      { categories: Array(51).fill('a') },
      '/categories must not have more than 50',
    ],
    ['buying-intent', { categories: [5] }, '/categories/0 must be a string'],
    ['reachable-by-email', { channel: '' }, '/channel must not be empty'],
  ])('of %s are refused when they are %j', (key, given, problem) => {
    expect(fill(key, given)).toThrow(
      expect.objectContaining({
        code: 'TEMPLATE_PARAMETERS',
        problems: [
          {
            pointer: expect.stringMatching(new RegExp(`^${problem.split(' ')[0]}$`)),
            message: expect.stringMatching(new RegExp(`^${problem.replace(/^\S* /, '')}`)),
          },
        ],
      }),
    );
  });

  it('are refused all at once, each by its name', () => {
    expect(fill('window-shoppers', { views: 0, within: 'x', nope: 1 })).toThrow(
      /^nope: is not a parameter.*\nviews: must be.*\nwithin: must be a duration/,
    );
  });

  it('may be a single event in a list, which is that event, or any', () => {
    const shoppers = TEMPLATES.find(({ key }) => key === 'window-shoppers')!;

    expect(made(shoppers, { viewEvent: ['A'] })).toEqual(made(shoppers, { viewEvent: 'A' }));
    expect(shoppers.fill({ viewEvent: '*' }).needs.map(({ parameter }) => parameter)).toEqual([
      'orderEvent',
    ]);
  });
});

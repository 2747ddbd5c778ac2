import fc from 'fast-check';
import { dates, scalars } from './arbitrary-values.js';
import type { Json } from './person.js';
import type { Setting } from './settings.js';

const DURATIONS = ['15m', '1h', '12h', '1d', '7d', '30d', '4w', '1M', '1M', '2M', '1y'];
const named = (which: string): readonly string[] =>
  ['Week', 'Month', 'Quarter', 'Year'].map((unit) => which + unit);
const PERIODS_SO_FAR = ['today', 'yesterday', ...named('this'), ...named('last')];
const PERIODS = [...PERIODS_SO_FAR, 'tomorrow', ...named('next')];

export const durations = fc.constantFrom(...DURATIONS);
export const periods = fc.constantFrom(...PERIODS);
export const counts = fc.constantFrom(0, 1, 2, 3);

export const maybe = (key: string, arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<Json> =>
  fc.oneof(
    fc.constant({}),
    arbitrary.map((drawn) => ({ [key]: drawn })),
  );

/** All that each of the parts has. */
export const joined = (...parts: readonly fc.Arbitrary<Json>[]): fc.Arbitrary<Json> =>
  fc.tuple(...parts).map((drawn) => Object.assign({}, ...drawn) as Json);

export const comparisons = (bound: fc.Arbitrary<number>): fc.Arbitrary<Json> =>
  fc.oneof(
    fc
      .tuple(fc.constantFrom('eq', 'neq', 'gt', 'gte', 'lt', 'lte'), bound)
      .map(([op, operand]) => ({ [op]: operand })),
    fc.tuple(bound, bound).map(([x, y]) => ({ between: [Math.min(x, y), Math.max(x, y)] })),
  );

export function windows(setting: Setting): fc.Arbitrary<Json> {
  const { start } = setting;
  const at = (days: number): string => new Date(start + days * 86_400_000).toISOString();
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ last: durations }) },
    {
      weight: 3,
      arbitrary: fc.constantFrom<Json>(
        ...[{ between: ['30d', '7d'] }, { between: ['2M', '1M'] }, { between: ['1y', '1d'] }],
        ...[{ between: ['1d', '1h'] }, { between: ['1M', '12h'] }],
        ...[{ from: at(-7) }, { to: at(0).slice(0, 19) }, { from: at(0).slice(0, 10) }],
        { from: at(-30).slice(0, 10), to: at(2) },
      ),
    },
    // What happened lies in no period to come.
    { weight: 3, arbitrary: fc.record({ period: fc.constantFrom(...PERIODS_SO_FAR) }) },
    { weight: 1, arbitrary: fc.record({ period: periods }) },
  );
}

const op = (names: readonly string[], operand: fc.Arbitrary<unknown>): fc.Arbitrary<Json> =>
  fc.record({ op: fc.constantFrom(...names), value: operand });

/** `op`, `value` and what goes with them: a question to one value. */
function questions(setting: Setting): fc.Arbitrary<Json> {
  const scalar = scalars(setting);
  const list = fc.array(scalar, { minLength: 1, maxLength: 3 });
  // A date that is no day of any calendar is text: not every op takes it.
  const date = dates(setting);
  const number = fc.constantFrom(0, 5, 12.5, -3, 0.2);
  const cased = joined(
    fc.oneof(
      op(['eq', 'neq'], scalar),
      op(['in', 'nin', 'hasAny', 'hasAll', 'hasNone'], list),
      op(
        ['contains', 'ncontains', 'startsWith', 'endsWith'],
        fc.constantFrom('b', 'B', 'a', 'Ä', '5', '20', '%', '.'),
      ),
      op(['matches'], fc.constantFrom('^a', 'B$', '[0-9]{2}', '\\D', 'a.b', '^(free|paid)$')),
    ),
    maybe('ignoreCase', fc.boolean()),
  );
  const pair = fc.tuple(instantTexts(setting), instantTexts(setting)).map((both) => both.sort());
  const uncased = fc.oneof(
    fc.record({ op: fc.constantFrom('exists', 'missing') }),
    op(['gt', 'gte', 'lt', 'lte'], fc.oneof(number, date)),
    op(['between'], fc.oneof(fc.constantFrom([0, 5], [-3, 12.5]), pair)),
    op(['length'], comparisons(counts)),
    op(['before', 'after'], date),
  );
  const relative = fc.oneof(
    op(['withinLast', 'withinNext', 'olderThan'], durations),
    op(['inPeriod'], periods),
    op(['anniversaryWithinNext'], fc.constantFrom('1d', '10d', '300d')),
  );
  return joined(fc.oneof(cased, uncased, relative), maybe('ifMissing', fc.boolean()));
}

const instantTexts = (setting: Setting): fc.Arbitrary<string> =>
  fc
    .integer({ min: -60, max: 30 })
    .map((days) => new Date(setting.start + days * 86_400_000).toISOString());

/** Questions that are likely to be answered by what `documents` draws. */
function likely(key: string): fc.Arbitrary<Json> {
  return fc.oneof(
    fc.record({
      [key]: fc.constant('plan'),
      op: fc.constantFrom('eq', 'neq'),
      value: fc.constantFrom('free', 'paid'),
    }),
    fc.record({
      [key]: fc.constant('since'),
      op: fc.constantFrom('withinLast', 'withinNext', 'olderThan'),
      value: durations,
    }),
    fc.record({ [key]: fc.constant('since'), op: fc.constant('inPeriod'), value: periods }),
    fc.record({
      [key]: fc.constant('n'),
      op: fc.constantFrom('gt', 'gte', 'lt', 'lte', 'eq'),
      value: fc.constantFrom(0, 5, 0.2),
    }),
  );
}

const ANY_PATH = ['plan', 'since', 'n', 'a', 'b', 'c', 'c.d', 'k\\.l'];

export const traitLeaves = (setting: Setting): fc.Arbitrary<Json> =>
  joined(
    fc.oneof(
      { weight: 3, arbitrary: likely('trait') },
      {
        weight: 2,
        arbitrary: joined(fc.record({ trait: fc.constantFrom(...ANY_PATH) }), questions(setting)),
      },
      {
        weight: 1,
        arbitrary: joined(
          fc.record({ trait: fc.constantFrom('a', 'n', 'since') }),
          op(
            ['eq', 'neq', 'gt', 'gte', 'lt', 'lte'],
            fc.constantFrom('b', 'c.d', 'n', 'since').map((trait) => ({ trait })),
          ),
          maybe('ifMissing', fc.boolean()),
        ),
      },
    ),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant({}) },
      { weight: 2, arbitrary: fc.record({ heldFor: durations }) },
    ),
  );

export const properties = fc.constantFrom(
  ...['n', 'n', 'n', 'n', 'a', 'b', 'c.d', 'context.page.n', 'context.page.c'],
);

export const propertyLeaves = (setting: Setting): fc.Arbitrary<Json> =>
  fc.oneof(
    { weight: 3, arbitrary: likely('property') },
    {
      weight: 2,
      arbitrary: joined(fc.record({ property: properties }), questions(setting)),
    },
    {
      weight: 1,
      arbitrary: joined(
        fc.record({ property: fc.constantFrom('name', 'category') }),
        op(['eq', 'neq'], fc.constantFrom('Home', 'Shop')),
      ),
    },
  );

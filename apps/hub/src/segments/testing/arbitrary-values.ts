import fc from 'fast-check';
import { wallOf } from './oracle-time.js';
import type { Json } from './person.js';
import { calendarEdges, DAY, monthEnds, type Setting } from './settings.js';

/** Instants around the start of a history, most of them on an edge of something; in ms. */
export function instants(setting: Setting): fc.Arbitrary<number> {
  const { start } = setting;
  const shifts = [0, 1, 2, 3, 7, 14, 28, 30, 335, 365].flatMap((days) => [-days * DAY, days * DAY]);
  const hours = [-1, 1, 12, 36].map((amount) => amount * 3_600_000);
  const edges = [...shifts, ...hours].map((shift) => start + shift);
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...edges) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(
          fc.constantFrom(...edges, ...calendarEdges(setting), ...monthEnds(setting)),
          fc.constantFrom(-1, 0, 1),
        )
        .map(([edge, shift]) => edge + shift),
    },
    {
      weight: 2,
      arbitrary: fc
        .integer({ min: -100 * 24 * 60, max: 80 * 24 * 60 })
        .map((minutes) => start + minutes * 60_000),
    },
  );
}

/** Wall-clock times that do not exist or come twice in one of the settings. */
const ODD_DATES = [
  ...['2026-03-29T02:30', '2026-10-25T02:30:00', '2026-04-04T23:30', '2026-09-06T00:00'],
  ...['2026-11-01', '2026-11-01T00:30', '2026-03-08', '2026-03-08T00:30'],
  ...['2026-09-06', '2011-12-30', '2011-12-30T12:00'],
];

/** Dates as people write them: days, wall-clock times and instants, and now and then something that is none. */
export function dates(setting: Setting): fc.Arbitrary<string> {
  const wall = (ms: number): string => wallOf(ms, setting.timezone).toISOString();
  return instants(setting).chain((ms) =>
    fc.constantFrom(
      new Date(ms).toISOString(),
      wall(ms).slice(0, 10),
      wall(ms).slice(0, 16),
      wall(ms).slice(0, 23),
      `${wall(ms).slice(0, 19)}+02:00`,
      ...ODD_DATES,
    ),
  );
}

const PLAIN = [5, '5', 12.5, '12.50', 0, -3, 0.1, 0.2, 1, '1', 1000, '1e3', true, 'True', false];
const WORDS = ['', 'abc', 'ABC', 'Äbc', 'äBC', 'a%b', 'a.b', '12 EUR', 'false', 'x y'];
const OLD_DATES = ['2000-02-29', '1990-04-10', '2026-13-01', '2026-02-30T10:00'];

export const scalars = (setting: Setting): fc.Arbitrary<string | number | boolean> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<string | number | boolean>(...PLAIN) },
    { weight: 3, arbitrary: fc.constantFrom<string | number | boolean>(...WORDS) },
    { weight: 1, arbitrary: fc.constantFrom(...OLD_DATES) },
    { weight: 4, arbitrary: dates(setting) },
  );

function values(setting: Setting): fc.Arbitrary<unknown> {
  const scalar = scalars(setting);
  return fc.oneof(
    { weight: 8, arbitrary: scalar },
    { weight: 2, arbitrary: fc.array(scalar, { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constantFrom(null, {}, { d: 5 }, [[5], 'abc']) },
  );
}

/** What messages say of a person or an event. Few keys and few values, so that rules meet them. */
export function documents(setting: Setting): fc.Arbitrary<Json> {
  const value = values(setting);
  const nested = fc.oneof(
    fc.record({ d: value }),
    fc.array(fc.record({ d: value }, { requiredKeys: [] }), { maxLength: 3 }),
    scalars(setting),
  );
  const record = (requiredKeys: ('plan' | 'since' | 'n')[]): fc.Arbitrary<Json> =>
    fc.record(
      {
        plan: fc.constantFrom('free', 'paid', 'Paid', null),
        since: dates(setting),
        n: fc.constantFrom(0, 5, '5', 0.1, 0.2, 12.5, -3, 1000),
        a: value,
        b: value,
        c: nested,
        'k.l': value,
      },
      { requiredKeys },
    );
  return fc.oneof(
    { weight: 2, arbitrary: record(['plan', 'since', 'n']) },
    { weight: 1, arbitrary: record([]) },
  );
}

import fc from 'fast-check';
import type { Json } from '../../segments/testing/person.js';
import type { Deed, FunnelClock } from './funnel-oracle.js';

/** Two days after the clock went forward in Berlin. */
const NOW = Date.parse('2026-03-31T12:00:00.000Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export const clocks: fc.Arbitrary<FunnelClock> = fc.record({
  now: fc.constantFrom(0, 1, -HOUR, DAY).map((shift) => new Date(NOW + shift)),
  timezone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/Santiago'),
});

/** On a coarse grid, with a little beside it, so that equal instants and edges are met; some lie in the future. */
const times = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -80, max: 3 }).map((hours) => hours * HOUR) },
  { weight: 2, arbitrary: fc.integer({ min: -70, max: 1 }).map((days) => days * DAY) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.integer({ min: -40, max: 0 }), fc.constantFrom(-1, 1))
      .map(([hours, ms]) => hours * HOUR + ms),
  },
  // The hour that Berlin did not have, and a month before it and after January.
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('01-31T01:30', '02-28T01:30', '03-01T00:00', '03-28T01:30', '03-29T01:30')
      .map((text) => Date.parse(`2026-${text}:00Z`) - NOW),
  },
);

const deed: fc.Arbitrary<Deed> = fc
  .record({ name: fc.constantFrom('A', 'B', 'C'), shift: times, n: fc.integer({ min: 0, max: 3 }) })
  .map(({ name, shift, n }) => ({ name, ms: NOW + shift, n }));

export const deeds = fc.array(deed, { maxLength: 12 });

const durations = fc.constantFrom('1h', '2h', '6h', '1d', '2d', '30d', '1M', '2M');

const windows: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  ...[{ last: '2d' }, { last: '30d' }, { last: '1M' }, { last: '1y' }],
  ...[{ between: ['3d', '1d'] }, { between: ['2M', '1M'] }],
  ...[{ from: '2026-03-29' }, { to: '2026-03-31' }, { from: '2026-02-28', to: '2026-03-30T06:00' }],
  ...[
    { period: 'today' },
    { period: 'yesterday' },
    { period: 'thisMonth' },
    { period: 'lastMonth' },
  ],
);

const maybe = (key: string, arbitrary: fc.Arbitrary<unknown>): fc.Arbitrary<Json> =>
  fc.oneof(
    fc.constant({}),
    arbitrary.map((drawn) => ({ [key]: drawn })),
  );

const merge = (...parts: readonly fc.Arbitrary<Json>[]): fc.Arbitrary<Json> =>
  fc.tuple(...parts).map((drawn) => Object.assign({}, ...drawn) as Json);

const first = merge(
  fc.record({ event: fc.constantFrom<unknown>('A', 'B', 'C', '*', ['A', 'C']) }),
  maybe(
    'where',
    fc.integer({ min: 1, max: 2 }).map((value) => ({ property: 'n', op: 'gte', value })),
  ),
);
const later = merge(first, maybe('within', durations));

export const arbitraryFunnel: fc.Arbitrary<Json> = merge(
  fc
    .tuple(first, fc.array(later, { minLength: 1, maxLength: 3 }))
    .map(([one, others]) => ({ steps: [one, ...others] })),
  fc.record({ within: windows }),
  maybe('conversionWindow', durations),
);

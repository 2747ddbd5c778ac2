import fc from 'fast-check';
import {
  comparisons,
  counts,
  durations,
  joined,
  maybe,
  properties,
  propertyLeaves,
  traitLeaves,
  windows,
} from './arbitrary-conditions.js';
import type { Json } from './person.js';
import { UNITS, type Setting } from './settings.js';

export const EVENT_NAMES = ['A', 'B', 'C', 'Page Viewed'];

/** For each key a rule over all leaves, at most two groups deep. It may refer to the segments before it, so there are no circles. */
export function rules(setting: Setting, keys: readonly string[]): readonly fc.Arbitrary<Json>[] {
  const window = windows(setting);
  const seen = fc.oneof(fc.record({ firstSeen: window }), fc.record({ lastSeen: window }));
  const leaf = fc.oneof(
    { weight: 6, arbitrary: traitLeaves(setting) },
    { weight: 7, arbitrary: eventLeaves(setting) },
    { weight: 4, arbitrary: sequences(setting) },
    { weight: 2, arbitrary: seen },
    { weight: 2, arbitrary: standingLeaves },
  );
  return keys.map((_, index) => {
    const others = keys.slice(0, index).map((segment): Json => ({ segment }));
    const reference = fc.constantFrom(...(index === 0 ? [{ everyone: true }] : others));
    return trees(fc.oneof({ weight: 7, arbitrary: leaf }, { weight: 1, arbitrary: reference }), 2);
  });
}

function trees(leaf: fc.Arbitrary<Json>, depth: number): fc.Arbitrary<Json> {
  if (depth === 0) return leaf;
  const child = trees(leaf, depth - 1);
  return fc.oneof(
    { weight: 4, arbitrary: leaf },
    { weight: 1, arbitrary: fc.record({ not: child }) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom('all', 'any'), fc.array(child, { minLength: 1, maxLength: 3 }))
        .map(([kind, children]) => ({ [kind]: children })),
    },
  );
}

const filters = (setting: Setting): fc.Arbitrary<Json> =>
  joined(
    fc.record({
      event: fc.constantFrom<string | string[]>(...EVENT_NAMES, '*', ['A', 'C'], ['A', 'B', 'C']),
    }),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: fc.record({ where: trees(propertyLeaves(setting), 1) }) },
    ),
  );

/** Leaves about events that do not say yet what is counted. */
export const eventFilters = (setting: Setting): fc.Arbitrary<Json> =>
  joined(filters(setting), maybe('within', windows(setting)));

function eventLeaves(setting: Setting): fc.Arbitrary<Json> {
  const filter = filters(setting);
  const within = maybe('within', windows(setting));
  const bounds = fc.constantFrom(0, 1, 2, 5, 0.3, 0.15);
  const measure = (kinds: readonly string[], bound: fc.Arbitrary<number>): fc.Arbitrary<Json> =>
    fc
      .tuple(fc.constantFrom(...kinds), fc.record({ property: properties }), comparisons(bound))
      .map(([kind, path, comparison]) => ({ [kind]: { ...path, ...comparison } }));
  const aggregate = fc.oneof(
    { weight: 4, arbitrary: measure(['sum', 'avg', 'min', 'max'], bounds) },
    { weight: 1, arbitrary: measure(['distinct'], counts) },
  );
  const occurrence = joined(
    fc.record({ occurrence: fc.constantFrom('first', 'last') }),
    maybe('having', trees(propertyLeaves(setting), 1)),
  );
  const units = fc.record({
    unit: fc.constantFrom(...UNITS),
    last: fc.constantFrom(2, 3, 5),
    atLeast: fc.constantFrom(0, 1, 1, 1, 2),
  });
  return fc.oneof(
    joined(filter, within, maybe('count', comparisons(counts))),
    joined(filter, within, aggregate),
    joined(filter, within, occurrence),
    joined(filter, maybe('count', comparisons(counts)), fc.record({ periods: units })),
  );
}

function sequences(setting: Setting): fc.Arbitrary<Json> {
  const filter = filters(setting);
  const step = joined(filter, maybe('within', durations));
  const absent = joined(step, fc.constant({ not: true }));
  const last = fc.oneof({ weight: 1, arbitrary: step }, { weight: 2, arbitrary: absent });
  return joined(
    fc
      .tuple(filter, fc.array(step, { maxLength: 1 }), last)
      .map(([first, middle, end]) => ({ sequence: [first, ...middle, end] })),
    maybe('within', windows(setting)),
  );
}

const text = joined(
  fc.oneof(
    fc.record({ op: fc.constantFrom('eq', 'neq'), value: fc.constantFrom('u1', 'p2@example.com') }),
    fc.record({
      op: fc.constantFrom('in', 'nin'),
      value: fc.constantFrom(['u1', 'a2', 'P3@Example.com'], ['u4', 'p5@example.com']),
    }),
    fc.record({
      op: fc.constantFrom('contains', 'ncontains', 'startsWith', 'endsWith', 'matches'),
      value: fc.constantFrom('1', 'U', 'p1', 'example', '@', '\\+', '9'),
    }),
  ),
  maybe('ignoreCase', fc.boolean()),
);

/** Leaves that time alone does not change. */
const standingLeaves = fc.oneof(
  fc.constant({ everyone: true }),
  joined(
    fc.record({ identifier: fc.constantFrom('userId', 'anonymousId', 'email', 'phone') }),
    fc.oneof(fc.record({ op: fc.constantFrom('exists', 'missing') }), text),
  ),
  fc.record({ source: fc.constantFrom('crm', 'web', 'test', 'nowhere') }),
  fc.record({
    consent: fc.constantFrom('email', 'sms'),
    is: fc.constantFrom('granted', 'denied', 'unknown'),
  }),
  fc.record({
    bucket: joined(
      fc.constantFrom({ from: 0, to: 50 }, { from: 12.5, to: 100 }, { from: 33.3, to: 66.6 }),
      maybe('salt', fc.constantFrom('a', 'b')),
    ),
  }),
);

import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openTestDatabase } from '../../../../test/support/test-database.js';
import type { Database } from '../database/database.js';
import { drawHistory, settingOf } from './testing/draw-history.js';
import { eventFilters } from './testing/arbitrary-rules.js';
import { scalars } from './testing/arbitrary-values.js';
import { SEED } from './testing/check-histories.js';
import type { History } from './testing/history.js';
import { LAWS } from './testing/laws.js';
import { type Named, playNamed } from './testing/named-members.js';
import type { Json } from './testing/person.js';
import {
  atDistinctInstants,
  backwards,
  repeated,
  withIds,
  withoutBuckets,
  withSalt,
} from './testing/same-history.js';

const LIMITS = { people: 12, messages: 80, steps: 7, segments: 8 };
const SEEDS = [0, 1].map((shift) => SEED + shift);
const TIMEOUT_MS = 600_000;

let database: Database;
beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await openTestDatabase();
});
afterAll(() => database.close());

describe('of any rules, after every step of a random history', () => {
  /** The rules of a history, and beside them both sides of every law, made from each of them and the next. */
  function withLaws(seed: number): History {
    const history = drawHistory(seed, LIMITS);
    const rules = [...history.segments].map(([key, rule]) => [key, withSalt(rule)] as const);
    const events = fc.sample(eventFilters(settingOf(seed)), { seed, numRuns: rules.length });
    const values = fc.sample(scalars(settingOf(seed)), { seed, numRuns: rules.length });
    const sides = rules.flatMap(([key, rule], index) => {
      const [, other] = rules[(index + 1) % rules.length]!;
      const drawn = { rule, other, event: events[index]!, value: values[index]! };
      return LAWS.flatMap((law): [string, Json][] => {
        const [left, right] = law.sides(drawn);
        return [
          [`${key} ${law.name}: left`, left],
          [`${key} ${law.name}: right`, right],
        ];
      });
    });
    return {
      ...history,
      segments: new Map([...rules, ...sides]),
      steps: history.steps.map((step) => ({ ...step, define: new Map() })),
    };
  }

  const played: { readonly history: History; readonly steps: readonly Named[] }[] = [];
  beforeAll(async () => {
    for (const seed of SEEDS) {
      const history = withLaws(seed);
      played.push({ history, steps: await playNamed(database, history) });
    }
  }, TIMEOUT_MS);

  it.each(LAWS)('$name', ({ name, isOpposite = false }) => {
    const found = played.flatMap(({ history, steps }) =>
      [...history.segments.keys()]
        .filter((key) => key.endsWith(` ${name}: left`))
        .flatMap((leftKey) => {
          const rightKey = leftKey.replace(/left$/, 'right');
          const rules = [history.segments.get(leftKey), history.segments.get(rightKey)];
          return steps.map(({ members, traits }, step) => ({
            about: { seed: history.seed, step, rules },
            left: members[leftKey],
            right: isOpposite
              ? Object.keys(traits)
                  .sort()
                  .filter((person) => !members[rightKey]!.includes(person))
              : members[rightKey],
          }));
        }),
    );

    expect(found).toHaveLength(SEEDS.length * LIMITS.segments * LIMITS.steps);
    for (const { about, left, right } of found) {
      expect({ about, members: left }).toEqual({ about, members: right });
    }
  });
});

describe('what was said', () => {
  it.each(SEEDS)(
    'means the same in any order, at distinct instants (seed %d)',
    async (seed) => {
      const history = atDistinctInstants(withoutBuckets(drawHistory(seed, LIMITS)));

      const inOrder = await playNamed(database, history);
      const inReverse = await playNamed(database, backwards(history));

      expect(inReverse.at(-1)).toEqual(inOrder.at(-1));
    },
    TIMEOUT_MS,
  );

  it.each(SEEDS)(
    'means no more when it is said again under the same id (seed %d)',
    async (seed) => {
      const history = withIds(withoutBuckets(drawHistory(seed, LIMITS)));

      const once = await playNamed(database, history);
      const again = await playNamed(database, repeated(history));

      expect(again).toEqual(once);
    },
    TIMEOUT_MS,
  );
});

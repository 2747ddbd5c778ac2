import type { History } from './history.js';
import type { Json } from './person.js';

/** A history of which nothing depends on the order of arrival: no aliases, and never two messages about one instant. */
export function atDistinctInstants(history: History): History {
  const { at: start } = history.steps[0]!;
  let index = 0;
  const distinct = (message: Json): Json => {
    const { timestamp, messageId: _, ...rest } = message;
    // Whole seconds, so that no two are alike with some milliseconds more or less.
    const written = timestamp === undefined ? start : Date.parse(timestamp as string);
    const given = written - (written % 1000);
    // What is said of a person counts as of its arrival, unless it is older.
    const isFuture = given > start && ['track', 'page', 'screen'].includes(rest['type'] as string);
    const { consent: _consent, ...context } = (rest['context'] ?? {}) as Json;
    const ms = isFuture ? given + ++index : Math.min(given, start) - ++index;
    return {
      ...rest,
      ...(isFuture && { context }),
      timestamp: new Date(ms).toISOString(),
    };
  };
  return {
    ...history,
    steps: history.steps.map((step) => ({
      ...step,
      erase: [],
      send: step.send.filter(({ type }) => type !== 'alias').map(distinct),
    })),
  };
}

/** The same messages, the last one first; all that came later comes at once. */
export const backwards = (history: History): History => ({
  ...history,
  steps: history.steps.map((step, index) => ({
    ...step,
    send: index > 0 ? [] : history.steps.flatMap(({ send }) => send).toReversed(),
  })),
});

/** Nobody is erased, and each message has an id. */
export function withIds(history: History): History {
  let index = 0;
  return {
    ...history,
    steps: history.steps.map((step) => ({
      ...step,
      erase: [],
      send: step.send.map((message) => ({ messageId: `id${++index}`, ...message })),
    })),
  };
}

/** Each message is sent twice at once, and once more in the next step. */
export const repeated = (history: History): History => ({
  ...history,
  steps: history.steps.map((step, index) => ({
    ...step,
    send: [...(history.steps[index - 1]?.send ?? []), ...step.send, ...step.send],
  })),
});

/** Buckets are drawn from the profile's id, which is another one each time. */
export function withoutBuckets(history: History): History {
  const clean = (rules: ReadonlyMap<string, Json>): ReadonlyMap<string, Json> =>
    new Map(
      [...rules].map(([key, rule]): [string, Json] => [
        key,
        JSON.stringify(rule).includes('"bucket"') ? { everyone: true } : rule,
      ]),
    );
  return {
    ...history,
    segments: clean(history.segments),
    steps: history.steps.map((step) => ({ ...step, define: clean(step.define) })),
  };
}

/** Without a salt, buckets are drawn from the segment's id: one rule in two segments has other members. */
export const withSalt = (rule: Json): Json =>
  JSON.parse(JSON.stringify(rule), (key, value: unknown) =>
    key === 'bucket' ? { salt: 'a', ...(value as Json) } : value,
  ) as Json;

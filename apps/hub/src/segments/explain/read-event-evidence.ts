import type { JsonValue } from '@segue/sdk';
import { propertyText } from '../describe-rule-words.js';
import type { EventLeaf, PropertyPath } from '../rules/rule.js';
import type { CountedPeriod, EventEvidence, ShownEvent } from './evidence.js';
import { propertiesOfEvent } from './named-properties.js';
import { type FoundWindow, readWindow } from './read-window.js';
import { zonedIso } from './zoned-iso.js';

interface FoundEvent {
  readonly name: string;
  readonly at: string;
  readonly values: readonly JsonValue[];
}

/** See `selectEventEvidence`. */
export interface FoundEvents {
  readonly matching: number;
  readonly value: number | null;
  readonly events: readonly FoundEvent[] | null;
  readonly window: FoundWindow | null;
  readonly periods: readonly CountedPeriod[] | null;
  readonly chosen: (FoundEvent & { isInWindow: boolean; hasHaving: boolean }) | null;
}

export function readEvent(leaf: EventLeaf, found: FoundEvents, timezone: string): EventEvidence {
  const { matching, value, events, window, periods, chosen } = found;
  const { kind } = leaf.measure;
  const paths = propertiesOfEvent(leaf);
  const time = (at: string): string => zonedIso(at, timezone)!;
  const show = ({ name, at, values }: FoundEvent): ShownEvent => ({
    name,
    at: time(at),
    properties: namedProperties(paths, values),
  });
  return {
    kind: 'event',
    count: matching,
    ...(kind !== 'count' && kind !== 'occurrence' && { value }),
    events: (events ?? []).map(show),
    ...(window && { window: readWindow(window, timezone) }),
    ...(periods && {
      periods: periods.map((one) => ({ ...one, from: time(one.from), to: time(one.to) })),
    }),
    ...(kind === 'occurrence' && {
      chosen: chosen && {
        ...show(chosen),
        isInWindow: chosen.isInWindow,
        hasHaving: chosen.hasHaving,
      },
    }),
  };
}

/** By their paths as rules write them; without those that are missing. */
export const namedProperties = (
  paths: readonly PropertyPath[],
  values: readonly JsonValue[],
): Readonly<Record<string, JsonValue>> =>
  Object.fromEntries(
    paths.flatMap((path, index) => {
      const value = values[index] ?? null;
      return value === null ? [] : [[propertyText(path), value]];
    }),
  );

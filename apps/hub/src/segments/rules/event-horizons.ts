import {
  type CalendarUnit,
  type EventLeaf,
  type EventNames,
  type Leaf,
  type Rule,
  type Window,
} from './rule.js';
import { leavesOf } from './visit-rule.js';

const DAY_MS = 86_400_000;
/** Any difference between a zone’s days and those of UTC, and of clocks that change. */
const SLACK_MS = 2 * DAY_MS;
const LONGEST_MONTH_MS = 31 * DAY_MS;

const LONGEST_UNIT_MS: Readonly<Record<CalendarUnit, number>> = {
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: LONGEST_MONTH_MS,
  quarter: 92 * DAY_MS,
  year: 366 * DAY_MS,
};

/** Which events of a name rules ask about. */
export interface EventHorizon {
  /** Earlier ones (ms) cannot change an answer; -Infinity: all may. */
  readonly sinceMs: number;
  /** It matters what they hold, and not only when they were. */
  readonly readsDocuments: boolean;
}

export interface EventHorizons {
  readonly byName: ReadonlyMap<string, EventHorizon>;
  /** Of every other name; undefined: no such event is asked about. */
  readonly others: EventHorizon | undefined;
}

/** Which events are enough to answer rules. */
export function eventHorizons(rules: readonly Rule[], now: Date): EventHorizons {
  const asked = rules.flatMap(leavesOf).flatMap((leaf) => horizonsOf(leaf, now.getTime()));
  const others = asked.filter(([names]) => names === 'any').map(([, horizon]) => horizon);
  const byName = new Map<string, EventHorizon>();
  for (const [names, horizon] of asked) {
    if (names === 'any') continue;
    for (const name of names) {
      const known = byName.get(name);
      byName.set(name, widest([horizon, ...(known ? [known] : others)]));
    }
  }
  return { byName, others: others.length === 0 ? undefined : widest(others) };
}

const widest = (horizons: readonly EventHorizon[]): EventHorizon => ({
  sinceMs: Math.min(...horizons.map(({ sinceMs }) => sinceMs)),
  readsDocuments: horizons.some(({ readsDocuments }) => readsDocuments),
});

type Asked = readonly [names: EventNames, horizon: EventHorizon];

function horizonsOf(leaf: Leaf, nowMs: number): readonly Asked[] {
  switch (leaf.kind) {
    case 'event':
      return [
        [leaf.names, { sinceMs: sinceOf(leaf, nowMs), readsDocuments: readsDocuments(leaf) }],
      ];
    case 'sequence': {
      const sinceMs = beginOf(leaf.within, nowMs);
      return [...leaf.steps, ...(leaf.absent ? [leaf.absent] : [])].map(({ names, where }) => [
        names,
        { sinceMs, readsDocuments: where !== undefined },
      ]);
    }
    case 'lastSeen':
      return [['any', { sinceMs: beginOf(leaf.within, nowMs), readsDocuments: false }]];
    case 'everyone':
    case 'static':
    case 'trait':
    case 'segment':
    case 'identifier':
    case 'source':
    case 'consent':
    case 'bucket':
    case 'firstSeen':
      // The latter reads the events of those who may be new by itself.
      return [];
  }
}

function sinceOf({ within, measure }: EventLeaf, nowMs: number): number {
  if (measure.kind === 'occurrence') return -Infinity;
  if (measure.kind !== 'count' || !measure.periods) return beginOf(within, nowMs);
  const { unit, last } = measure.periods;
  return nowMs - (last + 1) * LONGEST_UNIT_MS[unit] - SLACK_MS;
}

function readsDocuments({ where, measure }: EventLeaf): boolean {
  if (where !== undefined) return true;
  switch (measure.kind) {
    case 'count':
      return false;
    case 'occurrence':
      return measure.having !== undefined;
    case 'sum':
    case 'avg':
    case 'min':
    case 'max':
    case 'distinct':
      return true;
  }
}

/** An instant (ms) that is not after the first one of the window; -Infinity where it has none. */
export function beginOf(window: Window | undefined, nowMs: number): number {
  switch (window?.kind) {
    case undefined:
      return -Infinity;
    case 'last':
    case 'between': {
      const longest = window.kind === 'last' ? window.duration : window.from;
      if (longest.kind === 'exact') return nowMs - longest.ms;
      return nowMs - longest.months * LONGEST_MONTH_MS - SLACK_MS;
    }
    case 'range':
      return window.from ? Date.parse(window.from.text.slice(0, 10)) - SLACK_MS : -Infinity;
    case 'period': {
      const { unit, offset } = window.period;
      return nowMs - (1 - offset) * LONGEST_UNIT_MS[unit] - SLACK_MS;
    }
  }
}

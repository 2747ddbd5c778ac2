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

/** Which events of a name are enough to answer some rules. */
export interface EventHorizon<B> {
  /** Earlier ones (ms) cannot change an answer; -Infinity: all may. */
  readonly sinceMs: number;
  /** Whoever asks. */
  readonly by: readonly B[];
}

/** Those that ask what the events hold, and those to which it only matters when they were. */
export interface EventHorizons<B> {
  readonly documents?: EventHorizon<B>;
  readonly times?: EventHorizon<B>;
}

/** Which events are enough to answer rules. */
export interface AskedEvents<B> {
  /** Asked about by their name. */
  readonly byName: ReadonlyMap<string, EventHorizons<B>>;
  /** Of every event, whatever its name. */
  readonly all: EventHorizons<B>;
}

/** @param asking rules, each with whoever asks it */
export function askedEvents<B>(
  asking: readonly { readonly rule: Rule; readonly by: B }[],
  now: Date,
): AskedEvents<B> {
  const byName = new Map<string, EventHorizons<B>>();
  let all: EventHorizons<B> = {};
  for (const { rule, by } of asking) {
    for (const leaf of leavesOf(rule)) {
      for (const { names, ...one } of horizonsOf(leaf, now.getTime())) {
        if (names === 'any') all = widen(all, one, by);
        else for (const name of names) byName.set(name, widen(byName.get(name) ?? {}, one, by));
      }
    }
  }
  return { byName, all };
}

function widen<B>(
  horizons: EventHorizons<B>,
  { sinceMs, readsDocuments }: Omit<Horizon, 'names'>,
  by: B,
): EventHorizons<B> {
  const kind = readsDocuments ? 'documents' : 'times';
  const known = horizons[kind];
  return {
    ...horizons,
    [kind]: {
      sinceMs: Math.min(sinceMs, known?.sinceMs ?? Infinity),
      by: [...(known?.by ?? []), by],
    },
  };
}

interface Horizon {
  readonly names: EventNames;
  readonly sinceMs: number;
  /** It matters what they hold, and not only when they were. */
  readonly readsDocuments: boolean;
}

function horizonsOf(leaf: Leaf, nowMs: number): readonly Horizon[] {
  switch (leaf.kind) {
    case 'event':
      return [
        { names: leaf.names, sinceMs: sinceOf(leaf, nowMs), readsDocuments: readsDocuments(leaf) },
      ];
    case 'sequence': {
      const sinceMs = beginOf(leaf.within, nowMs);
      return [...leaf.steps, ...(leaf.absent ? [leaf.absent] : [])].map(({ names, where }) => ({
        ...{ names, sinceMs },
        readsDocuments: where !== undefined,
      }));
    }
    case 'lastSeen':
      return [{ names: 'any', sinceMs: beginOf(leaf.within, nowMs), readsDocuments: false }];
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

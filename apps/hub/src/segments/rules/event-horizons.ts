import { type CalendarUnit, type Leaf, type Rule, type Window } from './rule.js';
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

/**
 * How far back rules look at the events of each name that they ask about: earlier ones cannot change an answer. -Infinity for
 * those of all times. Undefined when a rule asks about events of every name.
 */
export function eventHorizons(
  rules: readonly Rule[],
  now: Date,
): ReadonlyMap<string, number> | undefined {
  const horizons = new Map<string, number>();
  for (const leaf of rules.flatMap(leavesOf)) {
    for (const [names, sinceMs] of horizonsOf(leaf, now.getTime())) {
      if (names === 'any') return undefined;
      for (const name of names) {
        horizons.set(name, Math.min(sinceMs, horizons.get(name) ?? Infinity));
      }
    }
  }
  return horizons;
}

function horizonsOf(
  leaf: Leaf,
  nowMs: number,
): readonly (readonly [names: 'any' | readonly string[], sinceMs: number])[] {
  switch (leaf.kind) {
    case 'event': {
      const { names, within, measure } = leaf;
      if (measure.kind === 'occurrence') return [[names, -Infinity]];
      if (measure.kind === 'count' && measure.periods) {
        const { unit, last } = measure.periods;
        return [[names, nowMs - (last + 1) * LONGEST_UNIT_MS[unit] - SLACK_MS]];
      }
      return [[names, beginOf(within, nowMs)]];
    }
    case 'sequence': {
      const since = beginOf(leaf.within, nowMs);
      return [...leaf.steps, ...(leaf.absent ? [leaf.absent] : [])].map(({ names }) => [
        names,
        since,
      ]);
    }
    case 'everyone':
    case 'static':
    case 'trait':
    case 'segment':
    case 'identifier':
    case 'source':
    case 'consent':
    case 'bucket':
    case 'firstSeen':
    case 'lastSeen':
      return [];
  }
}

/** Not after the first instant of the window. */
function beginOf(window: Window | undefined, nowMs: number): number {
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

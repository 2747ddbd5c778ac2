import { parseInstant, plusDuration, startOfUnit } from './oracle-time.js';
import type { Json } from './person.js';
import { DAY, type Setting, UNITS } from './settings.js';

/** The latest step of a history lies so long after its start. */
const LENGTH = 75 * DAY;

/**
 * The instants at which time alone may change an answer: each time that a message names, and that with each duration of the
 * rules, forward and backward. One that does so for many reasons is there as often, and that a message becomes the past is
 * one that rules without durations have. Sorted, in ms.
 */
export function edgesOfMessages(
  setting: Setting,
  rules: readonly Json[],
  messages: readonly Json[],
): readonly number[] {
  const { timezone } = setting;
  const durations = new Set(JSON.stringify(rules).match(/(?<=")\d+[mhdwMy](?=")/g) ?? []);
  return inRange(
    setting,
    timesIn(messages, timezone).flatMap((time) => [
      ...[time, time, time, time],
      ...[...durations].flatMap((duration) => {
        const end = plusDuration(time, duration, timezone);
        return [end, firstThatReaches(time, duration, timezone)];
      }),
    ]),
  );
}

/** The first instant that is, with the duration, at `time` or after it. Months have no other way back. */
function firstThatReaches(time: number, duration: string, timezone: string): number {
  const exact = 2 * time - plusDuration(time, duration, timezone);
  if (!/[My]$/.test(duration)) return exact;
  let [low, high] = [exact - 4 * DAY, exact + 4 * DAY];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (plusDuration(middle, duration, timezone) >= time) high = middle;
    else low = middle;
  }
  return high;
}

/** Where calendar units begin; larger ones begin where days do. */
export const edgesOfCalendars = (setting: Setting): readonly number[] =>
  inRange(
    setting,
    UNITS.flatMap((unit) =>
      Array.from({ length: 60 }, (_, shift) =>
        startOfUnit(setting.start, unit, shift, setting.timezone),
      ),
    ),
  );

const inRange = ({ start }: Setting, edges: readonly number[]): readonly number[] =>
  edges.filter((ms) => ms > start && ms < start + LENGTH).sort((a, b) => a - b);

/** Of every text in a document that is a date. */
function timesIn(document: unknown, timezone: string): readonly number[] {
  if (typeof document === 'string') {
    const time = parseInstant(document, timezone);
    return time === undefined ? [] : [time];
  }
  if (typeof document !== 'object' || document === null) return [];
  return Object.values(document).flatMap((child) => timesIn(child, timezone));
}

import { parseInstant, plusDuration, startOfUnit } from './oracle-time.js';
import type { Json } from './person.js';
import { DAY, type Setting, UNITS } from './settings.js';

/** The latest step of a history lies so long after its start. */
const LENGTH = 75 * DAY;

/**
 * The instants at which time alone may change what rules say: each time that a message names, and that with each duration of
 * the rules. Sorted, in ms; one that is an edge for many reasons is there as often.
 */
export function edgesOfMessages(
  setting: Setting,
  rules: readonly Json[],
  messages: readonly Json[],
): readonly number[] {
  const { timezone, start } = setting;
  const text = JSON.stringify(rules);
  const durations = [...new Set(text.match(/(?<=")\d+[mhdwMy](?=")/g))];
  const timestamps = messages.flatMap(({ timestamp }) => timesIn(timestamp, timezone));
  const dates = messages.flatMap(({ traits, properties, context }) =>
    timesIn([traits, properties, context], timezone),
  );
  const isAboutDates = /within(Last|Next)|olderThan/.test(text);
  const times = [start, ...timestamps, ...(isAboutDates ? dates : [])];
  const withDurations = (add: typeof plusDuration): readonly number[] =>
    times.flatMap((time) => durations.map((duration) => add(time, duration, timezone)));
  return inRange(setting, [
    ...times,
    ...withDurations(plusDuration),
    ...(text.includes('withinNext') ? withDurations(firstThatReaches) : []),
  ]);
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

export const isAboutCalendars = (rule: Json): boolean =>
  /[pP]eriod|anniversary/.test(JSON.stringify(rule));

const inRange = ({ start }: Setting, edges: readonly number[]): readonly number[] =>
  edges.filter((ms) => ms > start && ms < start + LENGTH).sort((a, b) => a - b);

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

/** Of every text in a document that is a date. */
function timesIn(document: unknown, timezone: string): readonly number[] {
  if (typeof document === 'string') {
    const time = parseInstant(document, timezone);
    return time === undefined ? [] : [time];
  }
  if (typeof document !== 'object' || document === null) return [];
  return Object.values(document).flatMap((child) => timesIn(child, timezone));
}

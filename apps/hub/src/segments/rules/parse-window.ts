import { canBeLonger, parseDuration } from './durations.js';
import { isLaterOrSame, parseDate } from './iso-date.js';
import { parsePair } from './parse-comparison.js';
import { type Place, refuse, refuseValue } from './place.js';
import { has, type JsonObject, optional, parseObject, parseWord, required } from './read-json.js';
import { type CalendarUnit, type Period, type Window } from './rule.js';

const WINDOW_KEYS = ['last', 'between', 'from', 'to', 'period'] as const;

const EXPECTED =
  'a window: { "last": … }, { "between": [older, newer] }, { "from": …, "to": … } or { "period": … }';

export function parseWindow(json: unknown, at: Place): Window | undefined {
  const object = parseObject(json, at, WINDOW_KEYS, EXPECTED);
  if (object === undefined) return undefined;
  const forms = [['last'], ['between'], ['from', 'to'], ['period']].filter((keys) =>
    keys.some((key) => has(object, key)),
  );
  if (forms.length === 0) return refuseValue(json, at, EXPECTED);
  if (forms.length > 1) return refuse(at, `must be of one form only, not of ${forms.length}`);
  return parseForm(object, at);
}

function parseForm(object: JsonObject, at: Place): Window | undefined {
  if (has(object, 'last')) {
    const duration = required(object, 'last', at, parseDuration);
    return duration && { kind: 'last', duration };
  }
  if (has(object, 'between')) return required(object, 'between', at, parseBetween);
  if (has(object, 'period')) {
    const period = required(object, 'period', at, parsePeriod);
    return period && { kind: 'period', period };
  }
  return parseRange(object, at);
}

function parseBetween(json: unknown, at: Place): Window | undefined {
  const expected = 'a list of two durations, the older bound first, such as ["60d", "30d"]';
  const [from, to] = parsePair(json, at, parseDuration, expected) ?? [];
  if (from === undefined || to === undefined) return undefined;
  if (!canBeLonger(from, to)) return refuse(at, `must be ${expected}`);
  return { kind: 'between', from, to };
}

function parseRange(object: JsonObject, at: Place): Window | undefined {
  const from = optional(object, 'from', at, parseDate);
  const to = optional(object, 'to', at, parseDate);
  if (from && to && isLaterOrSame(from, to)) return refuse(at, 'must have "from" before "to"');
  return { kind: 'range', ...(from && { from }), ...(to && { to }) };
}

const PERIODS: Readonly<Record<string, Period>> = {
  today: { unit: 'day', offset: 0 },
  yesterday: { unit: 'day', offset: -1 },
  tomorrow: { unit: 'day', offset: 1 },
  ...named('Week', 'week'),
  ...named('Month', 'month'),
  ...named('Quarter', 'quarter'),
  ...named('Year', 'year'),
};
const PERIOD_NAMES = Object.keys(PERIODS);

function named(name: string, unit: CalendarUnit): Record<string, Period> {
  return {
    [`this${name}`]: { unit, offset: 0 },
    [`last${name}`]: { unit, offset: -1 },
    [`next${name}`]: { unit, offset: 1 },
  };
}

export function parsePeriod(json: unknown, at: Place): Period | undefined {
  const name = parseWord(json, at, PERIOD_NAMES);
  return name === undefined ? undefined : PERIODS[name];
}

import { MAX_YEARS } from './durations.js';
import { child, type Parse, type Place, refuse, refuseValue } from './place.js';
import { parseCount, parseObject, parseWord, required } from './read-json.js';
import { type CalendarUnit, type Periods } from './rule.js';

/** Rounded down: it is only about what PostgreSQL can reckon with. */
const UNITS_PER_YEAR: Readonly<Record<CalendarUnit, number>> = {
  day: 365,
  week: 52,
  month: 12,
  quarter: 4,
  year: 1,
};
const UNITS = Object.keys(UNITS_PER_YEAR) as CalendarUnit[];

export function parsePeriods(json: unknown, at: Place): Periods | undefined {
  const expected = 'an object: { "unit": …, "last": number, "atLeast": number }';
  const object = parseObject(json, at, ['unit', 'last', 'atLeast'], expected);
  if (object === undefined) return undefined;
  const unit = required(object, 'unit', at, parseUnit);
  const last = required(object, 'last', at, parseLast);
  const atLeast = required(object, 'atLeast', at, parseCount);
  if (unit === undefined || last === undefined || atLeast === undefined) return undefined;
  if (last > MAX_YEARS * UNITS_PER_YEAR[unit]) {
    return refuse(child(at, 'last'), `must not be more than ${MAX_YEARS} years`);
  }
  if (atLeast > last) return refuse(child(at, 'atLeast'), 'must not be more than last');
  return { unit, last, atLeast };
}

const parseUnit: Parse<CalendarUnit> = (json, at) => parseWord(json, at, UNITS);

function parseLast(json: unknown, at: Place): number | undefined {
  if (json === 0) return refuseValue(json, at, 'a whole number, 1 or more');
  return parseCount(json, at);
}

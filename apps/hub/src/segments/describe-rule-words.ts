import type {
  CalendarUnit,
  Duration,
  EventNames,
  NumberComparison,
  Period,
  PropertyPath,
  Scalar,
  Window,
} from './rules/rule.js';

const MINUTE_MS = 60_000;
const UNITS_MS = [
  ['day', 24 * 60 * MINUTE_MS],
  ['hour', 60 * MINUTE_MS],
  ['minute', MINUTE_MS],
] as const;

export const quote = (value: Scalar): string =>
  typeof value === 'string' ? `“${value}”` : String(value);

/** `a`, `a or b`, `a, b or c`. */
export function listOf(words: readonly string[], last: 'or' | 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)!}`;
}

/** A path as rules write it. */
export const pathText = (path: readonly string[]): string =>
  path.map((key) => key.replaceAll('.', '\\.')).join('.');

export const propertyText = ({ root, path }: PropertyPath): string =>
  root === 'context' ? `context.${pathText(path)}` : pathText(path);

export const namesText = (names: EventNames): string =>
  names === 'any' ? 'any event' : listOf(names.map(quote), 'or');

export function comparisonText(comparison: NumberComparison): string {
  switch (comparison.op) {
    case 'eq':
      return `exactly ${comparison.value}`;
    case 'neq':
      return `any number but ${comparison.value}`;
    case 'gt':
      return `more than ${comparison.value}`;
    case 'gte':
      return `at least ${comparison.value}`;
    case 'lt':
      return `less than ${comparison.value}`;
    case 'lte':
      return `at most ${comparison.value}`;
    case 'between':
      return `from ${comparison.low} to ${comparison.high}`;
  }
}

export function durationText(duration: Duration): string {
  if (duration.kind === 'calendar') {
    const { months } = duration;
    return months % 12 === 0 ? amount(months / 12, 'year') : amount(months, 'calendar month');
  }
  const [unit, ms] = UNITS_MS.find(([, size]) => duration.ms % size === 0)!;
  return amount(duration.ms / ms, unit);
}

export const amount = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? '' : 's'}`;

const DAYS = { '-1': 'yesterday', '0': 'today', '1': 'tomorrow' } as const;
const WHICH = { '-1': 'last', '0': 'this', '1': 'next' } as const;

export const periodText = ({ unit, offset }: Period): string =>
  unit === 'day' ? DAYS[offset] : `${WHICH[offset]} ${unit}`;

/** `2 of the last 4 complete weeks`, without the number before it. */
export const unitsText = (unit: CalendarUnit, last: number): string =>
  last === 1 ? `the last complete ${unit}` : `the last ${last} complete ${unit}s`;

/** When it is that something in the window happened. */
export function windowText(window: Window): string {
  switch (window.kind) {
    case 'last':
      return `in the last ${durationText(window.duration)}`;
    case 'between':
      return `from ${durationText(window.from)} ago to ${durationText(window.to)} ago`;
    case 'range':
      return [
        ...(window.from ? [`from ${window.from.text} on`] : []),
        ...(window.to ? [`before ${window.to.text}`] : []),
      ].join(' and ');
    case 'period':
      return window.period.unit === 'day'
        ? periodText(window.period)
        : `in ${periodText(window.period)}`;
  }
}

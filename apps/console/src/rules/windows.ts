import { isObject, isText, type Json, type JsonObject } from './json';
import { readDuration } from './durations';

export const WINDOW_FORMS = [
  { value: 'ever', label: 'at any time' },
  { value: 'last', label: 'in the last' },
  { value: 'between', label: 'between … and … ago' },
  { value: 'period', label: 'in the period' },
  { value: 'range', label: 'from date to date' },
] as const;

export type WindowForm = (typeof WINDOW_FORMS)[number]['value'];

const NAMES = ['Week', 'Month', 'Quarter', 'Year'] as const;

export const PERIODS = [
  { value: 'today', label: 'today' },
  { value: 'yesterday', label: 'yesterday' },
  { value: 'tomorrow', label: 'tomorrow' },
  ...NAMES.flatMap((name) =>
    (['this', 'last', 'next'] as const).map((which) => ({
      value: `${which}${name}`,
      label: `${which} ${name.toLowerCase()}`,
    })),
  ),
];

/** @returns undefined for one that no form can show */
export function windowFormOf(window: Json | undefined): WindowForm | undefined {
  if (window === undefined) return 'ever';
  if (!isObject(window)) return undefined;
  const { last, between, period, from, to } = window;
  const keys = Object.keys(window).sort().join();
  if (keys === 'last') return readDuration(last) && 'last';
  if (keys === 'between' && Array.isArray(between)) {
    return between.length === 2 && between.every(readDuration) ? 'between' : undefined;
  }
  if (keys === 'period')
    return PERIODS.some(({ value }) => value === period) ? 'period' : undefined;
  if (['from', 'to', 'from,to'].includes(keys)) {
    return [from, to].every((date) => date === undefined || isText(date)) ? 'range' : undefined;
  }
  return undefined;
}

/** What a form begins with. @returns undefined for any time */
export function newWindow(form: WindowForm, today: string): JsonObject | undefined {
  switch (form) {
    case 'ever':
      return undefined;
    case 'last':
      return { last: '30d' };
    case 'between':
      return { between: ['60d', '30d'] };
    case 'period':
      return { period: 'thisMonth' };
    case 'range':
      return { from: today };
  }
}

import { isObject, type Json } from '../rules/json';

/** A schedule as it is written in segue.yaml. */
export type WrittenSchedule =
  | { readonly every: string }
  | { readonly at: string; readonly timezone?: string }
  | { readonly cron: string; readonly timezone?: string }
  | { readonly after: string };

export type ScheduleKind = 'none' | 'every' | 'at' | 'cron' | 'after';

/** Null for what is none. */
export function readSchedule(json: unknown): WrittenSchedule | null {
  if (!isObject(json as Json)) return null;
  const { every, at, cron, after, timezone } = json as Record<string, unknown>;
  const zone = typeof timezone === 'string' ? { timezone } : {};
  if (typeof every === 'string') return { every };
  if (typeof at === 'string') return { at, ...zone };
  if (typeof cron === 'string') return { cron, ...zone };
  return typeof after === 'string' ? { after } : null;
}

export const kindOf = (schedule: WrittenSchedule | null): ScheduleKind =>
  (['every', 'at', 'cron', 'after'] as const).find((kind) => schedule && kind in schedule) ??
  'none';

export const UNITS: readonly { readonly value: string; readonly label: string }[] = [
  { value: 'm', label: 'minutes' },
  { value: 'h', label: 'hours' },
  { value: 'd', label: 'days' },
  { value: 'w', label: 'weeks' },
  { value: 's', label: 'seconds' },
];

/** `15m` as its two parts; what is no duration as 15 minutes. */
export function partsOf(every: string): readonly [amount: number, unit: string] {
  const [, amount, unit] = /^(\d{1,9})([smhdw])$/.exec(every) ?? [];
  return amount === undefined || unit === undefined ? [15, 'm'] : [Number(amount), unit];
}

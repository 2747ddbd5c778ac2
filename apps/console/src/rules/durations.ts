export const DURATION_UNITS = [
  { value: 'm', label: 'minutes' },
  { value: 'h', label: 'hours' },
  { value: 'd', label: 'days' },
  { value: 'w', label: 'weeks' },
  { value: 'M', label: 'months' },
  { value: 'y', label: 'years' },
] as const;

export type DurationUnit = (typeof DURATION_UNITS)[number]['value'];

export interface Duration {
  readonly amount: number;
  readonly unit: DurationUnit;
}

export function readDuration(text: unknown): Duration | undefined {
  const [, amount, unit] = typeof text === 'string' ? (/^(\d+)([mhdwMy])$/.exec(text) ?? []) : [];
  if (amount === undefined || unit === undefined) return undefined;
  return { amount: Number(amount), unit: unit as DurationUnit };
}

export const writeDuration = ({ amount, unit }: Duration): string => `${amount}${unit}`;

import type { Json } from './person.js';

/** Enough for every number that the specs draw. */
const DECIMALS = 24;

/** A number exactly as it is written, in units of 10⁻²⁴. */
export function toUnits(value: number): bigint {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const shift = DECIMALS + Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  return shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
}

export const compareDecimals = (left: number, comparison: Json): boolean =>
  compareUnits(toUnits(left), comparison, 1);

/** Compares `left / divisor`, without dividing. */
export function compareUnits(left: bigint, comparison: Json, divisor: number): boolean {
  const bound = (value: unknown): bigint => toUnits(value as number) * BigInt(divisor);
  const [op, operand] = Object.entries(comparison).find(([key]) => key !== 'property')!;
  if (op === 'between') {
    const [low, high] = operand as number[];
    return bound(low) <= left && left <= bound(high);
  }
  const right = bound(operand);
  switch (op) {
    case 'eq':
      return left === right;
    case 'neq':
      return left !== right;
    case 'gt':
      return left > right;
    case 'gte':
      return left >= right;
    case 'lt':
      return left < right;
    default:
      return left <= right;
  }
}

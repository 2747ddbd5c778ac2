import { Prisma } from '../../database/database.js';
import { type NumberComparison } from '../rules/rule.js';

const OPERATORS = {
  eq: Prisma.sql`=`,
  neq: Prisma.sql`<>`,
  gt: Prisma.sql`>`,
  gte: Prisma.sql`>=`,
  lt: Prisma.sql`<`,
  lte: Prisma.sql`<=`,
} as const;

export const operatorOf = (op: keyof typeof OPERATORS): Prisma.Sql => OPERATORS[op];

/** A number as the decimal that it was written as: 0.1 is 0.1, where a double would be a little more. */
export const decimal = (value: number): Prisma.Sql => Prisma.sql`${String(value)}::numeric`;

/**
 * Compares exactly. NULL where `left` is.
 *
 * @param divisor compares `left / divisor` without dividing, as a quotient is rounded; always above 0
 */
export function compileComparison(
  left: Prisma.Sql,
  comparison: NumberComparison,
  divisor?: Prisma.Sql,
): Prisma.Sql {
  const bound = (value: number): Prisma.Sql =>
    divisor ? Prisma.sql`${decimal(value)} * ${divisor}` : decimal(value);
  if (comparison.op === 'between') {
    return Prisma.sql`${left} BETWEEN ${bound(comparison.low)} AND ${bound(comparison.high)}`;
  }
  return Prisma.sql`${left} ${operatorOf(comparison.op)} ${bound(comparison.value)}`;
}

/** Whether a number of things compares so: 0 of them, for the profiles that no table has a row of. */
export function accepts(comparison: NumberComparison, count: number): boolean {
  switch (comparison.op) {
    case 'eq':
      return count === comparison.value;
    case 'neq':
      return count !== comparison.value;
    case 'gt':
      return count > comparison.value;
    case 'gte':
      return count >= comparison.value;
    case 'lt':
      return count < comparison.value;
    case 'lte':
      return count <= comparison.value;
    case 'between':
      return comparison.low <= count && count <= comparison.high;
  }
}

/** Is every count from 1 on in, and 0 not, or the other way round? Then nothing has to be counted. */
export const isOnlyAboutZero = (comparison: NumberComparison): boolean =>
  accepts(comparison, 0) !== accepts(comparison, 1) &&
  accepts(comparison, 1) === accepts(comparison, Infinity);

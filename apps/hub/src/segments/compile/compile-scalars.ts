import { Prisma } from '../../database/database.js';
import { type Scalar } from '../rules/rule.js';
import { equalsText, isOneOf, texts } from './compile-text.js';
import { decimal } from './compile-comparison.js';

/** A value, and what it is cast to; NULL where it cannot be. */
export interface CastValue {
  readonly value: Prisma.Sql;
  readonly text: () => Prisma.Sql;
  readonly number: () => Prisma.Sql;
}

/** Whether the value equals the operand, cast to its type; NULL when it cannot be cast. */
export function equalsScalar(
  { value, text, number }: CastValue,
  operand: Scalar,
  ignoreCase: boolean,
): Prisma.Sql {
  if (typeof operand === 'string') return equalsText(text(), operand, ignoreCase);
  return typeof operand === 'number'
    ? Prisma.sql`${number()} = ${decimal(operand)}`
    : Prisma.sql`segue_boolean(${value}) = ${operand}::boolean`;
}

/** Whether the value equals any operand, each by its own type; NULL when it casts to none of the types. */
export function equalsAny(
  { value, text, number }: CastValue,
  operands: readonly Scalar[],
  ignoreCase: boolean,
): Prisma.Sql {
  const { strings, numbers, booleans } = byType(operands);
  const tests = [
    ...strings.map((list) => isOneOf(text(), list, ignoreCase)),
    ...numbers.map((list) => Prisma.sql`${number()} = ANY(${decimals(list)})`),
    ...booleans.map((list) => Prisma.sql`segue_boolean(${value}) = ANY(${list}::boolean[])`),
  ];
  const [test] = tests;
  if (tests.length === 1 && test) return test;
  // x OR NULL is NULL where x is FALSE: then the casts that succeeded decide.
  return Prisma.sql`COALESCE(${Prisma.join(tests, ' OR ')}, ${Prisma.join(tests)})`;
}

/**
 * Whether the value, as a list, has any or all of the operands, of which each is looked for by its own
 * type; NULL for what is no list and no scalar.
 */
export function sharesWith(
  value: Prisma.Sql,
  share: 'any' | 'all',
  operands: readonly Scalar[],
  ignoreCase: boolean,
): Prisma.Sql {
  const { strings, numbers, booleans } = byType(operands);
  if (!ignoreCase && numbers.length + booleans.length === 0) {
    return sharesText(value, share, strings.flat());
  }
  const operator = share === 'any' ? Prisma.sql`&&` : Prisma.sql`@>`;
  const tests = [
    ...strings.map(
      (list) =>
        Prisma.sql`segue_texts(${value}, ${ignoreCase}::boolean) ${operator} ${texts(list, ignoreCase)}`,
    ),
    ...numbers.map((list) => Prisma.sql`segue_numbers(${value}) ${operator} ${decimals(list)}`),
    ...booleans.map((list) => Prisma.sql`segue_booleans(${value}) ${operator} ${list}::boolean[]`),
  ];
  return Prisma.join(tests, share === 'any' ? ' OR ' : ' AND ', '(', ')');
}

/**
 * The same where only texts are looked for as they are, without a function that goes through the list. What stands for a number or
 * a boolean is found as one as well.
 */
function sharesText(
  value: Prisma.Sql,
  share: 'any' | 'all',
  operands: readonly string[],
): Prisma.Sql {
  const others = operands.filter((operand) => isScalarText(operand));
  const only = operands.filter((operand) => !isScalarText(operand));
  const tests = [
    ...(only.length === 0
      ? []
      : [Prisma.sql`${Prisma.raw(`jsonb_exists_${share}`)}(${value}, ${only}::text[])`]),
    ...others.map(
      (operand) =>
        Prisma.sql`(jsonb_exists(${value}, ${operand}::text) OR ${value} @> ${operand}::jsonb)`,
    ),
  ];
  const test = Prisma.join(tests, share === 'any' ? ' OR ' : ' AND ', '(', ')');
  return Prisma.sql`CASE WHEN jsonb_typeof(${value}) IN ('array', 'string', 'number', 'boolean') THEN ${test} END`;
}

/** Whether a JSON number or boolean has this text when it is cast. */
const isScalarText = (text: string): boolean =>
  text === 'true' || text === 'false' || String(Number(text)) === text;

const decimals = (values: readonly number[]): Prisma.Sql =>
  Prisma.sql`${values.map(String)}::numeric[]`;

/** For each type a list of the operands of that type, and nothing for a type that none is of. */
function byType(operands: readonly Scalar[]): {
  strings: string[][];
  numbers: number[][];
  booleans: boolean[][];
} {
  const strings = operands.filter((operand) => typeof operand === 'string');
  const numbers = operands.filter((operand) => typeof operand === 'number');
  const booleans = operands.filter((operand) => typeof operand === 'boolean');
  const present = <T>(list: T[]): T[][] => (list.length === 0 ? [] : [list]);
  return {
    strings: present(strings),
    numbers: present(numbers),
    booleans: present(booleans),
  };
}

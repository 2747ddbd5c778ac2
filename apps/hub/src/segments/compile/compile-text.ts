import { Prisma } from '../../database/database.js';
import { type PatternTest, type TextTest } from '../rules/rule.js';

/** Both sides are lower-cased by PostgreSQL, so that both follow the same rules. */
const fold = (text: Prisma.Sql, ignoreCase: boolean): Prisma.Sql =>
  ignoreCase ? Prisma.sql`lower(${text})` : text;

const operand = (value: string, ignoreCase: boolean): Prisma.Sql =>
  fold(Prisma.sql`${value}::text`, ignoreCase);

/** A list of strings as an SQL array. */
export const texts = (values: readonly string[], ignoreCase: boolean): Prisma.Sql =>
  ignoreCase ? Prisma.sql`segue_lower(${[...values]}::text[])` : Prisma.sql`${[...values]}::text[]`;

export const equalsText = (text: Prisma.Sql, value: string, ignoreCase: boolean): Prisma.Sql =>
  Prisma.sql`${fold(text, ignoreCase)} = ${operand(value, ignoreCase)}`;

export const isOneOf = (
  text: Prisma.Sql,
  values: readonly string[],
  ignoreCase: boolean,
): Prisma.Sql => Prisma.sql`${fold(text, ignoreCase)} = ANY(${texts(values, ignoreCase)})`;

/** The positive side of a text op: that of `ncontains` is `contains`. NULL where the text is. */
export function searchText(
  text: Prisma.Sql,
  test: TextTest | PatternTest,
  ignoreCase: boolean,
): Prisma.Sql {
  if (test.op === 'matches') {
    const operator = ignoreCase ? Prisma.sql`~*` : Prisma.sql`~`;
    return Prisma.sql`${text} ${operator} ${test.pattern}::text`;
  }
  const [haystack, needle] = [fold(text, ignoreCase), operand(test.value, ignoreCase)];
  switch (test.op) {
    case 'contains':
    case 'ncontains':
      return Prisma.sql`strpos(${haystack}, ${needle}) > 0`;
    case 'startsWith':
      return Prisma.sql`starts_with(${haystack}, ${needle})`;
    case 'endsWith':
      return Prisma.sql`right(${haystack}, length(${needle})) = ${needle}`;
  }
}

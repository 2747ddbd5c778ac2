import { Prisma } from '../../database/database.js';
import {
  type Condition,
  type DateOperand,
  type ExistenceTest,
  type NumberOperand,
  type ScalarOperand,
  type TraitOperand,
  type ValueTest,
} from '../rules/rule.js';
import { compileComparison, decimal, operatorOf } from './compile-comparison.js';
import { type CompileContext } from './compile-context.js';
import { equalsAny, equalsScalar, sharesWith } from './compile-scalars.js';
import { searchText } from './compile-text.js';
import { dateOf, isInPeriod, isOver, isWithinLast, isWithinNext, nowOf } from './compile-time.js';
import { instantOfText } from './instant-of-text.js';
import { presentAt, valueAt } from './compile-value.js';

/** A test of a value that may be missing. */
type PresenceTest = Exclude<ValueTest, ExistenceTest>;

/** True exactly where their positive is not, so true on a missing value. */
const NEGATIVE: ReadonlySet<ValueTest['op']> = new Set([
  'neq',
  'nin',
  'ncontains',
  'hasNone',
] as const);

/** What a test is asked of: what the document holds, as each type that it may be cast to; NULL where it cannot be. */
interface Subject {
  readonly value: Prisma.Sql;
  readonly text: () => Prisma.Sql;
  readonly number: () => Prisma.Sql;
  readonly instant: () => Prisma.Sql;
  /** Where other traits are found. */
  readonly document: Prisma.Sql;
  readonly ignoreCase: boolean;
}

/** Quicker ways to what the document holds, where there are any. */
export interface Shortcuts {
  /** The value as a number. */
  readonly number?: Prisma.Sql;
  /** Works an expression out only once; one of level 1 is made of others. */
  readonly once?: (expression: Prisma.Sql, level: 0 | 1) => Prisma.Sql;
}

/**
 * A question to one value of a JSON document, as an SQL condition that is TRUE or FALSE.
 *
 * @param document the traits, or an event's properties or context
 */
export function compileCondition(
  condition: Condition,
  document: Prisma.Sql,
  context: CompileContext,
  shortcuts: Shortcuts = {},
): Prisma.Sql {
  const { path, ignoreCase, ifMissing } = condition;
  if (isExistence(condition)) {
    return compileExistence(condition.op, presentAt(document, path), ifMissing);
  }
  const { once = asItIs } = shortcuts;
  const value = once(valueAt(document, path), 0);
  const positive = compileTest(
    condition,
    {
      ...{ value, document, ignoreCase },
      text: () => once(Prisma.sql`segue_text(${value})`, 1),
      number: () => shortcuts.number ?? once(Prisma.sql`segue_number(${value})`, 1),
      instant: () => instantAt(document, path, context, shortcuts),
    },
    context,
  );
  return NEGATIVE.has(condition.op)
    ? Prisma.sql`COALESCE(NOT (${positive}), ${boolean(ifMissing ?? true)})`
    : Prisma.sql`COALESCE(${positive}, ${boolean(ifMissing ?? false)})`;
}

/** What a path finds, as an instant. */
export function instantAt(
  document: Prisma.Sql,
  path: readonly string[],
  { timezone }: CompileContext,
  { once }: Shortcuts,
): Prisma.Sql {
  const found = valueAt(document, path);
  if (!once) return Prisma.sql`segue_instant(${found}, ${timezone})`;
  const value = once(found, 0);
  const text = once(Prisma.sql`(${found} #>> '{}')`, 0);
  return once(
    Prisma.sql`CASE WHEN jsonb_typeof(${value}) = 'string' THEN ${instantOfText(text, timezone)} END`,
    1,
  );
}

const asItIs = (expression: Prisma.Sql): Prisma.Sql => expression;

const isExistence = (test: ValueTest): test is ExistenceTest =>
  test.op === 'exists' || test.op === 'missing';

const boolean = (value: boolean): Prisma.Sql => (value ? Prisma.sql`TRUE` : Prisma.sql`FALSE`);

function compileExistence(
  op: ExistenceTest['op'],
  value: Prisma.Sql,
  ifMissing: boolean | undefined,
): Prisma.Sql {
  const [whenThere, whenMissing] = [op === 'exists', ifMissing ?? op === 'missing'];
  if (whenThere === whenMissing) return boolean(whenThere);
  return whenThere ? Prisma.sql`${value} IS NOT NULL` : Prisma.sql`${value} IS NULL`;
}

/** The positive side of a test; NULL when the value is missing or cannot be cast. */
function compileTest(test: PresenceTest, subject: Subject, context: CompileContext): Prisma.Sql {
  const { value, ignoreCase } = subject;
  switch (test.op) {
    case 'eq':
    case 'neq':
      return compileEquality(test.operand, subject);
    case 'in':
    case 'nin':
      return equalsAny(subject, test.values, ignoreCase);
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return compileOrder(test.op, test.operand, subject, context);
    case 'between':
      return test.low.type === 'number'
        ? Prisma.sql`${subject.number()} BETWEEN ${bound(test.low, context)} AND ${bound(test.high, context)}`
        : Prisma.sql`${subject.instant()} BETWEEN ${bound(test.low, context)} AND ${bound(test.high, context)}`;
    case 'contains':
    case 'ncontains':
    case 'startsWith':
    case 'endsWith':
    case 'matches':
      return searchText(subject.text(), test, ignoreCase);
    case 'hasAny':
    case 'hasNone':
      return sharesWith(value, 'any', test.values, ignoreCase);
    case 'hasAll':
      return sharesWith(value, 'all', test.values, ignoreCase);
    case 'length':
      return compileComparison(lengthOf(value), test.comparison);
    case 'before':
      return Prisma.sql`${subject.instant()} < ${dateOf(test.date, context)}`;
    case 'after':
      return Prisma.sql`${subject.instant()} >= ${dateOf(test.date, context)}`;
    case 'withinLast':
      return isWithinLast(subject.instant(), test.duration, context);
    case 'withinNext':
      return isWithinNext(subject.instant(), test.duration, context);
    case 'olderThan':
      return isOver(subject.instant(), test.duration, context);
    case 'inPeriod':
      return isInPeriod(subject.instant(), test.period, context);
    case 'anniversaryWithinNext':
      return Prisma.sql`(segue_days_to_anniversaries(${nowOf(context)}, ${context.timezone}))[segue_day_of_year(${subject.instant()}, ${context.timezone})] <= ${test.days}::int`;
  }
}

const lengthOf = (value: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`CASE jsonb_typeof(${value}) WHEN 'array' THEN jsonb_array_length(${value}) END`;

function compileEquality(operand: ScalarOperand | TraitOperand, subject: Subject): Prisma.Sql {
  const { document, ignoreCase } = subject;
  if (operand.type === 'scalar') return equalsScalar(subject, operand.value, ignoreCase);
  const other = valueAt(document, operand.path);
  const fold = ignoreCase ? Prisma.sql`lower` : Prisma.empty;
  return Prisma.sql`CASE jsonb_typeof(${other}) WHEN 'number' THEN ${subject.number()} = segue_number(${other}) WHEN 'string' THEN ${fold}(${subject.text()}) = ${fold}(segue_text(${other})) WHEN 'boolean' THEN segue_boolean(${subject.value}) = segue_boolean(${other}) END`;
}

/** Against another trait, a string stands for a date: strings have no order in the rule language. */
function compileOrder(
  op: 'gt' | 'gte' | 'lt' | 'lte',
  operand: NumberOperand | DateOperand | TraitOperand,
  subject: Subject,
  context: CompileContext,
): Prisma.Sql {
  const [operator, { timezone }] = [operatorOf(op), context];
  const { document } = subject;
  switch (operand.type) {
    case 'number':
      return Prisma.sql`${subject.number()} ${operator} ${bound(operand, context)}`;
    case 'date':
      return Prisma.sql`${subject.instant()} ${operator} ${bound(operand, context)}`;
    case 'trait': {
      const other = valueAt(document, operand.path);
      return Prisma.sql`CASE jsonb_typeof(${other}) WHEN 'number' THEN ${subject.number()} ${operator} segue_number(${other}) WHEN 'string' THEN ${subject.instant()} ${operator} segue_instant(${other}, ${timezone}) END`;
    }
  }
}

const bound = (operand: NumberOperand | DateOperand, context: CompileContext): Prisma.Sql =>
  operand.type === 'number' ? decimal(operand.value) : dateOf(operand, context);

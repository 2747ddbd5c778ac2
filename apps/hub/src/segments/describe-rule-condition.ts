import type { Condition, Scalar, TextTest, PatternTest, Tree, ValueTest } from './rules/rule.js';
import {
  comparisonText,
  durationText,
  listOf,
  pathText,
  periodText,
  quote,
} from './describe-rule-words.js';

const NEGATIVE: ReadonlySet<ValueTest['op']> = new Set([
  'neq',
  'nin',
  'ncontains',
  'hasNone',
] as const);

/** What the value is cast to, where a value may be of another kind; what cannot be cast counts as missing. */
type Cast = 'number' | 'date' | 'boolean' | 'list' | undefined;

/** A question to one value, without how a missing one counts. @param name of the trait or property */
export function conditionText(condition: Condition, name: string): string {
  const cased = condition.ignoreCase ? ', in any case' : '';
  return `${name} ${testText(condition)}${cased}`;
}

/** How a missing value counts; undefined where the question itself is whether there is one. */
export function missingText(condition: Condition): string | undefined {
  const { op, ifMissing } = condition;
  const isAboutPresence = op === 'exists' || op === 'missing';
  if (isAboutPresence && ifMissing === undefined) return undefined;
  const isTrue = ifMissing ?? NEGATIVE.has(op);
  const cast = isAboutPresence ? undefined : castOf(condition);
  const none = cast === undefined ? 'no value' : `no value, or one that is no ${cast},`;
  return `${none} counts as ${isTrue} here`;
}

/** A tree in one line. */
export function treeText<L extends object>(
  tree: Tree<L>,
  describeLeaf: (leaf: L) => string,
): string {
  if ('rules' in tree) {
    const parts = tree.rules.map((child) => {
      const text = treeText(child, describeLeaf);
      return 'rules' in child && tree.rules.length > 1 ? `(${text})` : text;
    });
    return parts.join(tree.kind === 'all' ? ' and ' : ' or ');
  }
  if ('rule' in tree) return `not (${treeText(tree.rule, describeLeaf)})`;
  return describeLeaf(tree);
}

function testText(test: ValueTest): string {
  switch (test.op) {
    case 'exists':
      return 'has a value';
    case 'missing':
      return 'has no value';
    case 'eq':
      return `is ${operandText(test.operand)}`;
    case 'neq':
      return `is not ${operandText(test.operand)}`;
    case 'in':
      return `is ${anyOf(test.values)}`;
    case 'nin':
      return `is not ${anyOf(test.values)}`;
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return orderText(test.op, test.operand);
    case 'between':
      return `is from ${operandText(test.low)} to ${operandText(test.high)}`;
    case 'contains':
    case 'ncontains':
    case 'startsWith':
    case 'endsWith':
    case 'matches':
      return searchTextOf(test);
    case 'hasAny':
      return `has ${anyOf(test.values)} in its list`;
    case 'hasAll':
      return `has ${listOf(test.values.map(quote), 'and')} in its list`;
    case 'hasNone':
      return `has none of ${listOf(test.values.map(quote), 'and')} in its list`;
    case 'length':
      return `is a list of ${comparisonText(test.comparison)}`;
    case 'before':
      return `is before ${test.date.text}`;
    case 'after':
      return `is at or after ${test.date.text}`;
    case 'withinLast':
      return `is in the last ${durationText(test.duration)}`;
    case 'withinNext':
      return `is in the next ${durationText(test.duration)}`;
    case 'olderThan':
      return `is at least ${durationText(test.duration)} ago`;
    case 'inPeriod':
      return test.period.unit === 'day'
        ? `is ${periodText(test.period)}`
        : `is in ${periodText(test.period)}`;
    case 'anniversaryWithinNext':
      return test.days === 0
        ? 'has its yearly anniversary today'
        : `has its yearly anniversary today or in the next ${test.days === 1 ? 'day' : `${test.days} days`}`;
  }
}

/** Another trait gives the type: then it can be either. */
function orderText(op: keyof typeof ORDER, operand: Operand): string {
  const [ofNumber, ofDate] = ORDER[op];
  const text = operandText(operand);
  if (operand.type === 'trait') return `${ofNumber} ${text}, or ${ofDate.slice(3)} it as a date`;
  return `${operand.type === 'date' ? ofDate : ofNumber} ${text}`;
}

/** Of a number, and of a date. */
const ORDER = {
  gt: ['is more than', 'is after'],
  gte: ['is at least', 'is at or after'],
  lt: ['is less than', 'is before'],
  lte: ['is at most', 'is at or before'],
} as const;

/** The words of a text op, for traits, properties and identifiers. */
export function searchTextOf(test: TextTest | PatternTest): string {
  switch (test.op) {
    case 'contains':
      return `contains ${quote(test.value)}`;
    case 'ncontains':
      return `does not contain ${quote(test.value)}`;
    case 'startsWith':
      return `starts with ${quote(test.value)}`;
    case 'endsWith':
      return `ends with ${quote(test.value)}`;
    case 'matches':
      return `matches the pattern ${quote(test.pattern)}`;
  }
}

export const anyOf = (values: readonly Scalar[]): string =>
  values.length === 1 ? quote(values[0]!) : `one of ${listOf(values.map(quote), 'or')}`;

type Operand = Extract<ValueTest, { op: 'eq' | 'neq' | 'gt' | 'gte' | 'lt' | 'lte' }>['operand'];

function operandText(operand: Operand): string {
  switch (operand.type) {
    case 'scalar':
      return quote(operand.value);
    case 'number':
      return String(operand.value);
    case 'date':
      return operand.text;
    case 'trait':
      return `what ${pathText(operand.path)} is`;
  }
}

function castOf(test: ValueTest): Cast {
  switch (test.op) {
    case 'eq':
    case 'neq':
      return test.operand.type === 'scalar' ? castTo([test.operand.value]) : undefined;
    case 'in':
    case 'nin':
      return castTo(test.values);
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return test.operand.type === 'trait' ? undefined : test.operand.type;
    case 'between':
      return test.low.type;
    case 'length':
      return 'list';
    case 'before':
    case 'after':
    case 'withinLast':
    case 'withinNext':
    case 'olderThan':
    case 'inPeriod':
    case 'anniversaryWithinNext':
      return 'date';
    // These take any scalar, or a list of them.
    case 'exists':
    case 'missing':
    case 'contains':
    case 'ncontains':
    case 'startsWith':
    case 'endsWith':
    case 'matches':
    case 'hasAny':
    case 'hasAll':
    case 'hasNone':
      return undefined;
  }
}

/** Everything but lists and objects casts to text, so a string among the operands takes any value. */
function castTo(values: readonly Scalar[]): Cast {
  const types = new Set(values.map((value) => typeof value));
  if (types.size > 1 || types.has('string')) return undefined;
  return types.has('number') ? 'number' : 'boolean';
}

import type { Json } from './person.js';

/** What laws are about: any two rules, an event leaf that counts nothing yet, and any value. */
export interface Drawn {
  readonly rule: Json;
  readonly other: Json;
  readonly event: Json;
  readonly value: string | number | boolean;
}

/** Two rules that hold for the same profiles, or, as opposites, each for those that the other does not hold for. */
export interface Law {
  readonly name: string;
  readonly isOpposite?: boolean;
  readonly sides: (drawn: Drawn) => readonly [Json, Json];
}

const not = (rule: Json): Json => ({ not: rule });

const GROUPS: readonly Law[] = [
  { name: 'not not a rule is the rule', sides: ({ rule }) => [not(not(rule)), rule] },
  {
    name: 'each profile is in a rule or in not the rule, never in both',
    isOpposite: true,
    sides: ({ rule }) => [not(rule), rule],
  },
  {
    name: 'not all is any not',
    sides: ({ rule, other }) => [not({ all: [rule, other] }), { any: [not(rule), not(other)] }],
  },
  {
    name: 'not any is all not',
    sides: ({ rule, other }) => [not({ any: [rule, other] }), { all: [not(rule), not(other)] }],
  },
  {
    name: 'the order in a group does not matter',
    sides: ({ rule, other }) => [{ any: [rule, other] }, { any: [other, rule] }],
  },
  {
    name: 'what holds with and what holds without another rule is what holds',
    sides: ({ rule, other }) => [
      { any: [{ all: [rule, other] }, { all: [rule, not(other)] }] },
      rule,
    ],
  },
];

const complements = (
  name: string,
  pairs: readonly (readonly [string, string])[],
  toRule: (op: string, drawn: Drawn) => Json,
): readonly Law[] =>
  pairs.map(([op, opposite]) => ({
    name: `${name} ${opposite} is the complement of ${name} ${op}`,
    isOpposite: true,
    sides: (drawn) => [toRule(op, drawn), toRule(opposite, drawn)],
  }));

export const LAWS: readonly Law[] = [
  ...GROUPS,
  ...complements(
    'count',
    [
      ['gte', 'lt'],
      ['gt', 'lte'],
      ['eq', 'neq'],
    ],
    (op, { event }) => ({ ...event, count: { [op]: 2 } }),
  ),
  ...complements(
    'a trait’s',
    [
      ['eq', 'neq'],
      ['exists', 'missing'],
      ['in', 'nin'],
      ['contains', 'ncontains'],
      ['hasAny', 'hasNone'],
    ],
    (op, { value }) => {
      if (['exists', 'missing'].includes(op)) return { trait: 'a', op };
      if (op.endsWith('contains')) return { trait: 'a', op, value: `${value}` || 'a' };
      return { trait: 'a', op, value: op.endsWith('eq') ? value : [value, 'abc'] };
    },
  ),
];

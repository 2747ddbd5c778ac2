import { type JsonSchema } from './class-schema.js';

const ref = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` });
const text = { type: 'string', minLength: 1 };
const flag = { type: 'boolean' };
const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', minItems: 1, items });
const oneOf = (...words: string[]): JsonSchema => ({ enum: words });

/** A mapping with these keys and no others. */
const form = (
  description: string,
  required: Readonly<Record<string, JsonSchema>>,
  optional: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema => ({
  type: 'object',
  description,
  additionalProperties: false,
  required: Object.keys(required),
  properties: { ...required, ...optional },
});

const duration = { type: 'string', pattern: '^\\d+[mhdwMy]$', examples: ['12h', '30d', '6M'] };

const IDENTIFIER_OPS = [
  ...['exists', 'missing', 'eq', 'neq', 'in', 'nin'],
  ...['contains', 'ncontains', 'startsWith', 'endsWith', 'matches'],
];
const OPS = [
  ...IDENTIFIER_OPS,
  ...[
    'gt',
    'gte',
    'lt',
    'lte',
    'between',
    'hasAny',
    'hasAll',
    'hasNone',
    'length',
    'before',
    'after',
  ],
  ...['withinLast', 'withinNext', 'olderThan', 'inPeriod', 'anniversaryWithinNext'],
];

/** What a condition on a trait or property has besides its path. What goes with which op is left to the parser. */
const condition = { op: oneOf(...OPS) };
const conditionOptions = {
  value: {},
  ifMissing: { ...flag, description: 'What the condition is when the value is missing' },
  ignoreCase: flag,
};

const comparisons = Object.fromEntries(
  ['eq', 'neq', 'gt', 'gte', 'lt', 'lte'].map((op) => [op, { type: 'number' }]),
);
const between = { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 };

const comparison: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
  properties: { ...comparisons, between },
};
const aggregate: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['property'],
  properties: { property: text, ...comparisons, between },
};

const days = ['today', 'yesterday', 'tomorrow'];
const spans = ['Week', 'Month', 'Quarter', 'Year'].flatMap((unit) =>
  ['this', 'last', 'next'].map((which) => which + unit),
);
const window: JsonSchema = {
  anyOf: [
    form('From this long ago until now', { last: ref('duration') }),
    form('Between two times ago, the longer first', {
      between: { type: 'array', items: ref('duration'), minItems: 2, maxItems: 2 },
    }),
    form('Between two dates; the second is not in', {}, { from: text, to: text }),
    form('A calendar period', { period: oneOf(...days, ...spans) }),
  ],
};

const groups = (name: string): JsonSchema[] => [
  form('Every one of these is true', { all: listOf(ref(name)) }),
  form('At least one of these is true', { any: listOf(ref(name)) }),
  form('This is not true', { not: ref(name) }),
];

const eventNames = { anyOf: [text, listOf(text)], description: 'A name, a list of names, or "*"' };

const leaves: readonly JsonSchema[] = [
  form(
    'A trait of the person',
    { trait: text, ...condition },
    {
      ...conditionOptions,
      heldFor: ref('duration'),
    },
  ),
  form(
    'What the person did, and how often',
    { event: eventNames },
    {
      where: ref('where'),
      within: ref('window'),
      count: ref('comparison'),
      sum: ref('aggregate'),
      avg: ref('aggregate'),
      min: ref('aggregate'),
      max: ref('aggregate'),
      distinct: ref('aggregate'),
      occurrence: oneOf('first', 'last'),
      having: ref('where'),
      periods: form('In how many calendar periods', {
        unit: oneOf('day', 'week', 'month', 'quarter', 'year'),
        last: { type: 'integer', minimum: 1 },
        atLeast: { type: 'integer', minimum: 0 },
      }),
    },
  ),
  form(
    'Steps, one after the other',
    {
      sequence: {
        type: 'array',
        minItems: 2,
        maxItems: 10,
        items: form(
          'A step',
          { event: eventNames },
          {
            where: ref('where'),
            within: ref('duration'),
            not: { const: true },
          },
        ),
      },
    },
    { within: ref('window') },
  ),
  form('Is a member of that segment', { segment: text }),
  form(
    'An identifier of the person',
    { identifier: text, op: oneOf(...IDENTIFIER_OPS) },
    {
      value: {},
      ignoreCase: flag,
    },
  ),
  form('Is known to that connection', { source: text }),
  form('May we write there?', { consent: text, is: oneOf('granted', 'denied', 'unknown') }),
  form('A stable random share, in per cent', {
    bucket: form('Share', { from: { type: 'number' }, to: { type: 'number' } }, { salt: text }),
  }),
  form('When the person was seen first', { firstSeen: ref('window') }),
  form('When the person was seen last', { lastSeen: ref('window') }),
  form('Everyone', { everyone: { const: true } }),
];

/**
 * The rule language, for completion and for a warning while typing. What it lets through is not always a rule: the parser
 * knows more, such as which value goes with which op.
 */
export const RULE_DEFINITIONS: Readonly<Record<string, JsonSchema>> = {
  rule: { anyOf: [...groups('rule'), ...leaves] },
  where: {
    anyOf: [
      ...groups('where'),
      form('A property of the event', { property: text, ...condition }, conditionOptions),
    ],
  },
  duration,
  window,
  comparison,
  aggregate,
};

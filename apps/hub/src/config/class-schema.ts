import { labelOf, secretKeys, type SettingsClass } from '@segue/sdk';
import { validateSync } from 'class-validator';
import { type PropertyRule, rulesOf } from './property-rules.js';

/** JSON Schema, draft-07: what the YAML plugins of editors understand best. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Any text may come from the environment instead; what it holds is checked when the file is read. */
const FROM_ENVIRONMENT: JsonSchema = { type: 'string', pattern: '\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}' };

/** What narrows a text down, and so cannot be asked of `${NAME}`. */
const TEXT_LIMITS = ['pattern', 'format', 'enum', 'minLength', 'maxLength'];

/** A mapping of the file as its class describes it, with a property of JSON Schema for each rule that has one. */
export const classSchema = (type: SettingsClass): JsonSchema =>
  schemaOf(type, (name, rules, isSecret, initial) => {
    const schema = propertySchema(rules, orEnvironment);
    return isSecret
      ? { ...schema, description: secretDescription(name) }
      : withDefault(schema, initial);
  });

/**
 * The same for a form: each property with its label as `title` and its help as `description`, in the order of the class. A
 * secret is `writeOnly`, and no text comes from the environment.
 */
export const formSchema = (type: SettingsClass): JsonSchema =>
  schemaOf(type, (name, rules, isSecret, initial) => {
    const schema = propertySchema(rules, (same) => same);
    const { label, help } = labelOf(type, name);
    const shown = { title: label, ...(help === undefined ? {} : { description: help }), ...schema };
    return isSecret ? { ...shown, writeOnly: true } : withDefault(shown, initial);
  });

function schemaOf(
  type: SettingsClass,
  toProperty: (
    name: string,
    rules: readonly PropertyRule[],
    isSecret: boolean,
    initial: unknown,
  ) => JsonSchema,
): JsonSchema {
  const rules = rulesOf(type);
  const secrets = secretKeys(type);
  const initial = new type();
  const broken = validateSync(initial, { forbidUnknownValues: false });
  const required = broken
    .map(({ property }) => property)
    .filter((property) => !rules.get(property)?.some(isCondition));
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      [...rules].map(([name, rulesOfName]) => [
        name,
        toProperty(name, rulesOfName, secrets.includes(name), Reflect.get(initial, name)),
      ]),
    ),
    ...(required.length > 0 ? { required } : {}),
  };
}

function propertySchema(
  rules: readonly PropertyRule[],
  orElse: (schema: JsonSchema) => JsonSchema,
): JsonSchema {
  const ofEach = merge(rules.filter(({ each }) => each));
  const own = merge(rules.filter(({ each }) => !each));
  const schema = Object.keys(ofEach).length > 0 ? { ...own, items: orElse(ofEach) } : own;
  return orElse(schema);
}

const merge = (rules: readonly PropertyRule[]): JsonSchema =>
  Object.assign({}, ...rules.map(ruleSchema)) as JsonSchema;

const orEnvironment = (schema: JsonSchema): JsonSchema =>
  schema['type'] === 'string' && TEXT_LIMITS.some((limit) => limit in schema)
    ? { anyOf: [schema, FROM_ENVIRONMENT] }
    : schema;

const isCondition = ({ type }: PropertyRule): boolean => type === 'conditionalValidation';

function withDefault(schema: JsonSchema, initial: unknown): JsonSchema {
  const isTold = initial !== undefined && initial !== '' && !isEmptyObject(initial);
  return isTold ? { ...schema, default: initial } : schema;
}

const isEmptyObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

const secretDescription = (name: string): string =>
  `A secret. Write it as "\${${name.replace(/[A-Z]/g, '_$&').toUpperCase()}}" and set that environment variable.`;

type Limits = readonly unknown[];

const SCHEMAS: Readonly<Record<string, (limits: Limits) => JsonSchema>> = {
  isString: () => ({ type: 'string' }),
  isInt: () => ({ type: 'integer' }),
  isNumber: () => ({ type: 'number' }),
  isBoolean: () => ({ type: 'boolean' }),
  isArray: () => ({ type: 'array' }),
  isObject: () => ({ type: 'object' }),
  isIn: ([values]) => oneOf(values as Limits),
  isEnum: ([values]) => oneOf(Object.values(values as object)),
  isUrl: () => ({ type: 'string', format: 'uri' }),
  isEmail: () => ({ type: 'string', format: 'email' }),
  isDateString: () => ({ type: 'string' }),
  min: ([minimum]) => ({ minimum }),
  max: ([maximum]) => ({ maximum }),
  isPositive: () => ({ exclusiveMinimum: 0 }),
  minLength: ([minLength]) => ({ type: 'string', minLength }),
  maxLength: ([maxLength]) => ({ type: 'string', maxLength }),
  isLength: ([minLength, maxLength]) => ({ type: 'string', minLength, maxLength }),
  matches: ([pattern]) => ({ type: 'string', ...patternSchema(pattern as RegExp) }),
  arrayMinSize: ([minItems]) => ({ minItems }),
  arrayMaxSize: ([maxItems]) => ({ maxItems }),
  arrayNotEmpty: () => ({ minItems: 1 }),
  arrayUnique: () => ({ uniqueItems: true }),
  // Our own: see constraints.ts.
  isId: () => ({ type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 64 }),
  isSegmentKey: () => ({ type: 'string', pattern: '^[a-z0-9][a-z0-9_-]{0,63}$' }),
  isName: ([maxLength]) => ({ type: 'string', minLength: 1, maxLength }),
  isMapping: () => ({ type: 'object' }),
  isList: () => ({ type: 'array' }),
  isOneOf: (values) => oneOf(values),
  isBetween: ([minimum, maximum]) => ({ type: 'number', minimum, maximum }),
  isWholeBetween: ([minimum, maximum]) => ({ type: 'integer', minimum, maximum }),
  isTrue: () => ({ const: true }),
  isWebAddress: () => ({ type: 'string', pattern: '^https?://' }),
  isWebOrigin: () => ({ type: 'string', pattern: '^https?://[^/]+/?$' }),
  isTimeZone: () => ({ type: 'string', examples: ['UTC', 'Europe/Berlin', 'America/New_York'] }),
  isDuration: () => ({
    type: 'string',
    pattern: '^\\d{1,9}[smhdw]$',
    examples: ['15m', '1h', '1d'],
  }),
  isTime: () => ({
    type: 'string',
    pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
    examples: ['06:00'],
  }),
  isCron: () => ({ type: 'string', examples: ['0 6 * * 1-5'] }),
};

/** Nothing for a rule that JSON Schema has no word for. */
function ruleSchema({ name = '', constraints }: PropertyRule): JsonSchema {
  return Object.hasOwn(SCHEMAS, name) ? SCHEMAS[name]!((constraints ?? []) as Limits) : {};
}

const oneOf = (values: Limits): JsonSchema => ({
  ...(values.every((value) => typeof value === 'string') ? { type: 'string' } : {}),
  enum: values,
});

/** JSON Schema has no flags. */
const patternSchema = ({ source, flags }: RegExp): JsonSchema =>
  /^u?$/.test(flags) ? { pattern: source } : {};

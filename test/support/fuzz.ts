import fc from 'fast-check';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly format?: string;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly schema?: Schema;
}

export interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
  };
}

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface FuzzedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
}

/** Values that break what is written for others. */
const ODD: readonly unknown[] = [
  ...['', ' ', '\u0000', '\ud800', '‮', "'", '"', '\\', '%', '%00', '../..', '${7*7}', '{{7*7}}'],
  ...['a'.repeat(10_000), '-1', '0', '1e309', 'NaN', 'null', '2026-02-30', '9999-12-31T23:59:60Z'],
  ...['00000000-0000-0000-0000-000000000000', 'everyone', 'web', 'email:ada@example.com'],
  ...[null, true, false, 0, -1, 1.5, 1e308, 9007199254740991, [], {}, [[]], { a: { b: [null] } }],
];
const MOST_LEVELS = 4;

const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...ODD),
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Requests of an operation: mostly of the right shape, with something odd in some place. */
export function requestsOf(
  document: Document,
  method: string,
  path: string,
): fc.Arbitrary<FuzzedRequest> {
  const { parameters = [], requestBody } = document.paths[path]![method]!;
  const schema = requestBody?.content['application/json']?.schema;
  const values = fc.tuple(...parameters.map((parameter) => textOf(document, parameter)));
  const body = schema
    ? fc.option(valueOf(document, schema, 0), { nil: undefined })
    : fc.constant(undefined);
  return fc.tuple(values, body).map(([texts, json]) => {
    const query = new URLSearchParams();
    let filled = path;
    parameters.forEach(({ name, in: place }, index) => {
      const text = texts[index];
      if (place === 'path') filled = filled.replace(`{${name}}`, segment(text ?? 'x'));
      else if (place === 'query' && text !== undefined) query.append(name, text);
    });
    const search = query.toString();
    return {
      method: method.toUpperCase(),
      path: search === '' ? filled : `${filled}?${search}`,
      body: json === undefined ? undefined : JSON.stringify(json),
    };
  });
}

/** An empty one would make another path. Half a character cannot be percent-encoded. */
const segment = (text: string): string => encodeURIComponent(text.toWellFormed()) || '%20';

const textOf = (
  document: Document,
  { schema = {}, in: place }: Parameter,
): fc.Arbitrary<string | undefined> => {
  const text = valueOf(document, schema, MOST_LEVELS).map((value) =>
    typeof value === 'string' ? value : (JSON.stringify(value) ?? ''),
  );
  return place === 'path' ? text : fc.option(text, { nil: undefined });
};

function valueOf(document: Document, schema: Schema, level: number): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 4, arbitrary: rightOf(document, schema, level) },
    { weight: 1, arbitrary: odd },
  );
}

function rightOf(document: Document, schema: Schema, level: number): fc.Arbitrary<unknown> {
  const { $ref, properties, items, type } = schema;
  if ($ref)
    return rightOf(document, document.components.schemas[$ref.split('/').at(-1)!] ?? {}, level);
  const [alternative] = schema.allOf ?? schema.oneOf ?? schema.anyOf ?? [];
  if (alternative) return rightOf(document, alternative, level);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (level >= MOST_LEVELS && (properties || items)) return odd;
  if (properties) {
    const fields = Object.entries(properties).map(
      ([name, nested]) => [name, valueOf(document, nested, level + 1)] as const,
    );
    return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
  }
  if (items) return fc.array(valueOf(document, items, level + 1), { maxLength: 3 });
  if (type === 'integer' || type === 'number')
    return fc.oneof(fc.integer({ min: 0, max: 1000 }), fc.double());
  if (type === 'boolean') return fc.boolean();
  if (type === 'object')
    return fc.oneof(fc.constantFrom(...RULES), fc.dictionary(fc.string(), odd, { maxKeys: 3 }));
  if (schema.format === 'uuid') return fc.uuid();
  if (schema.format === 'date-time')
    return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  return fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constantFrom('everyone', 'web', 'plan', 'to-newsletter'),
  );
}

const RULES: readonly object[] = [
  { everyone: true },
  { trait: 'plan', op: 'eq', value: 'pro' },
  { event: 'Order Completed', within: { last: '7d' } },
  { all: [{ not: { segment: 'everyone' } }] },
];

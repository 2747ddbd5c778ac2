import { isObject, type Json, type JsonObject } from '../rules/json';

/** How a setting is entered. */
export type FieldKind =
  'secret' | 'choice' | 'switch' | 'number' | 'texts' | 'choices' | 'text' | 'address' | 'json';

/** A setting of a plugin, as a form shows it. */
export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly help: string | undefined;
  readonly kind: FieldKind;
  readonly isRequired: boolean;
  readonly choices: readonly string[];
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly isWhole: boolean;
  /** What it is unless somebody says otherwise. */
  readonly initial: Json | undefined;
  readonly example: string | undefined;
}

/** The settings of a plugin, in their order. @param schema  JSON Schema of `GET /api/plugins` */
export function fieldsOf(schema: unknown): readonly FormField[] {
  const { properties, required } = objectOf(schema);
  const needed = Array.isArray(required) ? required : [];
  return Object.entries(objectOf(properties)).map(([name, property]) =>
    fieldOf(name, objectOf(property), needed.includes(name)),
  );
}

function fieldOf(name: string, property: JsonObject, isRequired: boolean): FormField {
  const { title, description, type, minimum, maximum, examples } = property;
  return {
    name,
    label: textOf(title) ?? name,
    help: textOf(description),
    kind: kindOf(property),
    isRequired,
    choices: textsOf(property['enum'] ?? objectOf(property['items'])['enum']),
    minimum: typeof minimum === 'number' ? minimum : undefined,
    maximum: typeof maximum === 'number' ? maximum : undefined,
    isWhole: type === 'integer',
    initial: property['default'],
    example: Array.isArray(examples) ? textOf(examples[0]) : undefined,
  };
}

function kindOf(property: JsonObject): FieldKind {
  const { type, format, items } = property;
  if (property['writeOnly'] === true) return 'secret';
  if (isTexts(property['enum'])) return 'choice';
  switch (textOf(type) ?? '') {
    case 'boolean':
      return 'switch';
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
      return format === 'uri' ? 'address' : 'text';
    case 'array':
      if (isTexts(objectOf(items)['enum'])) return 'choices';
      return objectOf(items)['type'] === 'string' ? 'texts' : 'json';
    default:
      return 'json';
  }
}

const objectOf = (json: unknown): JsonObject =>
  isObject(json as Json) ? (json as JsonObject) : {};

const textOf = (json: unknown): string | undefined => (typeof json === 'string' ? json : undefined);

const isTexts = (json: unknown): json is readonly string[] =>
  Array.isArray(json) && json.every((entry) => typeof entry === 'string');

const textsOf = (json: unknown): readonly string[] => (isTexts(json) ? json : []);

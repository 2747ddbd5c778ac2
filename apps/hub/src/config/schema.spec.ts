import { describe, expect, it } from '@jest/globals';
import { defineDestination, defineSource, Secret } from '@segue/sdk';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Length,
  Matches,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { BUNDLED } from '../plugins/bundled.js';
import { classSchema, type JsonSchema } from './class-schema.js';
import { configSchema } from './schema.js';

class ShopSettings {
  @Secret()
  @IsString()
  accessToken!: string;

  @IsOptional()
  @IsUrl({ require_tld: false })
  baseUrl = 'https://api.shop.test';

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100)
  pageSize?: number;

  @IsIn(['new', 'all'])
  which = 'new';

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(3)
  @Matches(/^[a-z]+$/, { each: true })
  tags?: string[];

  @IsBoolean()
  isLive!: boolean;

  @ValidateIf(({ isLive }: ShopSettings) => !isLive)
  @IsString()
  sandbox?: string;
}

class ShopAudience {
  @Length(1, 50)
  list!: string;
}

const connector = {
  key: 'shop',
  title: 'Shop',
  settings: ShopSettings,
  check: () => Promise.resolve(),
};
const shop = [
  defineSource<ShopSettings>({ ...connector, streams: [], read: async function* () {} }),
  defineDestination<ShopSettings, ShopAudience>({
    ...connector,
    audience: ShopAudience,
    notify: () => Promise.resolve({}),
  }),
];

const FROM_ENVIRONMENT = { type: 'string', pattern: '\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}' };

/** Every value in the schema under this key. */
function valuesOf(key: string, schema: unknown): unknown[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([name, value]) => [
    ...(name === key ? [value as unknown] : []),
    ...valuesOf(key, value),
  ]);
}

const definitionsOf = (schema: JsonSchema) =>
  schema['definitions'] as Readonly<Record<string, JsonSchema>>;

describe('classSchema', () => {
  it('says of each setting what its decorators say', () => {
    expect(classSchema(ShopSettings)).toEqual({
      type: 'object',
      additionalProperties: false,
      required: ['accessToken', 'isLive'],
      properties: {
        accessToken: {
          type: 'string',
          description: 'A secret. Write it as "${ACCESS_TOKEN}" and set that environment variable.',
        },
        baseUrl: {
          anyOf: [{ type: 'string', format: 'uri' }, FROM_ENVIRONMENT],
          default: 'https://api.shop.test',
        },
        pageSize: { type: 'integer', minimum: 1, maximum: 100 },
        which: {
          anyOf: [{ type: 'string', enum: ['new', 'all'] }, FROM_ENVIRONMENT],
          default: 'new',
        },
        tags: {
          type: 'array',
          maxItems: 3,
          items: { anyOf: [{ type: 'string', pattern: '^[a-z]+$' }, FROM_ENVIRONMENT] },
        },
        isLive: { type: 'boolean' },
        sandbox: { type: 'string' },
      },
    });
  });
});

describe('configSchema', () => {
  it('knows every section of the file', () => {
    const { $schema, properties } = configSchema([]);

    expect($schema).toBe('http://json-schema.org/draft-07/schema#');
    expect(Object.keys(properties as object)).toEqual([
      'workspace',
      'plugins',
      'connections',
      'identity',
      'traits',
      'segments',
      'syncs',
      'server',
      'access',
      'evaluation',
    ]);
  });

  it('gives each plugin its settings', () => {
    const { connection } = definitionsOf(configSchema(shop));

    expect(connection).toMatchObject({
      required: ['id', 'plugin'],
      properties: { plugin: { anyOf: [{ enum: ['shop'] }, { type: 'string' }] } },
      allOf: [
        {
          if: { properties: { plugin: { const: 'shop' } } },
          then: { properties: { settings: { title: 'Shop', ...classSchema(ShopSettings) } } },
        },
      ],
    });
  });

  it('offers the audience of each destination, and any other', () => {
    const { sync } = definitionsOf(configSchema(shop));

    expect(sync).toMatchObject({
      required: ['id', 'segment', 'connection'],
      properties: {
        audience: { anyOf: [{ title: 'Shop', ...classSchema(ShopAudience) }, { type: 'object' }] },
      },
    });
  });

  it('describes rules within rules', () => {
    const { rule, segment } = definitionsOf(configSchema([]));

    expect(segment).toMatchObject({
      required: ['key'],
      properties: { rule: { $ref: '#/definitions/rule' }, static: { const: true } },
      oneOf: [{ required: ['rule'] }, { required: ['static'] }],
    });
    expect(rule).toMatchObject({
      anyOf: expect.arrayContaining([
        expect.objectContaining({
          required: ['not'],
          properties: { not: { $ref: '#/definitions/rule' } },
        }),
      ]),
    });
  });

  it('has a form for every leaf of the rule language', () => {
    const { rule } = definitionsOf(configSchema([]));

    const forms = (rule!['anyOf'] as JsonSchema[]).map(({ required }) => (required as string[])[0]);

    expect(forms).toEqual([
      ...['all', 'any', 'not', 'trait', 'event', 'sequence', 'segment', 'identifier', 'source'],
      ...['consent', 'bucket', 'firstSeen', 'lastSeen', 'everyone'],
    ]);
  });

  it('refers to nothing that it does not define', () => {
    const schema = configSchema(BUNDLED);

    const names = valuesOf('$ref', schema).map((ref) => String(ref).replace('#/definitions/', ''));

    expect(names.filter((name) => !Object.hasOwn(definitionsOf(schema), name))).toEqual([]);
    expect(new Set(names)).toEqual(new Set(Object.keys(definitionsOf(schema))));
  });

  it('can be written as JSON without loss', () => {
    const schema = configSchema(BUNDLED);

    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
  });
});

import type { AnyConnector, AnyDestination, SettingsClass } from '@segue/sdk';
import { ROLES } from '../access/right.js';
import { AccessFile, OidcFile } from './access-file.js';
import { classSchema, type JsonSchema } from './class-schema.js';
import {
  ConfigFile,
  ConnectionFile,
  EvaluationFile,
  GuardsFile,
  IdentifierFile,
  IdentityFile,
  ScheduleFile,
  SegmentFile,
  ServerFile,
  SYNC_ROLES,
  SyncFile,
  TraitFile,
  WorkspaceFile,
} from './config-file.js';
import { RULE_DEFINITIONS } from './rule-schema.js';

const ref = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` });
const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', items });
const text = { type: 'string', minLength: 1 };

/**
 * The JSON Schema (draft-07) of `segue.yaml` for editors: completion, and warnings while typing. What it lets through may still
 * be refused when the file is read, which alone compares parts of the file with each other.
 *
 * @param connectors their settings and audiences are described; other plugins may be used as well
 */
export function configSchema(connectors: readonly AnyConnector[]): JsonSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'segue.yaml',
    ...sections(
      describe(ConfigFile, {
        workspace: describe(WorkspaceFile, {}, 'Name and time zone of the workspace'),
        plugins: { ...listOf(text), description: 'Third parties’ plugins: npm packages or paths' },
        connections: { ...listOf(ref('connection')), description: 'Sources and destinations' },
        identity: ref('identity'),
        traits: {
          type: 'object',
          description: 'How traits are merged; without an entry the newest observation wins',
          additionalProperties: { anyOf: [ref('trait'), { type: 'null' }] },
        },
        segments: { ...listOf(ref('segment')), description: 'Rules over people and their events' },
        syncs: { ...listOf(ref('sync')), description: 'Segments, kept in step at destinations' },
        server: describe(
          ServerFile,
          {
            url: { type: 'string', description: 'Where people reach the hub' },
            trustedProxies: {
              ...listOf(text),
              description: 'Addresses and networks whose X-Forwarded-… headers are believed',
            },
          },
          'Where the hub listens',
        ),
        access: describe(
          AccessFile,
          { oidc: describe(OidcFile, { roles: rolesSchema() }, 'Signing in with OpenID Connect') },
          'Who may use the hub',
        ),
        evaluation: describe(EvaluationFile, { schedule: ref('schedule') }),
      }),
    ),
    definitions: {
      connection: connectionSchema(connectors),
      identity: describe(IdentityFile, {
        identifiers: {
          ...listOf(classSchema(IdentifierFile)),
          description: 'In order of priority; limit: how many of the type one person may have',
        },
        block: { ...listOf(text), description: 'Regular expressions of what identifies nobody' },
      }),
      schedule: scheduleSchema(),
      segment: segmentSchema(),
      sync: describe(SyncFile, {
        audience: audienceSchema(connectors.filter(isDestination)),
        fields: {
          type: 'object',
          description: 'Field at the destination: path of a trait, such as address.country',
          additionalProperties: text,
        },
        schedule: ref('schedule'),
        guards: describe(GuardsFile, {}, 'Limits beyond which a run stops instead of sending'),
      }),
      trait: describe(TraitFile, {
        from: { ...listOf(text), description: 'Ids of connections, the most trusted first' },
      }),
      ...RULE_DEFINITIONS,
    },
  };
}

const rolesSchema = (): JsonSchema => ({
  type: 'object',
  description: 'Value of the claim: role',
  additionalProperties: { enum: ROLES },
});

const propertiesOf = (schema: JsonSchema) =>
  schema['properties'] as Readonly<Record<string, JsonSchema>>;

/** The class, with what it nests. */
function describe(
  type: SettingsClass,
  nested: Readonly<Record<string, JsonSchema>>,
  description?: string,
): JsonSchema {
  const schema = classSchema(type);
  const properties = { ...propertiesOf(schema), ...nested };
  return { ...schema, properties, ...(description === undefined ? {} : { description }) };
}

/** A section may be there without anything in it. */
function sections(schema: JsonSchema): JsonSchema {
  const optional = Object.entries(propertiesOf(schema)).map(
    ([name, { description, ...section }]) => [
      name,
      { ...(description === undefined ? {} : { description }), anyOf: [section, { type: 'null' }] },
    ],
  );
  return { ...schema, properties: Object.fromEntries(optional) as JsonSchema };
}

/** A rule, or a list of members that is kept by hand. */
function segmentSchema(): JsonSchema {
  const schema = describe(SegmentFile, {
    rule: ref('rule'),
    tags: { ...listOf({ ...text, maxLength: 50 }), description: 'To find it by' },
    folder: { ...text, description: 'A slash between a folder and one in it' },
    visibleTo: { ...listOf({ enum: ROLES }), description: 'With visibility: roles' },
    static: { const: true, description: 'Its members are added and removed by hand' },
  });
  return { ...schema, oneOf: [{ required: ['rule'] }, { required: ['static'] }] };
}

function scheduleSchema(): JsonSchema {
  const oneForm = ['every', 'at', 'cron', 'after'].map((form) => ({ required: [form] }));
  return { ...classSchema(ScheduleFile), oneOf: oneForm };
}

function connectionSchema(connectors: readonly AnyConnector[]): JsonSchema {
  const keys = [...new Set(connectors.map(({ key }) => key))].sort();
  return {
    ...describe(ConnectionFile, {
      plugin: { anyOf: [{ enum: keys }, text] },
      schedule: ref('schedule'),
      syncRoles: { ...listOf({ enum: SYNC_ROLES }), description: 'Who may sync to it' },
    }),
    allOf: connectors.filter(isFirstWithItsSettings).map(({ key, title, settings }) => ({
      if: { properties: { plugin: { const: key } } },
      then: { properties: { settings: { title, ...classSchema(settings as SettingsClass) } } },
    })),
  };
}

/** A source and a destination of one key often share their settings. */
const isFirstWithItsSettings = (
  { key, settings }: AnyConnector,
  index: number,
  all: readonly AnyConnector[],
): boolean => all.findIndex((other) => other.key === key && other.settings === settings) === index;

const isDestination = (connector: AnyConnector): connector is AnyDestination =>
  connector.kind === 'destination';

/** Which of them it is, is told by another part of the file, so any will do. */
const audienceSchema = (destinations: readonly AnyDestination[]): JsonSchema => ({
  anyOf: [
    ...destinations.map(({ title, audience }) => ({
      title,
      ...classSchema(audience as SettingsClass),
    })),
    { type: 'object' },
  ],
});

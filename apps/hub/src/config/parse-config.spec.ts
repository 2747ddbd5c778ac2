import { describe, expect, it } from '@jest/globals';
import { BUNDLED } from '../plugins/bundled.js';
import { ConnectorRegistry } from '../plugins/connector-registry.js';
import { parseRule, referencedSegments } from '../segments/rules/parse-rule.js';
import type { Rule } from '../segments/rules/rule.js';
import type { Config } from './config.js';
import { type ConfigOptions, parseConfig, readPluginNames } from './parse-config.js';
import { STARTER } from './starter.js';

const registry = new ConnectorRegistry(BUNDLED);
const options: ConfigOptions = {
  file: 'segue.yaml',
  env: { HUBSPOT_TOKEN: 'pat-eu1-secret', MAILCHIMP_API_KEY: '0123456789abcdef-us1' },
  connectors: (key) => registry.get(key),
  pluginKeys: registry.keys,
  parseRule,
  referencedSegments: (rule) => referencedSegments(rule as Rule),
};

const parse = (text: string, env: ConfigOptions['env'] = options.env): Config =>
  parseConfig(text, { ...options, env });

/** Every section, with most of its keys. */
const EXAMPLE = `# yaml-language-server: $schema=./segue.schema.json
workspace: { name: Acme, timezone: Europe/Berlin }
plugins: ["@acme/segue-plugin-erp"]
connections:
  - id: crm
    plugin: hubspot
    settings: { accessToken: "\${HUBSPOT_TOKEN}", properties: [email, plan] }
    schedule: { cron: "0 6 * * 1-5" }
  - id: web
    plugin: segment
    settings: { writeKey: abcdefghijklmnopqrstuvwxyz012345 }
  - id: newsletter
    plugin: mailchimp
    settings: { apiKey: "\${MAILCHIMP_API_KEY}" }
identity:
  identifiers:
    - { type: userId, limit: 1 }
    - { type: email }
  block: ["^n/a$"]
traits:
  plan: { type: string, from: [crm, web] }
  country:
segments:
  - key: window-shoppers
    name: Window shoppers
    description: Many sessions, no order
    rule: { all: [ { event: Session Started, count: { gt: 5 } }, { not: { segment: vip } } ] }
  - key: vip
    rule: { trait: plan, op: eq, value: pro }
syncs:
  - id: window-shoppers-to-mailchimp
    segment: window-shoppers
    connection: newsletter
    audience: { listId: abc123, name: Window shoppers }
    fields: { FNAME: firstName, COUNTRY: address.country }
    schedule: { after: crm }
    guards: { maxLeavePercent: 12.5, maxChanges: 50000, minSize: 1 }
server: { host: 0.0.0.0, port: 8080 }
evaluation: { schedule: { every: 5m } }
`;

describe('parseConfig', () => {
  it('reads every section of a file', () => {
    expect(parse(EXAMPLE)).toEqual({
      file: 'segue.yaml',
      workspace: {
        name: 'Acme',
        timezone: 'Europe/Berlin',
        locations: {
          name: { line: 2, column: 20, endLine: 2 },
          timezone: { line: 2, column: 36, endLine: 2 },
        },
      },
      plugins: ['@acme/segue-plugin-erp'],
      connections: [
        {
          id: 'crm',
          plugin: 'hubspot',
          kind: 'source',
          settings: { accessToken: 'pat-eu1-secret', properties: ['email', 'plan'] },
          schedule: { cron: '0 6 * * 1-5', timezone: 'Europe/Berlin' },
          location: { line: 5, column: 5, endLine: 8 },
        },
        {
          id: 'web',
          plugin: 'segment',
          kind: 'source',
          settings: { writeKey: 'abcdefghijklmnopqrstuvwxyz012345' },
          location: { line: 9, column: 5, endLine: 11 },
        },
        {
          id: 'newsletter',
          plugin: 'mailchimp',
          kind: 'destination',
          settings: { apiKey: '0123456789abcdef-us1' },
          location: { line: 12, column: 5, endLine: 14 },
        },
      ],
      identity: {
        identifiers: [{ type: 'userId', limit: 1 }, { type: 'email' }],
        block: ['^n/a$'],
      },
      traits: { plan: { type: 'string', from: ['crm', 'web'] }, country: {} },
      segments: [
        {
          key: 'window-shoppers',
          name: 'Window shoppers',
          description: 'Many sessions, no order',
          rule: {
            all: [{ event: 'Session Started', count: { gt: 5 } }, { not: { segment: 'vip' } }],
          },
          kind: 'dynamic',
          location: { line: 24, column: 5, endLine: 27 },
        },
        {
          key: 'vip',
          name: 'vip',
          rule: { trait: 'plan', op: 'eq', value: 'pro' },
          kind: 'dynamic',
          location: { line: 28, column: 5, endLine: 29 },
        },
      ],
      syncs: [
        {
          id: 'window-shoppers-to-mailchimp',
          segment: 'window-shoppers',
          connection: 'newsletter',
          audience: { listId: 'abc123', name: 'Window shoppers' },
          fields: { FNAME: 'firstName', COUNTRY: 'address.country' },
          schedule: { after: 'crm' },
          guards: { maxLeavePercent: 12.5, maxChanges: 50_000, minSize: 1 },
          location: { line: 31, column: 5, endLine: 37 },
        },
      ],
      server: { host: '0.0.0.0', port: 8080 },
      evaluation: { schedule: { every: '5m', everyMs: 300_000 } },
    });
  });

  it('fills in what a file leaves out, and what it leaves empty', () => {
    const text = 'workspace:\nconnections:\nidentity: {}\nsyncs: []\nserver:\n';

    expect(parse(text)).toEqual({
      file: 'segue.yaml',
      workspace: { name: 'Segue', timezone: 'UTC', locations: {} },
      plugins: [],
      connections: [],
      identity: {
        identifiers: [
          { type: 'userId' },
          { type: 'email' },
          { type: 'phone' },
          { type: 'anonymousId' },
        ],
        block: ['^(null|undefined|none|anonymous|guest|unknown|-1|0+)$'],
      },
      traits: {},
      segments: [],
      syncs: [],
    });
  });

  it('takes the starter as it is', () => {
    const { segments, connections } = parse(STARTER, {});

    expect(segments.map(({ key }) => key)).toEqual(['everyone', 'window-shoppers']);
    expect(connections).toEqual([]);
  });

  it('takes the starter with everything in it that is commented out', () => {
    const filled = STARTER.replaceAll(/^#( {2})/gm, '$1');

    const { connections, syncs, traits } = parse(filled);

    expect(connections.map(({ id }) => id)).toEqual(['crm', 'newsletter']);
    expect(syncs.map(({ id }) => id)).toEqual(['window-shoppers-to-newsletter']);
    expect(traits).toEqual({ plan: { type: 'string', from: ['crm'] } });
  });

  it.each([
    ['1s', 1000],
    ['15m', 900_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['52w', 31_449_600_000],
  ])('reads the duration %s as %i ms', (every, everyMs) => {
    const { evaluation } = parse(`evaluation: { schedule: { every: ${every} } }`);

    expect(evaluation).toEqual({ schedule: { every, everyMs } });
  });

  it('keeps the time zone that a cron expression names', () => {
    const text = 'evaluation: { schedule: { cron: 0 6 * * *, timezone: America/New_York } }';

    expect(parse(text).evaluation?.schedule).toEqual({
      cron: '0 6 * * *',
      timezone: 'America/New_York',
    });
  });

  it('follows aliases', () => {
    const text = `segments:
  - { key: a, rule: &rule { everyone: true } }
  - { key: b, rule: *rule }
`;

    expect(parse(text).segments.map(({ rule }) => rule)).toEqual([
      { everyone: true },
      { everyone: true },
    ]);
  });

  it('lets a segment refer to one that comes later in the file', () => {
    const text = `segments:
  - { key: a, rule: { segment: b } }
  - { key: b, rule: { everyone: true } }
`;

    expect(parse(text).segments).toHaveLength(2);
  });

  it('takes a static segment, to which rules and syncs may refer', () => {
    const text = `segments:
  - { key: guests, name: Guests, static: true }
  - { key: others, rule: { not: { segment: guests } } }
`;

    expect(parse(text).segments).toMatchObject([
      { key: 'guests', kind: 'static', rule: undefined },
      { key: 'others', kind: 'dynamic' },
    ]);
  });

  describe('replaces', () => {
    const nameOf = (name: string, env: ConfigOptions['env']) =>
      parse(`workspace:\n  name: ${name}\n`, env).workspace.name;

    it.each([
      ['"${A}"', 'alpha'],
      ['"${A} and ${B_2}"', 'alpha and beta'],
      ['${A}', 'alpha'],
      ['"$${A}"', '${A}'],
      ['"$${A} ${A}"', '${A} alpha'],
      ['"$A $ {A} $$"', '$A $ {A} $$'],
      ['"${C}"', '${A}'],
    ])('%s by %s', (text, value) => {
      expect(nameOf(text, { A: 'alpha', B_2: 'beta', C: '${A}' })).toBe(value);
    });

    it('the port of the server, which the environment holds as text', () => {
      expect(parse('server: { port: "${PORT}" }', { PORT: '8080' }).server).toEqual({ port: 8080 });
    });

    it('nothing in a key or a comment', () => {
      const text = 'traits: { "${A}": {} } # ${B}';

      expect(parse(text, {}).traits).toEqual({ '${A}': {} });
    });
  });
});

describe('readPluginNames', () => {
  it('gives the plugins of a file that has problems elsewhere', () => {
    const text = 'plugins: ["${SCOPE}/erp", ./mine.js]\nsegmnets: 1\nserver: { host: "${NOPE}" }\n';

    expect(readPluginNames(text, { SCOPE: '@acme' })).toEqual(['@acme/erp', './mine.js']);
  });

  it.each(['', 'a: [', 'plugins: 1', '- a', 'workspace:\n'])('gives none for %j', (text) => {
    expect(readPluginNames(text, {})).toEqual([]);
  });
});

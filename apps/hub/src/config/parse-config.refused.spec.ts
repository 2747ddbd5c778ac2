import { describe, expect, it } from '@jest/globals';
import { BUNDLED } from '../plugins/bundled.js';
import { ConnectorRegistry } from '../plugins/connector-registry.js';
import { parseRule, referencedSegments } from '../segments/rules/parse-rule.js';
import type { Rule } from '../segments/rules/rule.js';
import { parseConfig } from './parse-config.js';

const registry = new ConnectorRegistry(BUNDLED);

const parsing = (text: string) => () =>
  parseConfig(text, {
    file: 'segue.yaml',
    env: { TOKEN: 'pat-eu1-secret', KEY: '0123456789abcdef-us1', EMPTY: '' },
    connectors: (key) => registry.get(key),
    pluginKeys: registry.keys,
    parseRule,
    referencedSegments: (rule) => referencedSegments(rule as Rule),
  });

/** `line:column path message`: a problem as it is shown, with a part of its message. */
const refusal = (...shown: string[]) =>
  expect.objectContaining({
    name: 'ConfigFileError',
    code: 'CONFIG_INVALID',
    problems: shown.map((text) => {
      const [, line, column, path, message] = /^(\d+):(\d+) (\S*) ?(.*)$/.exec(text)!;
      return {
        file: 'segue.yaml',
        line: Number(line),
        column: Number(column),
        path: path === '-' ? '' : path,
        message: expect.stringContaining(message!),
      };
    }),
  });

/** Connections of each kind, on lines 1 to 13; what is appended begins on line 14. */
const CONNECTIONS = `connections:
  - id: crm
    plugin: hubspot
    settings: { accessToken: "\${TOKEN}" }
  - id: web
    plugin: segment
    settings: { writeKey: abcdefghijklmnopqrstuvwxyz012345 }
  - id: newsletter
    plugin: mailchimp
    settings: { apiKey: "\${KEY}" }
  - id: alerts
    plugin: slack
    settings: { botToken: xoxb-1-secret }
`;

/** One segment more, on lines 14 and 15; what is appended begins on line 16. */
const SEGMENT = `${CONNECTIONS}segments:
  - { key: vip, rule: { everyone: true } }
`;

/** A sync of that segment on lines 16 to 20, with this in place of its own lines. */
const sync = (lines: Readonly<Record<string, string>> = {}): string => {
  const own = {
    id: 'vip-to-newsletter',
    segment: 'vip',
    connection: 'newsletter',
    audience: '{ listId: abc123, name: VIP }',
    ...lines,
  };
  const text = Object.entries(own).map(([key, value]) => `    ${key}: ${value}\n`);
  return `${SEGMENT}syncs:\n${text.join('').replace('   ', '  -')}`;
};

describe('parseConfig refuses', () => {
  // prettier-ignore
  it.each([
    ['an empty file', '', '1:1 - is empty: run `segue init`'],
    ['a file of comments', '# nothing\n', '1:1 - is empty: run `segue init`'],
    ['a list', '- crm\n', '1:1 - must be a mapping with the keys workspace, plugins'],
    ['a text', 'crm\n', '1:1 - must be a mapping with the keys'],

    ['a bracket that is open', 'plugins: [\nserver: {}\n', '2:1 - close every bracket'],
    ['a quote that is open', 'workspace: { name: "Acme }\n', '2:1 - look for a quote'],
    ['a tab', 'workspace:\n\tname: Acme\n', '2:1 - use spaces'],
    ['two colons', 'workspace: name: Acme\n', '1:12 - put the text in quotes'],
    ['wrong indentation', 'workspace:\n    name: A\n  timezone: UTC\n', '3:1 - align it'],
    ['a key that is there twice', 'plugins: []\nserver: {}\nplugins: []\n', '3:1 - is there twice'],
    ['a nested key twice', 'workspace: { name: A, name: B }\n', '1:23 - is there twice'],
    ['a second document', 'plugins: []\n---\nserver: {}\n', '2:1 - remove the line ---'],
    ['a tag', 'workspace: { name: !secret Acme }\n', '1:20 - remove the word that begins with !'],
    ['a bad escape', 'workspace: { name: "\\d" }\n', '1:21 - use single quotes'],
    ['an alias without an anchor', 'plugins: *all\n', '1:10 - names an anchor that does not'],
    ['an alias of what it is in', 'plugins: &all [*all]\n', '1:16 - repeats what it is a part of'],

    ['a section that is not known', 'conections: []\n', '1:1 conections did you mean "connections"?'],
    ['a key far from any other', 'zebra: 1\n', '1:1 zebra is not a known key here: write one of'],
    ['a key of the prototype', '__proto__: { a: 1 }\n', '1:1 __proto__ is not a known key here'],
    ['another key of it', 'workspace: { constructor: 1 }\n', '1:14 workspace.constructor is not a known'],
    ['a merge key', 'workspace:\n  <<: { name: A }\n', '2:3 workspace["<<"] is not a known key'],
    ['a section of the wrong kind', 'connections: {}\n', '1:14 connections must be a list, such as'],
    ['a mapping of the wrong kind', 'workspace: Acme\n', '1:12 workspace must be a mapping of keys'],

    ['a name that is a number', 'workspace: { name: 42 }\n', '1:20 workspace.name must be a text'],
    ['a time zone that is none', 'workspace:\n  timezone: Europe/Berln\n', '2:13 workspace.timezone must be the IANA name of a time zone'],
    ['an offset as time zone', 'workspace: { timezone: "+01:00" }\n', '1:24 workspace.timezone must be the IANA name'],

    ['a plugin without a name', 'plugins: [erp, ""]\n', '1:16 plugins[1] must be a text that is not'],
    ['a plugin that is a number', 'plugins: [1]\n', '1:11 plugins[0] must be a text'],

    ['a connection that is a text', 'connections:\n  - crm\n', '2:5 connections[0] must be a mapping'],
    ['a connection without id', 'connections:\n  - plugin: file\n    settings: { path: /data, format: ndjson }\n', '2:5 connections[0].id is missing: must be lower-case words'],
    ['an id that is not kebab-case', CONNECTIONS.replace('id: crm', 'id: My_CRM'), '2:9 connections[0].id must be lower-case words joined by hyphens'],
    ['an id that is taken', CONNECTIONS.replace('id: web', 'id: crm'), '5:9 connections[1].id is taken by line 2'],
    ['a connection without plugin', 'connections:\n  - { id: crm }\n', '2:5 connections[0].plugin is missing: must be a text of 1 to 100 characters, such as hubspot'],
    ['a plugin that is not installed', CONNECTIONS.replace('hubspot', 'hubspt'), '3:13 connections[0].plugin is not a plugin that is installed; did you mean "hubspot"?'],
    ['a plugin that nothing is like', 'connections:\n  - { id: erp, plugin: oracle-netsuite }\n', '2:24 connections[0].plugin write one of file, ga4, hubspot, mailchimp, segment, slack'],
    ['a setting that is missing', CONNECTIONS.replace('accessToken: "${TOKEN}"', ''), '4:5 connections[0].settings.accessToken is missing: '],
    ['settings that are missing', 'connections:\n  - id: crm\n    plugin: hubspot\n', '2:5 connections[0].settings.accessToken is missing: '],
    ['a setting that the plugin does not know', CONNECTIONS.replace('"${TOKEN}" }', '"${TOKEN}", propertis: [email] }'), '4:42 connections[0].settings.propertis did you mean "properties"?'],
    ['a setting that the plugin refuses', CONNECTIONS.replace('"${TOKEN}" }', '"${TOKEN}", baseUrl: hubspot }'), '4:51 connections[0].settings.baseUrl must be'],
    ['settings that are a list', CONNECTIONS.replace('{ accessToken: "${TOKEN}" }', '[a]'), '4:5 connections[0].settings.accessToken is missing: |4:15 connections[0].settings must be a mapping'],
    ['a variable that is not set', CONNECTIONS.replace('TOKEN', 'HUBSPOT_TOKEN'), '4:30 connections[0].settings.accessToken needs the environment variable HUBSPOT_TOKEN, which is not set'],
    ['a variable that is empty', CONNECTIONS.replace('TOKEN', 'EMPTY'), '4:30 connections[0].settings.accessToken needs the environment variable EMPTY, which is empty'],
    ['a variable of the prototype', 'workspace: { name: "${constructor}" }\n', '1:20 workspace.name needs the environment variable constructor, which is not set'],
    ['a variable with a default', 'workspace: { name: "${NAME:-Acme}" }\n', '1:20 workspace.name must name a variable as ${NAME}'],
    ['a variable that is open', 'workspace: { name: "${NAME" }\n', '1:20 workspace.name must name a'],
    ['two variables in one text', 'workspace: { name: "${A} ${TOKEN} ${B}" }\n', '1:20 workspace.name needs the environment variable A,|1:20 workspace.name needs the environment variable B,'],

    ['a schedule of a destination', CONNECTIONS.replace('"${KEY}" }', '"${KEY}" }\n    schedule: { every: 1h }'), '11:5 connections[2].schedule write it to the syncs that use it'],
    ['a schedule of a source that sends', CONNECTIONS.replace('012345 }', '012345 }\n    schedule: { every: 1h }'), '8:5 connections[1].schedule nothing is read from it; remove it'],
    ['a duration without unit', 'evaluation: { schedule: { every: 15 } }\n', '1:34 evaluation.schedule.every such as 15m'],
    ['a zero duration', 'evaluation: { schedule: { every: 0m } }\n', '1:34 evaluation.schedule.every must be a whole'],
    ['a duration of years', 'evaluation: { schedule: { every: 366d } }\n', '1:34 evaluation.schedule.every (365d at most)'],
    ['months', 'evaluation: { schedule: { every: 1M } }\n', '1:34 evaluation.schedule.every one of s, m, h, d, w'],
    ['six cron fields', 'evaluation: { schedule: { cron: 0 0 6 * * * } }\n', '1:33 evaluation.schedule.cron must be five fields'],
    ['a cron field out of range', 'evaluation: { schedule: { cron: 60 6 * * * } }\n', '1:33 evaluation.schedule.cron must be five'],
    ['a cron alias', 'evaluation: { schedule: { cron: "@daily" } }\n', '1:33 evaluation.schedule.cron must be five'],
    ['a cron hash', 'evaluation: { schedule: { cron: H 6 * * * } }\n', '1:33 evaluation.schedule.cron must be five'],
    ['two forms of a schedule', 'evaluation: { schedule: { every: 1h, cron: 0 6 * * * } }\n', '1:25 evaluation.schedule exactly one of every, at, cron, after'],
    ['no form of a schedule', 'evaluation: { schedule: {} }\n', '1:25 evaluation.schedule exactly one of'],
    ['a time zone without cron', 'evaluation: { schedule: { every: 1h, timezone: UTC } }\n', '1:38 evaluation.schedule.timezone beside at and cron only'],
    ['a typo in a schedule', 'evaluation: { schedule: { evry: 1h } }\n', '1:27 evaluation.schedule.evry did you mean "every"?'],
    ['evaluation without schedule', 'evaluation: {}\n', '1:1 evaluation.schedule is missing: must be a mapping'],
    ['after what is not there', `${CONNECTIONS}evaluation: { schedule: { after: crn } }\n`, '14:34 evaluation.schedule.after did you mean "crm"?'],
    ['after what never runs', `${CONNECTIONS}evaluation: { schedule: { after: newsletter } }\n`, '14:34 evaluation.schedule.after is not a connection or sync that runs'],
    ['a schedule after itself', CONNECTIONS.replace('"${TOKEN}" }', '"${TOKEN}" }\n    schedule: { after: crm }'), '5:24 connections[0].schedule.after goes round in a circle (crm after crm)'],
    [
      'schedules that wait for each other',
      sync({ schedule: '{ after: crm }' }).replace(
        '"${TOKEN}" }',
        '"${TOKEN}" }\n    schedule: { after: vip-to-newsletter }',
      ),
      '5:24 connections[0].schedule.after (crm after vip-to-newsletter after crm)',
    ],

    ['no identifiers', 'identity: { identifiers: [] }\n', '1:26 identity.identifiers must not be empty'],
    ['an identifier that is not known', 'identity: { identifiers: [ { type: mail } ] }\n', '1:36 identity.identifiers[0].type must be one of userId, email'],
    ['an identifier twice', 'identity: { identifiers: [ { type: email }, { type: email } ] }\n', '1:53 identity.identifiers[1].type is there twice'],
    ['a limit of none', 'identity: { identifiers: [ { type: email, limit: 0 } ] }\n', '1:50 identity.identifiers[0].limit must be a whole number from 1'],
    ['a limit that is a text', 'identity: { identifiers: [ { type: email, limit: "5" } ] }\n', '1:50 identity.identifiers[0].limit must be a whole'],
    ['a pattern that does not compile', 'identity: { block: [ "^a$", "(" ] }\n', '1:29 identity.block[1] must be a regular expression'],

    ['a trait of a type that is none', 'traits: { plan: { type: text } }\n', '1:25 traits.plan.type must be one of string, number'],
    ['a trait that is a text', 'traits: { plan: string }\n', '1:17 traits.plan must be a mapping with the keys type, from'],
    ['a trait from what is not there', `${CONNECTIONS}traits: { plan: { from: [web, crn] } }\n`, '14:31 traits.plan.from[1] did you mean "crm"?'],
    ['a trait from a destination', `${CONNECTIONS}traits: { plan: { from: [newsletter] } }\n`, '14:26 traits.plan.from[0] is not a source of this file: write one of crm, web'],
    ['a trait from one source twice', `${CONNECTIONS}traits: { plan: { from: [web, web] } }\n`, '14:31 traits.plan.from[1] is there twice'],
    ['a trait from a number', `${CONNECTIONS}traits: { plan: { from: [1] } }\n`, '14:26 traits.plan.from[0] must be a text'],

    ['a segment key with a space', 'segments:\n  - { key: V I P, rule: { everyone: true } }\n', '2:12 segments[0].key must be lower-case letters, digits'],
    ['a segment key that is taken', `${SEGMENT}  - { key: vip, rule: { everyone: true } }\n`, '16:12 segments[1].key is taken by line 15'],
    ['a segment without rule', 'segments:\n  - key: vip\n', '2:5 segments[0].rule is missing: must be a mapping'],
    ['a segment with an empty rule', 'segments:\n  - key: vip\n    rule:\n', '3:5 segments[0].rule is missing: must be a mapping'],
    ['a static segment with a rule', 'segments:\n  - { key: vip, static: true, rule: { everyone: true } }\n', '2:31 segments[0].rule has no use: the members of a static segment are added by hand'],
    ['a static that is not true', 'segments:\n  - { key: vip, static: yes please, rule: { everyone: true } }\n', '2:25 segments[0].static must be true, or left out'],
    ['a static that is false, without a rule', 'segments:\n  - { key: vip, static: false }\n', '2:5 segments[0].rule is missing|2:25 segments[0].static must be true'],
    ['a rule that is a text', 'segments:\n  - { key: vip, rule: everyone }\n', '2:23 segments[0].rule must be a mapping'],
    [
      'a bad value within a rule',
      'segments:\n  - key: vip\n    rule:\n      all:\n        - everyone: true\n        - event: Order\n          count: { gte: -1 }\n',
      '7:25 segments[0].rule.all[1].count.gte must be a whole number',
    ],
    [
      'a typo within a rule',
      'segments:\n  - { key: vip, rule: { trait: plan, op: eq, valu: pro } }\n',
      '2:17 segments[0].rule.value is missing|2:52 segments[0].rule.valu is not a known key here; did you mean "value"?',
    ],
    ['tags that are one text', 'segments:\n  - key: vip\n    tags: spring\n    rule: { everyone: true }\n', '3:11 segments[0].tags must be a list of up to 20 different texts'],
    ['a tag with a comma', 'segments:\n  - key: vip\n    tags: ["a,b"]\n    rule: { everyone: true }\n', '3:11 segments[0].tags must be a list'],
    ['a folder without a name', 'segments:\n  - key: vip\n    folder: /2026\n    rule: { everyone: true }\n', '3:13 segments[0].folder must be names with a slash between them'],
    ['a personal segment', 'segments:\n  - key: vip\n    visibility: personal\n    rule: { everyone: true }\n', '3:17 segments[0].visibility must be one of shared, roles'],
    ['roles that are not said', 'segments:\n  - key: vip\n    visibility: roles\n    rule: { everyone: true }\n', '3:17 segments[0].visibility needs visibleTo beside it'],
    ['a role that there is not', 'segments:\n  - key: vip\n    visibility: roles\n    visibleTo: [boss]\n    rule: { everyone: true }\n', '3:17 segments[0].visibility needs visibleTo|4:16 segments[0].visibleTo must be a list of one or more of owner, operator'],
    ['roles of what all see', 'segments:\n  - key: vip\n    visibleTo: [viewer]\n    rule: { everyone: true }\n', '3:5 segments[0].visibleTo has a meaning beside visibility: roles only'],
    ['a reference to what fewer people see', 'segments:\n  - { key: vip, visibility: roles, visibleTo: [viewer], rule: { everyone: true } }\n  - key: others\n    rule: { not: { segment: vip } }\n', '4:29 segments[1].rule.not.segment is not seen by everybody who sees others'],
    ['a reference to no segment', 'segments:\n  - { key: vip, rule: { not: { segment: vipp } } }\n', '2:41 segments[0].rule.not.segment is not a segment of this file; did you mean "vip"?'],
    ['a segment of itself', 'segments:\n  - { key: vip, rule: { not: { segment: vip } } }\n', '2:41 segments[0].rule.not.segment goes round in a circle (vip → vip)'],
    [
      'segments of each other',
      'segments:\n  - { key: a, rule: { segment: b } }\n  - { key: b, rule: { any: [ { everyone: true }, { segment: a } ] } }\n',
      '2:32 segments[0].rule.segment goes round in a circle (a → b → a)',
    ],

    ['a sync id that a connection has', sync({ id: 'crm' }), '17:9 syncs[0].id is taken by line 2'],
    ['a sync of no segment', sync({ segment: 'vipp' }), '18:14 syncs[0].segment did you mean "vip"?'],
    ['a sync to nowhere', sync({ connection: 'newsleter' }), '19:17 syncs[0].connection did you mean "newsletter"?'],
    ['a sync to a source', sync({ connection: 'crm', audience: '{}' }), '19:17 syncs[0].connection is a source, and a sync needs a destination: write one of newsletter, alerts'],
    ['an audience without its list', sync({ audience: '{ name: VIP }' }), '20:5 syncs[0].audience.listId is missing: must be a Mailchimp audience ID'],
    ['an audience with a typo', sync({ audience: '{ listID: a1, listId: a1, name: VIP }' }), '20:17 syncs[0].audience.listID did you mean "listId"?'],
    ['a field that the destination refuses', sync({ fields: '{ fname: firstName }' }), '21:15 syncs[0].fields.fname must be a Mailchimp merge tag'],
    ['a field of no trait', sync({ fields: '{ FNAME: 1 }' }), '21:22 syncs[0].fields.FNAME must be the path of a trait'],
    ['a path with an empty part', sync({ fields: '{ FNAME: address. }' }), '21:22 syncs[0].fields.FNAME must be the path of a trait'],
    ['a guard over 100 %', sync({ guards: '{ maxLeavePercent: 101 }' }), '21:32 syncs[0].guards.maxLeavePercent must be a number from 0 to 100'],
    ['a guard with a typo', sync({ guards: '{ maxLeavePercnt: 1 }' }), '21:15 syncs[0].guards.maxLeavePercnt did you mean "maxLeavePercent"?'],
    ['a guard of no change at all', sync({ guards: '{ maxChanges: 0 }' }), '21:27 syncs[0].guards.maxChanges must be a whole number from 1'],

    ['a port that is none', 'server: { port: 70000 }\n', '1:17 server.port must be a whole number from 0 to 65535'],
    ['a port that is a word', 'server: { port: http }\n', '1:17 server.port must be a whole number'],
  ])('%s', (_, text, shown) => {
    expect(parsing(text)).toThrow(refusal(...shown.split('|')));
  });

  it('everything that is wrong at once, in the order of the file', () => {
    const text = `workspace: { timezone: Berlin }
connections:
  - id: crm
    plugin: hubspt
  - id: crm
    plugin: mailchimp
    settings: { apiKey: "\${NOT_SET}", baseUrl: 1 }
segments:
  - key: vip
    rule: { trait: plan }
syncs:
  - id: s1
    segment: vp
    connection: nowhere
  - { id: s2, extra: 1 }
server: { port: -1 }
port: 1
`;

    expect(parsing(text)).toThrow(
      refusal(
        '1:24 workspace.timezone must be',
        '4:13 connections[0].plugin is not a plugin',
        '5:9 connections[1].id is taken by line 3',
        '7:25 connections[1].settings.apiKey needs the environment variable NOT_SET',
        '7:48 connections[1].settings.baseUrl must be',
        '10:5 segments[0].rule.op is missing',
        '13:14 syncs[0].segment did you mean "vip"?',
        '14:17 syncs[0].connection is not a connection of this file: write one of crm',
        '15:5 syncs[1].segment is missing',
        '15:5 syncs[1].connection is missing',
        '15:15 syncs[1].extra is not a known key here',
        '16:17 server.port must be',
        '17:1 port is not a known key here',
      ),
    );
  });

  it('with one line for each problem, as editors and terminals link them', () => {
    expect(parsing('workspace: { name: 1 }\nplugins: 1\n')).toThrow(
      /^segue\.yaml:1:20 workspace\.name must .*\nsegue\.yaml:2:10 plugins must .*$/,
    );
  });

  it('aliases that multiply to a huge file', () => {
    const tens = (of: string) => `[${Array(10).fill(of).join(', ')}]`;
    const text = `a: &a ${tens('x')}\nb: &b ${tens('*a')}\nc: &c ${tens('*b')}\nd: ${tens('*c')}\n`;

    expect(parsing(text)).toThrow(refusal('1:1 - repeats too much by aliases'));
  });

  it('what an alias repeats, where it is written', () => {
    const text = `segments:
  - key: a
    rule: &rule
      event: Order
      count: many
  - { key: b, rule: *rule }
`;

    expect(parsing(text)).toThrow(
      refusal('5:14 segments[0].rule.count must be', '5:14 segments[1].rule.count must be'),
    );
  });

  it.each([
    ['a setting', CONNECTIONS.replace('"${TOKEN}"', '[hunter2]')],
    ['a setting of the environment', CONNECTIONS.replace('apiKey: "${KEY}"', 'apiKey: "${TOKEN}"')],
    ['an id', CONNECTIONS.replace('id: crm', 'id: hunter2 hunter2')],
    ['a plugin', CONNECTIONS.replace('hubspot', 'hunter2')],
    ['an unclosed quote', CONNECTIONS.replace('"${TOKEN}"', '"hunter2')],
    ['a stray text', CONNECTIONS.replace('"${TOKEN}"', '"a" hunter2')],
    ['a pattern', 'identity: { block: ["hunter2("] }'],
    ['a rule', 'segments: [ { key: a, rule: { trait: hunter2, op: hunter2 } } ]'],
    ['a schedule', 'evaluation: { schedule: { cron: hunter2 * * * * } }'],
    ['a time zone', 'workspace: { timezone: hunter2 }'],
    ['a reference', sync({ segment: 'hunter2', connection: 'hunter2' })],
    ['a trait path', sync({ fields: '{ FNAME: hunter2. }' })],
  ])('%s without saying what it holds', (_, text) => {
    expect(parsing(text)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
    expect(parsing(text)).not.toThrow(/hunter2|pat-eu1-secret/);
  });
});

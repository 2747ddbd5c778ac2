import { describe, expect, it } from '@jest/globals';
import { BUNDLED } from '../plugins/bundled.js';
import { ConnectorRegistry } from '../plugins/connector-registry.js';
import { checkRule } from '../segments/check-rule.js';
import { referencedSegments } from '../segments/rules/parse-rule.js';
import type { Rule } from '../segments/rules/rule.js';
import { mergeMade, type MadeEntry } from './merge-made.js';
import { parseConfig } from './parse-config.js';

const connectors = new ConnectorRegistry(BUNDLED);
const plugins = {
  connectors: (key: string) => connectors.get(key),
  pluginKeys: connectors.keys,
};
const file = parseConfig(
  `
workspace: { name: Acme, timezone: Europe/Berlin }
connections:
  - { id: crm, plugin: hubspot, settings: { accessToken: pat-file } }
  - { id: newsletter, plugin: mailchimp, settings: { apiKey: ${'0'.repeat(32)}-us1 } }
segments:
  - { key: everyone, rule: { everyone: true } }
syncs:
  - { id: declared, segment: everyone, connection: newsletter, audience: { listId: a1, name: A } }
`,
  {
    ...plugins,
    file: 'segue.yaml',
    env: {},
    parseRule: checkRule,
    referencedSegments: (rule) => referencedSegments(rule as Rule),
  },
);

const merge = (...made: readonly MadeEntry[]) =>
  mergeMade(file, made, { ...plugins, segmentKeys: ['everyone', 'made-segment'] });
const connection = (id: string, entry: object = {}): MadeEntry => ({
  kind: 'connection',
  id,
  entry: { plugin: 'hubspot', settings: { accessToken: 'pat-made' }, ...entry },
});
const sync = (id: string, entry: object = {}): MadeEntry => ({
  kind: 'sync',
  id,
  entry: {
    segment: 'everyone',
    connection: 'newsletter',
    audience: { listId: 'a1', name: 'B' },
    ...entry,
  },
});
const problemsOf = (...made: readonly MadeEntry[]) =>
  Object.fromEntries(
    [...merge(...made).problems].map(([id, list]) => [
      id,
      list.map(({ pointer, message }) => `${pointer} ${message}`),
    ]),
  );

describe('mergeMade', () => {
  it('adds what was made behind what the file says', () => {
    const { config, problems } = merge(
      connection('second', { schedule: { at: '06:30' } }),
      sync('made', { segment: 'made-segment', schedule: { after: 'second' } }),
    );

    expect(problems.size).toBe(0);
    expect(config.connections.map(({ id }) => id)).toEqual(['crm', 'newsletter', 'second']);
    expect(config.connections[2]).toMatchObject({
      kind: 'source',
      schedule: { cron: '30 6 * * *', timezone: 'Europe/Berlin' },
    });
    expect(config.connections[2]).not.toHaveProperty('location');
    expect(config.syncs.map(({ id, segment }) => [id, segment])).toEqual([
      ['declared', 'everyone'],
      ['made', 'made-segment'],
    ]);
  });

  it('does not read the environment for what was made', () => {
    const { config } = merge(connection('second', { settings: { accessToken: '${PATH}' } }));

    expect(config.connections[2]!.settings).toEqual({ accessToken: '${PATH}' });
  });

  it('says what is wrong by a pointer into the entry, never by its values', () => {
    expect(
      problemsOf(
        connection('a', { settings: { accessToken: 'x y', tpyo: 1 }, schedule: { every: 'soon' } }),
        sync('b', { segment: 'nothing', fields: { lower: 'plan' }, guards: { minSize: -1 } }),
        connection('c', { plugin: 'hubspt' }),
        connection('D'),
        { kind: 'connection', id: 'e', entry: {} },
      ),
    ).toEqual({
      a: [
        '/schedule/every must be a whole number and one of s, m, h, d, w, such as 15m (365d at most)',
        expect.stringMatching(/^\/settings\/tpyo is not a known key here/),
        expect.stringMatching(/^\/settings\/accessToken must be the token of a private app/),
      ],
      b: [
        '/guards/minSize must be a whole number from 0 to 1000000000',
        expect.stringMatching(/^\/segment is not a segment of this workspace: write one of/),
        expect.stringMatching(/^\/fields\/lower must be a Mailchimp merge tag/),
      ],
      c: [expect.stringMatching(/^\/plugin is not a plugin .*did you mean "hubspot"/)],
      D: [expect.stringMatching(/^\/id must be lower-case words/)],
      e: ['/plugin is missing: must be a text of 1 to 100 characters, such as hubspot'],
    });
  });

  it('leaves out what needs something that is left out', () => {
    const { config, problems } = merge(
      connection('broken', { plugin: 'gone' }),
      sync('first', { connection: 'broken' }),
      sync('second', { schedule: { after: 'first' } }),
      sync('fine'),
    );

    expect([...problems.keys()]).toEqual(['broken', 'first', 'second']);
    expect(config.syncs.map(({ id }) => id)).toEqual(['declared', 'fine']);
  });

  it('finds circles among what was made', () => {
    const problems = problemsOf(
      sync('one', { schedule: { after: 'two' } }),
      sync('two', { schedule: { after: 'one' } }),
    );

    expect(problems['one']).toEqual([expect.stringContaining('one after two after one')]);
  });

  it('lets the file have an id that it names as well', () => {
    const { config, shadowed } = merge(sync('declared', { segment: 'made-segment' }));

    expect([...shadowed]).toEqual(['declared']);
    expect(config.syncs).toEqual(file.syncs);
  });

  it.each([
    [['operator'], undefined],
    [[], undefined],
    [['owner'], '/syncRoles/0 must be one of operator, marketer'],
    ['operator', '/syncRoles must be a list, such as [ operator ], of operator and marketer'],
  ])('takes %j for roles that may sync to it, or says why not', (syncRoles, problem) => {
    expect(problemsOf(connection('a', { syncRoles }))['a']?.[0]).toBe(problem);
  });
});

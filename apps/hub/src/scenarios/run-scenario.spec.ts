import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '../database/database.js';
import type { Outcome } from './outcome.js';
import { parseScenario } from './read-scenario.js';
import { runScenario } from './run-scenario.js';

const AT = '2026-01-01T00:00:00Z';

const BUYERS = { buyers: { event: 'Order' } };
const SEND = [
  { type: 'track', userId: 'u1', event: 'Order' },
  { type: 'identify', userId: 'u2', traits: { plan: 'free', email: 'b@example.com' } },
];

describe('runScenario', () => {
  let database: Database;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segue-'));
    database = await Database.open({ kind: 'pglite' });
  });
  afterAll(() => database.close());

  const run = async (scenario: object): Promise<Outcome> =>
    runScenario(database, await parseScenario(JSON.stringify(scenario), join(folder, 'a.json')));

  it('begins with an empty database, and gives segments the same ids each time', async () => {
    const scenario = {
      segments: { ...BUYERS, all: { everyone: true } },
      steps: [
        { at: AT, expectSize: { all: 0 } },
        { at: AT, send: SEND, expectSize: { all: 2 } },
      ],
    };

    const outcomes = [await run(scenario), await run(scenario)];

    expect(outcomes.map(({ passed }) => passed)).toEqual([2, 2]);
    const segments = await database.prisma.segment.findMany({ orderBy: { id: 'asc' } });
    expect(segments.map(({ id, key }) => [id, key])).toEqual([
      [1, 'buyers'],
      [2, 'all'],
    ]);
  });

  it.each<[string, unknown, unknown, unknown]>([
    ['expect', { buyers: [] }, [], ['u1']],
    ['expect', { buyers: ['u1', 'u2'] }, ['u1', 'u2'], ['u1']],
    ['expect', { buyers: ['u1', 'u9'] }, ['u1', 'u9'], ['u1']],
    ['expectSize', { buyers: 2 }, 2, 1],
    ['expectSize', { buyers: { neq: 1 } }, { neq: 1 }, 1],
    ['expectSize', { buyers: { gt: 1 } }, { gt: 1 }, 1],
    ['expectSize', { buyers: { gte: 2 } }, { gte: 2 }, 1],
    ['expectSize', { buyers: { lt: 1 } }, { lt: 1 }, 1],
    ['expectSize', { buyers: { lte: 0 } }, { lte: 0 }, 1],
    ['expectSize', { buyers: { between: [2, 3] } }, { between: [2, 3] }, 1],
    ['expectProfiles', [['u2']], [['userId:u2']], [['email:b@example.com', 'userId:u2']]],
    ['expectProfiles', [['u1'], ['u9']], [['userId:u1'], ['userId:u9']], [['userId:u1']]],
    ['expectTraits', { u2: { plan: 'paid' } }, { plan: 'paid' }, { plan: 'free' }],
    ['expectTraits', { u2: { plan: null } }, { plan: null }, { plan: 'free' }],
    ['expectTraits', { u1: { plan: 'free' } }, { plan: 'free' }, { plan: null }],
    ['expectTraits', { u9: {} }, {}, null],
  ])('fails %s %j', async (key, value, expected, found) => {
    const { passed, failures } = await run({
      segments: BUYERS,
      steps: [{ at: AT, send: SEND, [key]: value }],
    });

    expect(passed).toBe(0);
    expect(failures).toMatchObject([{ expected, found, step: 1, at: '2026-01-01T00:00:00.000Z' }]);
  });

  it.each<[string, unknown]>([
    ['expect', { buyers: ['u1', 'userId:u1'] }],
    ['expectSize', { buyers: { between: [1, 1] } }],
    ['expectProfiles', [['email:B@Example.com', 'u2'], ['u1']]],
    ['expectTraits', { 'email:b@example.com': { plan: 'free', country: null } }],
  ])('passes %s %j', async (key, value) => {
    const { passed, failures } = await run({
      segments: BUYERS,
      steps: [{ at: AT, send: SEND, [key]: value }],
    });

    expect(failures).toEqual([]);
    expect(passed).toBe(1);
  });

  it.each([
    [{ tags: ['a'] }, { tags: ['a', null] }],
    [{ tags: { 0: 'a' } }, { tags: ['a'] }],
    [{ tags: ['a', 'b'] }, { tags: ['b', 'a'] }],
    [{ tags: '5' }, { tags: 5 }],
    [{ address: { zip: 1 } }, { address: { zip: 1, city: 'Bonn' } }],
  ])('compares traits deeply: %j is not %j', async (expected, traits) => {
    const { failures } = await run({
      steps: [
        {
          at: AT,
          send: [{ type: 'identify', userId: 'u1', traits }],
          expectTraits: { u1: expected },
        },
      ],
    });

    expect(failures).toMatchObject([{ expectation: 'expectTraits.u1', expected, found: traits }]);
  });

  it('explains the first ten of many profiles that are wrong', async () => {
    const send = Array.from({ length: 60 }, (_, n) => ({ type: 'page', userId: `u${n}` }));

    const { failures } = await run({
      segments: { all: { everyone: true } },
      steps: [{ at: AT, send, expect: { all: [] } }],
    });

    expect(failures[0]!.profiles).toHaveLength(10);
    expect(failures[0]!.found).toHaveLength(50);
    expect(failures[0]!.notes).toEqual(['60 profiles were found in all']);
  });

  it('fails when a rule is refused elsewhere than expected, or not at all', async () => {
    const { passed, failures } = await run({
      segments: BUYERS,
      steps: [
        {
          at: AT,
          define: { buyers: { event: '' }, others: { everyone: true }, third: { any: [] } },
          expectError: { buyers: '/count', others: '/everyone', third: '/any' },
          expect: { others: [], third: [] },
        },
      ],
    });

    expect(passed).toBe(2);
    expect(failures).toMatchObject([
      { expectation: 'expectError.buyers', expected: '/count', found: ['/event'] },
      { expectation: 'expectError.others', found: null, notes: ['the rule was accepted'] },
      { expectation: 'expect.third', found: null },
    ]);
  });

  it('shows messages that were not taken, and names of nobody, without failing', async () => {
    await writeFile(join(folder, 'broken.ndjson'), '{"type":\n\n[]\n{"type":"page"}\n');

    const { failures, warnings } = await run({
      identity: { block: ['^guest$'] },
      segments: { all: { everyone: true } },
      steps: [
        {
          at: AT,
          erase: ['u9'],
          send: [
            { type: 'track', userId: 'u1' },
            { type: 'page', userId: 'guest' },
          ],
          sendFile: 'broken.ndjson',
          expect: { all: [] },
        },
      ],
    });

    expect(failures).toEqual([]);
    expect(warnings).toEqual([
      'nobody is named u9 (steps[0].erase)',
      expect.stringMatching(/not taken: MISSING_EVENT, .* \(steps\[0\]\.send\[0\]\)$/),
      expect.stringMatching(/not taken: NO_IDENTIFIER, .* \(steps\[0\]\.send\[1\]\)$/),
      expect.stringMatching(/not taken: INVALID_JSON, .* \(broken\.ndjson line 1\)$/),
      expect.stringMatching(/not taken: NOT_AN_OBJECT, .* \(broken\.ndjson line 3\)$/),
      expect.stringMatching(/not taken: NO_IDENTIFIER, .* \(broken\.ndjson line 4\)$/),
    ]);
  });

  it('says where the first of many messages stood that were not taken', async () => {
    const send = Array.from({ length: 7 }, () => ({ type: 'page' }));

    const { warnings } = await run({ steps: [{ at: AT, send, expectProfiles: [] }] });

    expect(warnings).toEqual([expect.stringContaining('steps[0].send[4] and 2 more)')]);
  });

  it('warns of a scenario that expects nothing', async () => {
    expect((await run({ steps: [{ at: AT }] })).warnings).toHaveLength(1);
  });

  it('refuses a clock that goes back, also over time zones', async () => {
    const scenario = {
      timezone: 'Europe/Berlin',
      steps: [{ at: AT }, { at: '2026-01-01T00:30' }],
    };

    await expect(run(scenario)).rejects.toThrow(/a\.json:1:\d+ steps\[1\]\.at must not be earlier/);
  });

  it('refuses a file of messages that is cut off', async () => {
    const cut = gzipSync('{"type":"page","userId":"u1"}\n'.repeat(9_000)).subarray(0, 60);
    await writeFile(join(folder, 'cut.ndjson.gz'), cut);

    const outcome = run({ steps: [{ at: AT, sendFile: 'cut.ndjson.gz' }] });

    await expect(outcome).rejects.toThrow('steps[0].sendFile names cut.ndjson.gz, which cannot be');
  });
});

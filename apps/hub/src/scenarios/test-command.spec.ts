import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { testCommand, type TestOptions } from './test-command.js';

const AT = '2026-01-01T00:00:00Z';
/** As evidence has it. */
const ZONED = '2026-01-01T00:00:00.000+00:00';
const LATER = '2026-01-02T00:00:00Z';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segue-'));
});

async function write(name: string, scenario: object): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, JSON.stringify(scenario));
  return path;
}

/** What the command says and its exit code, the folder left out. */
async function run(files: readonly string[], options: TestOptions = {}) {
  const texts: string[] = [];
  const code = await testCommand(files, options, (text) => texts.push(text));
  return { code, text: texts.join('\n').replaceAll(`${folder}/`, '') };
}

const BUYERS = {
  buyers: { all: [{ event: 'Order' }, { not: { trait: 'plan', op: 'eq', value: 'free' } }] },
};
const SEND = [
  { type: 'track', userId: 'u1', event: 'Order' },
  { type: 'track', userId: 'u2', event: 'Order' },
  { type: 'identify', userId: 'u2', traits: { plan: 'free', email: 'b@example.com' } },
];

describe('testCommand', () => {
  it('passes when everything holds, and gives every file a database of its own', async () => {
    const steps = [{ at: AT, send: SEND, expect: { buyers: ['u1'] }, expectSize: { buyers: 1 } }];
    const files = [
      await write('first.json', { segments: BUYERS, steps }),
      await write('second.json', {
        segments: { ...BUYERS, all: { everyone: true } },
        steps: [{ at: AT, expect: { buyers: [], all: [] } }],
      }),
    ];

    const { code, text } = await run(files);

    expect(code).toBe(0);
    expect(text).toBe(
      '✓ first.json: 2 passed\n✓ second.json: 2 passed\n4 expectations passed, 0 failed',
    );
  });

  it('explains each profile that is wrongly in a segment, or not', async () => {
    const steps = [{ at: AT, send: SEND, expect: { buyers: ['email:B@example.com', 'u9'] } }];
    const file = await write('wrong.json', { segments: BUYERS, steps });

    const { code, text } = await run([file]);

    expect(code).toBe(1);
    expect(text.split('\n')).toEqual([
      '✗ wrong.json: 0 passed, 1 failed',
      '  ✗ expect.buyers (step 1, 2026-01-01T00:00:00.000Z; wrong.json:1)',
      '      expected ["email:B@example.com","u9"]',
      '      found    ["u1"]',
      '      nobody is named u9',
      '      u2 is no member and should be:',
      '        ✗ all',
      '          ✓ {"event":"Order"}',
      '              1 event found',
      `              ${ZONED} Order`,
      '          ✗ not',
      '            ✓ {"trait":"plan","op":"eq","value":"free"}',
      `                it is "free", as test said at ${ZONED}, so since ${ZONED}`,
      '      u1 is a member and should not be:',
      '        ✓ all',
      '          ✓ {"event":"Order"}',
      '              1 event found',
      `              ${ZONED} Order`,
      '          ✓ not',
      '            ✗ {"trait":"plan","op":"eq","value":"free"}',
      '                it is missing',
      '0 expectations passed, 1 failed',
    ]);
  });

  it('counts expectations in JSON, over all files and with nothing else printed', async () => {
    const good = await write('good.json', {
      segments: BUYERS,
      steps: [{ at: AT, send: SEND, expect: { buyers: ['u1'] }, expectTraits: { u1: {}, u2: {} } }],
    });
    const bad = await write('bad.json', {
      segments: BUYERS,
      steps: [{ at: AT }, { at: LATER, send: SEND, expect: { buyers: [] } }],
    });

    const { code, text } = await run([good, bad], { json: true, full: true });

    expect(code).toBe(1);
    expect(JSON.parse(text)).toEqual({
      passed: 3,
      failed: 1,
      failures: [expect.objectContaining({ step: 2, expectation: 'expect.buyers', found: ['u1'] })],
    });
  });

  it('runs the other files beside one that is no scenario, and exits with 2', async () => {
    const good = await write('good.json', { steps: [{ at: AT, expectProfiles: [] }] });
    const bad = await write('bad.json', { steps: [{ at: AT, exspect: {} }] });

    const { code, text } = await run([bad, good]);

    expect(code).toBe(2);
    expect(text).toContain('✓ good.json: 1 passed');
    expect(text).toContain('bad.json:1:');
    expect(text).toContain('did you mean "expect"?');
  });

  it('names the rule and the place of a definition that is refused', async () => {
    const steps = [
      { at: AT, define: { buyers: { all: [{ event: 'A' }, { event: 'B', count: 3 }] } } },
    ];
    const file = await write('rule.json', { segments: BUYERS, steps });

    const { code, text } = await run([file], { json: true });

    expect(code).toBe(2);
    expect(JSON.parse(text)).toMatchObject({
      passed: 0,
      errors: [
        expect.stringMatching(/rule\.json:1:\d+ steps\[0\]\.define\.buyers \/all\/1\/count: /),
      ],
    });
  });

  it('asks for a file', async () => {
    expect(await run([])).toMatchObject({ code: 2 });
  });
});

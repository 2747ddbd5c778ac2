import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { segue } from './support/hub-process.js';

/** Each command is a process of its own, which takes seconds to start. */
const TIMEOUT_MS = 120_000;

const CONNECTIONS = `connections:
  - { id: web, plugin: file, settings: { path: events.ndjson, format: ndjson } }
segments:
  - { key: everyone, rule: { everyone: true } }
`;

const START = Date.now();

const track = (userId: string, event: string, hoursAgo: number) =>
  JSON.stringify({
    ...{ type: 'track', userId, event },
    timestamp: new Date(START - hoursAgo * 3_600_000).toISOString(),
  });

const EVENTS = [
  ...[track('u1', 'Viewed', 5), track('u1', 'Ordered', 3.5)],
  ...[track('u2', 'Viewed', 5), track('u2', 'Bought', 3.5)],
  track('u3', 'Viewed', 5),
];

const FUNNEL = `steps:
  - event: Viewed
  - event: [Ordered, Bought]
within: { last: 1d }
segments: [everyone]
`;

describe('segue funnel', () => {
  let folder: string;
  const run = (...args: string[]) => segue(args, { folder });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segue-funnels-'));
    await writeFile(join(folder, 'segue.yaml'), CONNECTIONS);
    await writeFile(join(folder, 'events.ndjson'), `${EVENTS.join('\n')}\n`);
    await writeFile(join(folder, 'funnel.yaml'), FUNNEL);
    await run('run', 'web', 'segments');
  }, TIMEOUT_MS);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it(
    'prints a table for everyone and for each segment',
    async () => {
      const { code, stdout } = await run('funnel', 'funnel.yaml');

      expect(code).toBe(0);
      expect(stdout.trimEnd().split('\n')).toEqual([
        'everyone',
        expect.stringMatching(
          /^step +event +people +of first +of previous +median time +dropped off$/,
        ),
        expect.stringMatching(/^1 +Viewed +3 +100\.0 %$/),
        expect.stringMatching(/^2 +Ordered or Bought +2 +66\.7 % +66\.7 % +1\.5 h +1$/),
        '',
        'segment everyone',
        expect.stringMatching(/^step/),
        expect.stringMatching(/^1 +Viewed +3/),
        expect.stringMatching(/^2 +Ordered or Bought +2/),
      ]);
    },
    TIMEOUT_MS,
  );

  it(
    'prints JSON as the API does',
    async () => {
      const { code, stdout } = await run('funnel', 'funnel.yaml', '--json');

      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        groups: [
          { segment: null, steps: [{ people: 3 }, { people: 2, medianMs: 5_400_000 }] },
          { segment: 'everyone', steps: [{ people: 3 }, { people: 2 }] },
        ],
      });
    },
    TIMEOUT_MS,
  );

  it(
    'refuses what is no funnel with every problem, and reads standard input',
    async () => {
      await writeFile(
        join(folder, 'bad.json'),
        '{ "steps": [], "within": { "last": "30d" }, "segments": ["everyon"] }',
      );

      const [bad, empty] = [await run('funnel', 'bad.json'), await run('funnel', '-')];

      expect(bad).toMatchObject({ code: 2, stdout: '' });
      expect(bad.stderr.trimEnd().split('\n')).toEqual([
        '/steps: must be a list of 2 to 10 steps',
        '/segments/0: is not the key of a segment; did you mean "everyone"?',
      ]);
      expect(empty.code).toBe(2);
      expect(empty.stderr).toMatch(/^the request must be an object: .*, not null\n$/);
    },
    TIMEOUT_MS,
  );
});

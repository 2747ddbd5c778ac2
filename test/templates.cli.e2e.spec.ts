import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { segue } from './support/hub-process.js';

/** Each command is a process of its own, which takes seconds to start. */
const TIMEOUT_MS = 120_000;

const CONNECTIONS = `connections:
  - { id: web, plugin: file, settings: { path: events.ndjson, format: ndjson } }
`;

const hoursAgo = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();

const track = (userId: string, event: string, hours: number, properties: object = {}) =>
  JSON.stringify({ type: 'track', userId, event, timestamp: hoursAgo(hours), properties });

const EVENTS = [
  track('u1', 'view_item', 5),
  track('u1', 'view_item', 4),
  track('u2', 'view_item', 3),
  track('u2', 'Order Completed', 2, { total: 50 }),
  track('u3', 'Order Completed', 1, { total: 20 }),
];

describe('segue templates', () => {
  let folder: string;
  const run = (...args: string[]) => segue(args, { folder });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segue-templates-'));
    await writeFile(join(folder, 'segue.yaml'), CONNECTIONS);
    await writeFile(join(folder, 'events.ndjson'), `${EVENTS.join('\n')}\n`);
    await run('run', 'web');
  }, TIMEOUT_MS);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it(
    'lists all with what the data lack for them',
    async () => {
      const { code, stdout } = await run('templates');

      const lines = stdout.split('\n');
      const line = (key: string) => lines.find((text) => text.startsWith(`${key} `));
      expect(code).toBe(0);
      expect(lines[0]).toMatch(/^template +title +category +usable$/);
      expect(line('lapsed-customers')).toMatch(/Lapsed customers +buyers +yes$/);
      expect(line('window-shoppers')).toMatch(
        /no: no event "Product Viewed" in the data \(there is "view_item"\)$/,
      );
    },
    TIMEOUT_MS,
  );

  it(
    'prints a segment that segue.yaml takes as it is, and that finds its people',
    async () => {
      const set = ['--set', 'viewEvent=view_item', 'views=2', '--set', 'within=1d'];
      const shoppers = await run('templates', 'window-shoppers', ...set);
      const champions = await run('templates', 'rfm', '--set', 'frequencyFrom=1', 'monetaryFrom=3');
      const sections = [CONNECTIONS, 'segments:\n', shoppers.stdout, champions.stdout];
      await writeFile(join(folder, 'segue.yaml'), sections.join(''));

      const evaluated = await run('run', 'segments');
      const status = await run('status', '--json');

      expect([shoppers.code, champions.code, evaluated.code]).toEqual([0, 0, 0]);
      expect(shoppers.stdout).toMatch(/^ {2}- key: window-shoppers\n {4}name: Window shoppers\n/);
      expect(champions.stdout).toMatch(/Thresholds computed on .* over 2 people/s);
      expect((JSON.parse(status.stdout) as Status).segments).toMatchObject([
        { key: 'window-shoppers', size: 1, error: null },
        { key: 'rfm', size: 1, error: null },
      ]);
    },
    TIMEOUT_MS,
  );

  it(
    'prints JSON, with several events by one name',
    async () => {
      const set = ['--set', 'viewEvent=a, b', '--set', 'viewEvent=c', '--set', 'orderEvent=*'];

      const { code, stdout } = await run('templates', 'window-shoppers', ...set, '--json');

      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        key: 'window-shoppers',
        rule: { all: [{ event: ['a, b', 'c'] }, { not: { event: '*' } }] },
        warnings: ['no event "a, b" or "c" in the data: nobody can be found by it'],
      });
    },
    TIMEOUT_MS,
  );

  it.each([
    [['nope'], 'there is no template nope'],
    [['window-shoppers', '--set', 'views'], '--set takes name=value'],
    [['window-shoppers', '--set', 'views=many'], 'views: must be a whole number from 1 on'],
  ])(
    'refuses %j with a sentence',
    async (args, sentence) => {
      const { code, stdout, stderr } = await run('templates', ...args);

      expect(code).toBe(2);
      expect(stdout + stderr).toContain(sentence);
    },
    TIMEOUT_MS,
  );
});

interface Status {
  readonly segments: readonly unknown[];
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.js';
import { serverDatabase, type HubDatabase } from './support/hub-database.js';
import { HubProcess } from './support/hub-process.js';
import { TEST_API_KEY } from './support/hub-server.js';
import { Watching } from './support/watching.js';

const CONFIG = `
segments:
  - { key: everyone, name: Everyone, rule: { everyone: true } }
`;
const ADDRESS = /http:\/\/[\d.]+:\d+/;

const hasServer = Boolean(process.env['SEGUE_TEST_DATABASE_URL']);
// PGlite can be open in one process only.
const title = hasServer
  ? 'who watches one of two hubs'
  : 'who watches one of two hubs (skipped: SEGUE_TEST_DATABASE_URL names no server)';

(hasServer ? describe : describe.skip)(title, () => {
  let folder: string;
  let database: HubDatabase;
  let hubs: readonly [HubProcess, HubProcess];
  let urls: readonly [string, string];
  const open: Watching[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segue-'));
    await writeFile(join(folder, 'segue.yaml'), CONFIG);
    database = await serverDatabase();
    const env = { ...database.env, SEGUE_API_KEY: TEST_API_KEY, PORT: '0' };
    hubs = [new HubProcess(['start'], { folder, env }), new HubProcess(['start'], { folder, env })];
    for (const hub of hubs) await hub.printed(ADDRESS);
    urls = [addressOf(hubs[0]), addressOf(hubs[1])];
  }, 60_000);
  afterEach(() => {
    for (const one of open.splice(0)) one.stop();
  });
  afterAll(async () => {
    for (const hub of hubs) await hub.kill();
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const addressOf = ({ stdout }: HubProcess): string => ADDRESS.exec(stdout)![0];

  async function watch(url: string, lastId?: string): Promise<Watching> {
    const watching = new Watching(`${url}/api/live`, TEST_API_KEY, lastId);
    open.push(watching);
    await eventually('it watches', () => watching.events.some(({ type }) => type === 'watching'));
    return watching;
  }

  async function call<T>(url: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`${url}${path}`, {
      headers: { authorization: `Bearer ${TEST_API_KEY}`, 'content-type': 'application/json' },
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    });
    return (await answer.json()) as T;
  }

  /** @returns the id of a run that has ended, which this process made */
  async function run(url: string): Promise<string> {
    const newest = async () =>
      (await call<{ runs: { id: string; state: string }[] }>(url, '/api/runs?limit=1')).runs[0];
    const before = (await newest())?.id;
    await call(url, '/api/run', { ids: ['segments'] });
    await eventually('the run has ended', async () => {
      const found = await newest();
      return found !== undefined && found.id !== before && found.state === 'succeeded';
    });
    return (await newest())!.id;
  }

  const hasEnd = (watching: Watching, id: string): boolean =>
    watching.events.some(
      ({ type, data }) => type === 'run' && data['id'] === id && data['state'] === 'succeeded',
    );

  it('sees what runs in the other', async () => {
    const [first, second] = urls;
    const watching = await watch(first);

    const id = await run(second);

    await eventually('the run is told of', () => hasEnd(watching, id));
    await eventually('so is the evaluation', () =>
      watching.events.some(({ type }) => type === 'evaluation'),
    );
  }, 60_000);

  it('is told to look anew when it comes back to the other, and goes on there', async () => {
    const [first, second] = urls;
    const watching = await watch(first);
    const missed = await run(first);
    await eventually('the run is told of', () => hasEnd(watching, missed));
    const lastId = watching.events.at(-1)!.id!;
    watching.stop();
    // Somebody else watches there: that process knows events of its own.
    const other = await watch(second);
    const seen = await run(first);
    await eventually('the other is told of it', () => hasEnd(other, seen));

    const back = await watch(second, lastId);
    const id = await run(first);
    await eventually('the next run is told of', () => hasEnd(back, id));

    expect(back.events[0]).toMatchObject({ type: 'refresh', data: {} });
    expect(back.events.filter(({ type }) => type === 'refresh')).toHaveLength(1);
    expect(hasEnd(back, seen)).toBe(false);
    expect(back.events.at(-1)!.id).not.toBe(lastId);
  }, 60_000);

  it('misses nothing when it comes back to the same', async () => {
    const [first, second] = urls;
    await watch(first);
    const watching = await watch(first);
    await run(second);
    await eventually('something is told', () => watching.events.at(-1)?.id !== undefined);
    const lastId = watching.events.at(-1)!.id!;
    watching.stop();
    const missed = await run(second);

    const back = await watch(first, lastId);

    await eventually('the missed run is told of', () => hasEnd(back, missed));
    expect(back.events.some(({ type }) => type === 'refresh')).toBe(false);
  }, 60_000);
});

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../apps/hub/src/database/database.js';
import { openTestDatabase } from './support/test-database.js';
import { WorkspaceHub, type Json, type JsonAnswer } from './support/workspace-hub.js';

/** Nothing listens on port 9. */
const NOWHERE = 'http://127.0.0.1:9';
const FILE = `
workspace: { name: Acme, timezone: Europe/Berlin }
connections:
  - id: crm
    plugin: hubspot
    settings: { accessToken: pat-file, baseUrl: "${NOWHERE}" }
  - id: web
    plugin: segment
    settings: { baseUrl: "https://events.acme.example" }
  - id: newsletter
    plugin: mailchimp
    settings: { apiKey: "${'0'.repeat(32)}-us1", baseUrl: "${NOWHERE}" }
    syncRoles: [operator]
segments:
  - { key: everyone, name: Everyone, rule: { everyone: true } }
syncs:
  - id: declared
    segment: everyone
    connection: newsletter
    audience: { listId: a1, name: Declared }
`;

const mailchimp = (id: string) => ({
  id,
  plugin: 'mailchimp',
  settings: { apiKey: `${'1'.repeat(32)}-us1`, baseUrl: NOWHERE },
});
const sync = (over: object = {}) => ({
  id: 'made',
  segment: 'everyone',
  connection: 'shop-news',
  audience: { listId: 'a1', name: 'Made' },
  ...over,
});
const codeOf = ({ status, json }: JsonAnswer) => [status, json['code']];

describe('what may be made over the API', () => {
  let folder: string;
  let database: Database;
  let hub: WorkspaceHub;
  let marketer: WorkspaceHub;
  const env = { SEGUE_SECRET_KEY: randomBytes(32).toString('base64') };
  const startWith = async (yaml: string, environment: typeof env | object = env) => {
    await writeFile(join(folder, 'segue.yaml'), yaml);
    return WorkspaceHub.start({
      file: join(folder, 'segue.yaml'),
      database,
      env: { ...environment },
    });
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segue-rules-'));
    database = await openTestDatabase();
    hub = await startWith(FILE);
    marketer = await hub.as('marketer');
    await hub.post('/api/connections', mailchimp('shop-news'));
    await hub.run('evaluate', 'segments');
  });

  afterAll(async () => {
    await hub.close();
    await database.close();
    await rm(folder, { recursive: true });
  });

  it.each([
    ['PATCH', '/api/connections/crm', { schedule: { every: '1h' } }, 3 + 1, 6],
    ['DELETE', '/api/connections/crm', undefined, 4, 6],
    ['PATCH', '/api/syncs/declared', { fields: {} }, 17, 20],
    ['DELETE', '/api/syncs/declared', undefined, 17, 20],
  ])('%s %s is refused with the lines of the file', async (method, path, body, line, endLine) => {
    const answer = await hub.call(method, path, body);

    expect(answer).toMatchObject({
      status: 409,
      json: { code: 'MANAGED_BY_FILE', location: { line, endLine } },
    });
    expect(answer.json['location']).toHaveProperty('file', expect.stringMatching(/segue\.yaml$/));
  });

  it.each([
    ['an id of the file', mailchimp('crm'), 409, 'ID_TAKEN'],
    ['an id of a sync', mailchimp('declared'), 409, 'ID_TAKEN'],
    ['an id that was made', mailchimp('shop-news'), 409, 'ID_TAKEN'],
    ['an id that is none', mailchimp('Shop News'), 422, 'DEFINITION_INVALID'],
    ['a plugin that is not there', { id: 'a', plugin: 'hubspt' }, 422, 'DEFINITION_INVALID'],
    ['settings that lack one', { id: 'a', plugin: 'hubspot' }, 422, 'DEFINITION_INVALID'],
    [
      'settings that are a list',
      { id: 'a', plugin: 'hubspot', settings: [] },
      400,
      'INPUT_INVALID',
    ],
    ['a key that is unknown', { ...mailchimp('a'), tpyo: 1 }, 400, 'INPUT_INVALID'],
    [
      'a schedule of a destination',
      { ...mailchimp('a'), schedule: { every: '1h' } },
      422,
      'DEFINITION_INVALID',
    ],
    [
      'files of the hub itself',
      { id: 'a', plugin: 'file', settings: { path: '/etc' } },
      409,
      'PLUGIN_LOCAL',
    ],
  ])('a connection with %s is refused', async (_, body, status, code) => {
    expect(codeOf(await hub.post('/api/connections', body))).toEqual([status, code]);
    expect(codeOf(await hub.call('GET', '/api/connections/a'))).toEqual([404, 'NOT_FOUND']);
  });

  it.each([
    ['a segment that is not there', { segment: 'nobody' }, '/segment'],
    ['a source', { connection: 'crm' }, '/connection'],
    ['no audience', { audience: {} }, '/audience/listId'],
    ['a field the vendor does not take', { fields: { lower: 'plan' } }, '/fields/lower'],
    ['a trait that is no path', { fields: { PLAN: 'a..b' } }, '/fields/PLAN'],
    ['two forms of a schedule', { schedule: { every: '1h', at: '06:00' } }, '/schedule'],
    ['a guard beyond its bounds', { guards: { maxLeavePercent: 101 } }, '/guards/maxLeavePercent'],
    ['itself to wait for', { schedule: { after: 'made' } }, '/schedule/after'],
  ])('a sync with %s is refused at its place', async (_, over, pointer) => {
    const answer = await hub.post('/api/syncs', sync(over));

    expect(codeOf(answer)).toEqual([422, 'DEFINITION_INVALID']);
    expect((answer.json['problems'] as Json[]).map((problem) => problem['pointer'])).toContain(
      pointer,
    );
    const draft = await hub.post('/api/syncs/plan', { ...sync(over), id: undefined });
    expect(pointer === '/schedule/after' || draft.status === 422).toBe(true);
  });

  it('keeps roles from destinations that are not theirs, in making, editing, planning and running', async () => {
    const theirs = await marketer.post('/api/syncs', sync());
    const refused = [
      await marketer.post('/api/syncs', sync({ id: 'other', connection: 'newsletter' })),
      await marketer.post('/api/syncs/plan', sync({ id: undefined, connection: 'newsletter' })),
      await marketer.post('/api/syncs/sample', sync({ id: undefined, connection: 'newsletter' })),
      await marketer.call('GET', '/api/connections/newsletter/audiences'),
      await marketer.post('/api/connections/newsletter/fields', { audience: { listId: 'a1' } }),
      await marketer.post('/api/run', { ids: ['declared'] }),
      await marketer.post('/api/syncs/declared/pause', {}),
      await marketer.post('/api/syncs/declared/retry', {}),
    ];
    const everything = await marketer.post('/api/run', {});

    expect(theirs.status).toBe(201);
    for (const answer of refused) expect(codeOf(answer)).toEqual([403, 'DESTINATION_FORBIDDEN']);
    expect(everything.json['accepted']).toContain('made');
    expect(everything.json['accepted']).not.toContain('declared');
  });

  it('closes a destination to a sync that was there before', async () => {
    await hub.patch('/api/connections/shop-news', { syncRoles: ['operator'] });
    const edit = await marketer.patch('/api/syncs/made', { fields: { FNAME: 'firstName' } });
    const deletion = await marketer.call('DELETE', '/api/syncs/made');
    await hub.patch('/api/connections/shop-news', { syncRoles: null });
    const after = await marketer.patch('/api/syncs/made', { fields: { FNAME: 'firstName' } });

    expect(codeOf(edit)).toEqual([403, 'DESTINATION_FORBIDDEN']);
    expect(codeOf(deletion)).toEqual([403, 'DESTINATION_FORBIDDEN']);
    expect(after).toMatchObject({ status: 200, json: { fields: { FNAME: 'firstName' } } });
  });

  it('lets marketers and viewers change no connection, and viewers no sync', async () => {
    const viewer = await hub.as('viewer');
    const answers = [
      await marketer.post('/api/connections', mailchimp('b')),
      await marketer.patch('/api/connections/shop-news', {}),
      await marketer.post('/api/connections/shop-news/check', {}),
      await marketer.post('/api/connections/web/write-keys', { name: 'x' }),
      await marketer.call('GET', '/api/export/segue.yaml'),
      await viewer.post('/api/syncs', sync({ id: 'c' })),
      await viewer.post('/api/syncs/plan', sync()),
      await viewer.call('GET', '/api/syncs/made/rows?state=failed'),
      await viewer.post('/api/runs/018f0000-0000-7000-8000-000000000000/cancel', {}),
    ];

    for (const answer of answers) expect(codeOf(answer)).toEqual([403, 'FORBIDDEN']);
  });

  it('runs nothing that is paused, and what uses it neither', async () => {
    const paused = await hub.post('/api/connections/shop-news/pause', {});
    const asked = await hub.post('/api/run', { ids: ['made'] });
    const all = await hub.post('/api/run', {});
    const shown = await hub.get('/api/syncs/made');
    const work = await database.prisma.work.findMany({ where: { target: 'made' } });
    const resumed = await hub.post('/api/connections/shop-news/resume', {});

    expect(paused.json).toMatchObject({ isPaused: true });
    expect(codeOf(asked)).toEqual([409, 'PAUSED']);
    expect(all.json['accepted']).not.toContain('made');
    expect(shown).toMatchObject({ isPaused: true, nextAt: null });
    expect(work).toMatchObject([{ isActive: false }]);
    expect(resumed.json).toMatchObject({ isPaused: false });
    expect(await hub.get('/api/syncs/made')).toMatchObject({ isPaused: false });
  });

  it('pauses what the file says as well: that is no part of it', async () => {
    expect(await hub.post('/api/syncs/declared/pause', {})).toMatchObject({
      status: 200,
      json: { isPaused: true, origin: 'file' },
    });
    await hub.post('/api/syncs/declared/resume', {});
  });

  it.each([
    [{ every: '15m' }, 'every 15 minutes', 5],
    [{ at: '06:00' }, 'at 06:00, every day (Europe/Berlin)', 5],
    [{ cron: '0 6 * * 1-5', timezone: 'UTC' }, 'at 06:00, Monday through Friday (UTC)', 5],
    [{ after: 'crm' }, 'after crm', 0],
  ])('says what the schedule %j means', async (schedule, text, count) => {
    const { status, json } = await hub.post('/api/schedules/preview', schedule);

    expect([status, json['text']]).toEqual([200, text]);
    expect(json['times']).toHaveLength(count);
  });

  it.each([
    [{}, ''],
    [{ every: '15 minutes' }, '/every'],
    [{ at: '6:00' }, '/at'],
    [{ cron: '* * * * * *' }, '/cron'],
    [{ at: '06:00', timezone: 'Berlin' }, '/timezone'],
    [{ after: 'nothing' }, '/after'],
    [{ every: '1h', timezone: 'UTC' }, '/timezone'],
  ])('says what is wrong with the schedule %j', async (schedule, pointer) => {
    const { status, json } = await hub.post('/api/schedules/preview', schedule);

    expect(status).toBe(422);
    expect(json['problems']).toEqual([{ pointer, message: expect.any(String) }]);
  });

  it('says what is wrong with an audience whose fields are asked for', async () => {
    const answer = await hub.post('/api/connections/newsletter/fields', {
      audience: { listId: '../ping' },
    });

    expect(answer).toMatchObject({
      status: 422,
      json: { problems: [{ pointer: '/audience/listId' }, { pointer: '/audience/name' }] },
    });
  });

  it('says of an address without an answer that it has none', async () => {
    const { json } = await hub.post('/api/connections/shop-news/check', {});

    expect(json).toMatchObject({ isOk: false, problem: { code: 'TRANSIENT' } });
  });

  it('does not store a secret without a key, and starts without the one that it had', async () => {
    const without = await startWith(FILE, {});
    const made = await without.post('/api/connections', mailchimp('secretless'));
    const { connections } = await without.get<{ connections: Json[] }>('/api/connections');
    const check = await without.post('/api/connections/shop-news/check', {});
    const detail = await without.get('/api/connections/shop-news');
    await without.close();

    expect(codeOf(made)).toEqual([409, 'SECRET_KEY_MISSING']);
    expect(connections.find(({ id }) => id === 'shop-news')).toMatchObject({
      problems: [{ pointer: '/settings' }],
    });
    expect(codeOf(check)).toEqual([409, 'DEFINITION_UNUSABLE']);
    expect(detail).toMatchObject({ secrets: { apiKey: true }, settings: { baseUrl: NOWHERE } });
  });

  it('sets aside what no longer fits the file, and takes it up again', async () => {
    const without = await startWith(
      FILE.replace('key: everyone', 'key: all').replaceAll('segment: everyone', 'segment: all'),
    );
    const broken = await without.get('/api/syncs/made');
    await without.close();
    const again = await startWith(FILE);
    const mended = await again.get('/api/syncs/made');
    await again.close();

    expect(broken).toMatchObject({ origin: 'api', problems: [{ pointer: '/segment' }] });
    expect(mended).toMatchObject({ problems: [] });
  });

  it('does not start when the file gives a taken id to something else', async () => {
    const taken = FILE.replace('id: crm', 'id: shop-news');

    await expect(startWith(taken)).rejects.toThrow(/connections\[0\]\.id is taken by a connection/);
  });
});

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../apps/hub/src/database/database.js';
import { openTestDatabase } from './support/test-database.js';
import { WorkspaceHub, type Json } from './support/workspace-hub.js';

const FILE = 'workspace: { name: Acme, timezone: Europe/Berlin }\n';
const SECRETS = {
  CRM_ACCESS_TOKEN: 'pat-eu1-not-a-real-token',
  NEWSLETTER_API_KEY: '0123456789abcdef0123456789abcdef-us1',
};
const NOWHERE = 'http://127.0.0.1:9';

const CONNECTIONS: readonly Json[] = [
  {
    ...{ id: 'crm', plugin: 'hubspot', schedule: { cron: '0 6 * * 1-5' } },
    settings: {
      ...{ accessToken: SECRETS.CRM_ACCESS_TOKEN, baseUrl: NOWHERE },
      properties: ['email', 'plan'],
    },
  },
  { id: 'web', plugin: 'segment', settings: {} },
  {
    ...{ id: 'newsletter', plugin: 'mailchimp', syncRoles: ['operator'] },
    settings: { apiKey: SECRETS.NEWSLETTER_API_KEY, baseUrl: NOWHERE },
  },
];

const SEGMENTS: readonly Json[] = [
  {
    ...{ key: 'payers', name: 'Zahler: „Köln“', description: 'Pay ${MORE} than\nothers # really' },
    ...{ tags: ['spring', 'e-mail'], folder: 'Marketing/2026' },
    rule: { all: [{ trait: 'plan', op: 'in', value: ['pro', '${NOT_A_VARIABLE}', 'no'] }] },
  },
  { key: 'vips', visibility: 'roles', visibleTo: ['marketer'], rule: { segment: 'payers' } },
  { key: 'guests', name: 'Guests', kind: 'static', folder: 'Events' },
];

const SYNCS: readonly Json[] = [
  {
    ...{ id: 'payers-to-newsletter', segment: 'payers', connection: 'newsletter' },
    ...{ audience: { listId: 'a1b2c3d4e5', name: 'Payers' }, fields: { FNAME: 'firstname' } },
    ...{ schedule: { at: '06:30' }, guards: { maxLeavePercent: 20, maxChanges: 500, minSize: 3 } },
  },
  {
    ...{ id: 'vips-to-newsletter', segment: 'vips', connection: 'newsletter' },
    ...{ audience: { listId: 'a1b2c3d4e5', name: 'VIPs' }, schedule: { after: 'crm' } },
  },
];

const pick = (json: Json, keys: readonly string[]): Json =>
  Object.fromEntries(keys.map((key) => [key, json[key]]));

/** All that a file can say, as the hub answers it. */
const workspaceOf = async (hub: WorkspaceHub) => ({
  connections: await Promise.all(
    CONNECTIONS.map(async ({ id }) =>
      pick(await hub.get(`/api/connections/${String(id)}`), [
        ...['id', 'plugin', 'kind', 'settings', 'secrets', 'schedule', 'syncRoles', 'problems'],
      ]),
    ),
  ),
  segments: await Promise.all(
    SEGMENTS.map(async ({ key }) =>
      pick(await hub.get(`/api/segments/${String(key)}`), [
        ...['key', 'name', 'description', 'kind', 'rule', 'tags', 'folder'],
        ...['visibility', 'visibleTo'],
      ]),
    ),
  ),
  syncs: await Promise.all(
    SYNCS.map(async ({ id }) =>
      pick(await hub.get(`/api/syncs/${String(id)}`), [
        ...['id', 'segmentKey', 'connectionId', 'audience', 'fields', 'schedule', 'guards'],
        'problems',
      ]),
    ),
  ),
});

describe('an export', () => {
  let folder: string;
  let database: Database;
  let hub: WorkspaceHub;
  let text: string;
  let made: Awaited<ReturnType<typeof workspaceOf>>;
  const env = { SEGUE_SECRET_KEY: randomBytes(32).toString('hex') };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segue-export-'));
    await writeFile(join(folder, 'made.yaml'), FILE);
    database = await openTestDatabase();
    hub = await WorkspaceHub.start({ file: join(folder, 'made.yaml'), database, env });
    for (const [path, entries] of [
      ['/api/connections', CONNECTIONS],
      ['/api/segments', SEGMENTS],
      ['/api/segments', [{ key: 'my-own', visibility: 'personal', rule: { everyone: true } }]],
      ['/api/syncs', SYNCS],
      ['/api/connections/web/write-keys', [{ name: 'Shop' }]],
    ] as const) {
      for (const entry of entries) expect((await hub.post(path, entry)).status).toBe(201);
    }
    text = (await hub.call('GET', '/api/export/segue.yaml')).text;
    made = await workspaceOf(hub);
    await writeFile(join(folder, 'exported.yaml'), FILE + text);
  }, 60_000);
  afterAll(async () => {
    await hub.close();
    await database.close();
    await rm(folder, { recursive: true });
  });

  it('makes the same workspace of an empty hub', async () => {
    const empty = await openTestDatabase();
    const another = await WorkspaceHub.start({
      ...{ file: join(folder, 'exported.yaml'), database: empty, env: { ...env, ...SECRETS } },
    });
    try {
      expect(await workspaceOf(another)).toEqual(made);
      expect((await another.call('GET', '/api/export/segue.yaml')).text).toContain('nothing yet');
      const marketer = await another.as('marketer');
      expect((await marketer.call('GET', '/api/segments/vips')).status).toBe(200);
      const operator = await another.as('operator');
      expect((await operator.call('GET', '/api/segments/vips')).status).toBe(404);
    } finally {
      await another.close();
      await empty.close();
    }
  });

  it('is taken over by the hub that it is of, as it was', async () => {
    await hub.close();

    hub = await WorkspaceHub.start({
      ...{ file: join(folder, 'exported.yaml'), database, env: { ...env, ...SECRETS } },
    });

    expect(await workspaceOf(hub)).toEqual(made);
    expect(await hub.get('/api/segments/payers')).toMatchObject({ origin: 'file', version: 1 });
    expect(await hub.get('/api/segments/my-own')).toMatchObject({ origin: 'api' });
  });

  it('has neither secrets nor what is somebody’s own, and names what has to be made anew', () => {
    for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
    expect(text).toContain(
      '# Environment variables to set: CRM_ACCESS_TOKEN, NEWSLETTER_API_KEY\n',
    );
    expect(text).toContain('Another one needs new ones for: web\n');
    expect(text).not.toContain('my-own');
  });
});

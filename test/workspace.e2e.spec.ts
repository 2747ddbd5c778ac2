import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SchedulerService } from '../apps/hub/src/hub/scheduler.service.js';
import type { Database } from '../apps/hub/src/database/database.js';
import { eventually } from './support/eventually.js';
import { openTestDatabase } from './support/test-database.js';
import { VendorWorld } from './support/vendor-world.js';
import { WorkspaceHub, type Json } from './support/workspace-hub.js';

const LIST = 'a1b2c3d4e5';
const FILE = `
workspace: { name: Acme, timezone: Europe/Berlin }
connections:
  - id: declared
    plugin: segment
    settings: { writeKey: declared-write-key }
segments:
  - { key: everyone, name: Everyone, rule: { everyone: true } }
`;

let folder: string;
let world: VendorWorld;
let database: Database;
let hub: WorkspaceHub;
const secretKey = randomBytes(32).toString('hex');

const start = (): Promise<WorkspaceHub> =>
  WorkspaceHub.start({
    file: join(folder, 'segue.yaml'),
    database,
    env: { SEGUE_SECRET_KEY: secretKey },
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segue-workspace-'));
  await writeFile(join(folder, 'segue.yaml'), FILE);
  world = new VendorWorld();
  await world.start();
  world.mailchimp.addList(LIST);
  for (const [name, plan] of [
    ['ada', 'pro'],
    ['grace', 'pro'],
    ['joan', 'free'],
  ] as const) {
    world.hubspot.create({ email: `${name}@example.test`, firstname: name, plan });
  }
  database = await openTestDatabase();
  hub = await start();
}, 60_000);

afterAll(async () => {
  await hub.close();
  await database.close();
  await world.stop();
  await rm(folder, { recursive: true });
});

const crm = () => ({
  id: 'crm',
  plugin: 'hubspot',
  settings: {
    accessToken: world.environment['HUBSPOT_TOKEN'],
    baseUrl: world.environment['HUBSPOT_URL'],
    properties: ['email', 'firstname', 'plan'],
  },
});

describe('a workspace that is made over the API', () => {
  it('says which settings a form is to ask for', async () => {
    const { plugins } = await hub.get<{ plugins: Json[] }>('/api/plugins');

    const hubspot = plugins.find(({ key }) => key === 'hubspot')!;
    expect(hubspot).toMatchObject({ title: 'HubSpot', kind: 'source', isReadable: true });
    const { properties, required } = hubspot['settings'] as {
      properties: Record<string, Json>;
      required: string[];
    };
    expect(Object.keys(properties)).toEqual(['accessToken', 'properties', 'startDate', 'baseUrl']);
    expect(properties['accessToken']).toMatchObject({ title: 'Access token', writeOnly: true });
    expect(required).toEqual(['accessToken']);
    expect(plugins.find(({ key }) => key === 'mailchimp')!['audience']).toMatchObject({
      properties: { listId: { title: 'Audience ID' }, name: { title: 'Tag' } },
    });
  });

  it('checks settings before they are saved', async () => {
    const { settings, plugin } = crm();
    const right = await hub.post('/api/connections/check', { plugin, settings });
    const wrong = await hub.post('/api/connections/check', {
      plugin,
      settings: { ...settings, accessToken: 'pat-not-this-one' },
    });

    expect(right.json).toMatchObject({ isOk: true, problem: null });
    expect(wrong.json).toMatchObject({ isOk: false, problem: { code: 'AUTH_REJECTED' } });
    expect(wrong.text).not.toContain('pat-not-this-one');
  });

  it('goes from a connection to an audience that holds exactly the members', async () => {
    const made = await hub.post('/api/connections', crm());
    expect(made).toMatchObject({ status: 201, json: { origin: 'api', revision: 1 } });
    await hub.post('/api/connections', {
      id: 'newsletter',
      plugin: 'mailchimp',
      settings: {
        apiKey: world.environment['MAILCHIMP_API_KEY'],
        baseUrl: world.environment['MAILCHIMP_URL'],
      },
    });
    expect((await hub.post('/api/connections/crm/check', {})).json).toMatchObject({ isOk: true });

    expect((await hub.run('pull', 'crm')).state).toBe('succeeded');
    await hub.post('/api/segments', {
      key: 'pros',
      rule: { trait: 'plan', op: 'eq', value: 'pro' },
    });
    await hub.run('evaluate', 'segments');
    const sync = {
      segment: 'pros',
      connection: 'newsletter',
      audience: { listId: LIST, name: 'Pros' },
      fields: { FNAME: 'firstname' },
    };
    const plan = await hub.post('/api/syncs/plan', sync);
    expect(plan.json).toMatchObject({ joins: 2, leaves: 0, size: 2, unreachable: 0 });
    expect((plan.json['rows'] as Json[]).map(({ address }) => address).sort()).toEqual([
      'ada@example.test',
      'grace@example.test',
    ]);
    const sample = await hub.post('/api/syncs/sample', sync);
    expect(sample.json['members']).toContainEqual(
      expect.objectContaining({ address: 'ada@example.test', fields: { FNAME: 'ada' } }),
    );
    expect(world.mailchimp.segmentNames(LIST)).toEqual([]);

    const created = await hub.post('/api/syncs', { id: 'pros-to-newsletter', ...sync });
    expect(created).toMatchObject({ status: 201, json: { isPaused: false, size: 2 } });
    expect((await hub.run('sync', 'pros-to-newsletter')).state).toBe('succeeded');

    expect(world.mailchimp.segmentMembers(LIST, 'Pros').sort()).toEqual([
      'ada@example.test',
      'grace@example.test',
    ]);
    expect(await hub.get('/api/syncs/pros-to-newsletter')).toMatchObject({
      tally: { delivered: 2, failed: 0, skipped: 0 },
    });
    const { days } = await hub.get<{ days: Json[] }>('/api/syncs/pros-to-newsletter/runs?days=3');
    expect(days).toHaveLength(3);
    expect(days.at(-1)).toMatchObject({ runs: 1, delivered: 2, joined: 2, failed: 0 });
  });

  it('keeps what was made through a restart, and shows it to another hub process', async () => {
    const other = await start();
    const before = await other.get<{ syncs: Json[] }>('/api/syncs');
    await hub.post('/api/connections/crm/pause', {});

    const { connections } = await other.get<{ connections: Json[] }>('/api/connections');
    await hub.post('/api/connections/crm/resume', {});
    await other.close();

    expect(before.syncs).toMatchObject([{ id: 'pros-to-newsletter', origin: 'api' }]);
    expect(connections.find(({ id }) => id === 'crm')).toMatchObject({ isPaused: true });
  });

  it('never answers a secret, nor stores one in clear', async () => {
    const token = world.environment['HUBSPOT_TOKEN']!;
    const answers = await Promise.all(
      ['/api/connections', '/api/connections/crm', '/api/status', '/api/syncs'].map((path) =>
        hub.call('GET', path),
      ),
    );
    const rows = await database.prisma.definition.findMany();

    for (const { status, text } of answers) {
      expect(status).toBe(200);
      expect(text).not.toContain(token);
    }
    expect(await hub.get('/api/connections/crm')).toMatchObject({
      secrets: { accessToken: true },
      settings: { properties: ['email', 'firstname', 'plan'] },
    });
    expect(rows.map(({ id }) => id)).toEqual(['crm', 'newsletter', 'pros-to-newsletter']);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(hub.log).not.toContain(token);
  });

  it('keeps a secret that an edit leaves out, and sends it nowhere else', async () => {
    const { settings } = crm();
    const { accessToken: _, ...open } = settings;
    const kept = await hub.patch('/api/connections/crm', {
      settings: { ...open, properties: ['email', 'plan'] },
      revision: 1,
    });
    const moved = await hub.patch('/api/connections/crm', {
      settings: { ...open, baseUrl: 'https://evil.example' },
    });
    const movedDraft = await hub.post('/api/connections/check', {
      plugin: 'hubspot',
      id: 'crm',
      settings: { ...open, baseUrl: 'https://evil.example' },
    });
    const outdated = await hub.patch('/api/connections/crm', { settings: open, revision: 1 });

    expect(kept).toMatchObject({ status: 200, json: { revision: 2 } });
    expect((await hub.post('/api/connections/crm/check', {})).json).toMatchObject({ isOk: true });
    for (const answer of [moved, movedDraft]) {
      expect(answer).toMatchObject({
        status: 422,
        json: { code: 'DEFINITION_INVALID', problems: [{ pointer: '/settings/accessToken' }] },
      });
    }
    expect(outdated).toMatchObject({ status: 409, json: { code: 'DEFINITION_OUTDATED' } });
  });

  it('runs on its schedule without a restart', async () => {
    world.hubspot.create({ email: 'mary@example.test', firstname: 'mary', plan: 'pro' });
    await hub.patch('/api/connections/crm', { schedule: { every: '1s' } });
    await hub.patch('/api/syncs/pros-to-newsletter', { schedule: { after: 'crm' } });

    hub.app.get(SchedulerService).start();

    await eventually('the new member is in the audience', () =>
      world.mailchimp.segmentMembers(LIST, 'Pros').includes('mary@example.test'),
    );
    await hub.patch('/api/connections/crm', { schedule: null });
    expect(await hub.get('/api/connections/crm')).toMatchObject({ schedule: null, nextAt: null });
  });

  it('deletes a connection only when nothing uses it', async () => {
    const used = await hub.call('DELETE', '/api/connections/newsletter');
    const sync = await hub.call('DELETE', '/api/syncs/pros-to-newsletter');
    const unused = await hub.call('DELETE', '/api/connections/newsletter');

    expect(used).toMatchObject({ status: 409, json: { code: 'DEFINITION_IN_USE' } });
    expect(used.text).toContain('pros-to-newsletter');
    expect([sync.status, unused.status]).toEqual([204, 204]);
    expect((await hub.call('GET', '/api/syncs/pros-to-newsletter')).status).toBe(404);
    // What was delivered stays there.
    expect(world.mailchimp.segmentMembers(LIST, 'Pros')).toHaveLength(3);
  });
});

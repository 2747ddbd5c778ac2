import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import type { Database } from '../apps/hub/src/database/database.js';
import { loadHub } from '../apps/hub/src/hub/load-hub.js';
import { eventually } from './support/eventually.js';
import { openTestDatabase } from './support/test-database.js';
import { VendorTap } from './support/vendor-tap.js';
import { HubspotSimulator } from './support/vendors/hubspot.simulator.js';
import { MailchimpSimulator } from './support/vendors/mailchimp.simulator.js';
import { SlackSimulator } from './support/vendors/slack.simulator.js';
import { WorkspaceHub, type Json } from './support/workspace-hub.js';

const LIST = 'a1b2c3d4e5';
const TOKEN = 'pat-eu1-simulated';
const LIST_PAGE = /GET \/crm\/v3\/objects\/contacts$/;
const SEGMENT_CHANGE = /POST \/3\.0\/lists\/\w+\/segments\/\d+$/;
const FILE = `
workspace: { name: Acme }
connections:
  - { id: declared-web, plugin: segment }
segments:
  - { key: everyone, name: Everyone, rule: { everyone: true } }
`;

describe('runs of what was made over the API', () => {
  const hubspot = new HubspotSimulator({
    accessToken: TOKEN,
    now: () => new Date(Date.now() - 60_000),
  });
  const mailchimp = new MailchimpSimulator();
  const slack = new SlackSimulator();
  const taps = { hubspot: new VendorTap(), mailchimp: new VendorTap() };
  const env = { SEGUE_SECRET_KEY: randomBytes(32).toString('hex') };
  let folder: string;
  let database: Database;
  let hub: WorkspaceHub;
  let other: WorkspaceHub;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segue-runs-'));
    await writeFile(join(folder, 'segue.yaml'), FILE);
    await Promise.all([hubspot.start(), mailchimp.start(), slack.start()]);
    mailchimp.addList(LIST, {
      name: 'Newsletter',
      mergeFields: [{ tag: 'FNAME', name: 'First name', type: 'text' }],
    });
    slack.addChannel('C0123456789', { name: 'sales' });
    hubspot.load(250);
    database = await openTestDatabase();
    const options = { file: join(folder, 'segue.yaml'), database, env };
    hub = await WorkspaceHub.start(options);
    other = await WorkspaceHub.start(options);
    await hub.post('/api/connections', {
      id: 'crm',
      plugin: 'hubspot',
      settings: { accessToken: TOKEN, baseUrl: await taps.hubspot.start(hubspot.url) },
    });
    await hub.post('/api/connections', {
      id: 'newsletter',
      plugin: 'mailchimp',
      settings: {
        apiKey: mailchimp.apiKey,
        baseUrl: `${await taps.mailchimp.start(mailchimp.url)}/3.0`,
      },
    });
    await hub.post('/api/connections', {
      id: 'chat',
      plugin: 'slack',
      settings: { botToken: slack.botToken, baseUrl: slack.baseUrl },
    });
  }, 60_000);

  afterAll(async () => {
    await Promise.all([hub.close(), other.close()]);
    await database.close();
    const servers = [hubspot, mailchimp, slack, taps.hubspot, taps.mailchimp];
    await Promise.all(servers.map((server) => server.stop()));
    await rm(folder, { recursive: true });
  });

  const latest = async (target: string): Promise<Json> => {
    const { runs } = await hub.get<{ runs: Json[] }>(`/api/runs?target=${target}&limit=1`);
    return runs[0]!;
  };

  it('a pull is cancelled from another process, and the next one goes on from there', async () => {
    const secondPage = taps.hubspot.hold(LIST_PAGE, 2);
    const running = hub.run('pull', 'crm');
    await secondPage;
    const { id } = await latest('crm');
    const before = await other.get(`/api/runs/${id as string}`);

    const asked = await other.post(`/api/runs/${id as string}/cancel`, {});
    const cancelled = await running;
    taps.hubspot.release();
    const again = await other.post(`/api/runs/${id as string}/cancel`, {});
    const rest = await hub.run('pull', 'crm');

    expect(before).toMatchObject({
      state: 'running',
      progress: { done: 100, total: null, remainingMs: null },
    });
    expect(asked).toMatchObject({ status: 202, json: { cancelAskedBy: 'api' } });
    expect(cancelled).toMatchObject({ state: 'cancelled', error: null, counts: { read: 100 } });
    expect(again).toMatchObject({ status: 409, json: { code: 'RUN_OVER' } });
    expect(rest).toMatchObject({ state: 'succeeded', counts: { read: expect.any(Number) } });
    // One page at most is read again.
    expect(rest.counts.read).toBeLessThanOrEqual(200);
    expect(await database.prisma.profile.count()).toBe(250);
  });

  it('a sync is cancelled after the batch in hand, and nothing is left half-marked', async () => {
    const stage = (value: string) => ({ trait: 'lifecyclestage', op: 'eq', value });
    await hub.post('/api/segments', { key: 'people', rule: stage('customer') });
    await hub.run('evaluate', 'segments');
    await hub.post('/api/syncs', {
      id: 'people-news',
      segment: 'people',
      connection: 'newsletter',
      audience: { listId: LIST, name: 'People' },
    });
    await hub.run('sync', 'people-news');
    const customers = mailchimp.segmentMembers(LIST, 'People');
    await hub.patch('/api/segments/people', { rule: stage('lead') });
    await hub.run('evaluate', 'segments');
    const { size } = await hub.get<{ size: number }>('/api/syncs/people-news');

    const leaves = taps.mailchimp.hold(SEGMENT_CHANGE);
    const running = hub.run('sync', 'people-news');
    await leaves;
    const { id } = await latest('people-news');
    const { progress } = await hub.get<{ progress: Json }>(`/api/runs/${id as string}`);
    await hub.post(`/api/runs/${id as string}/cancel`, {});
    taps.mailchimp.release();
    const cancelled = await running;
    const half = await database.prisma.delivery.count({ where: { sending: { not: null } } });
    const inBetween = mailchimp.segmentMembers(LIST, 'People');
    const rest = await hub.run('sync', 'people-news');

    expect(customers.length).toBeGreaterThan(0);
    expect(size).toBeGreaterThan(0);
    expect(progress).toMatchObject({ done: 0, total: customers.length + size });
    expect(cancelled).toMatchObject({ state: 'cancelled', counts: { left: customers.length } });
    expect([half, inBetween]).toEqual([0, []]);
    expect(rest).toMatchObject({ state: 'succeeded', counts: { joined: size } });
    expect(mailchimp.segmentMembers(LIST, 'People')).toHaveLength(size);
  });

  it('a run whose process died is ended by whoever cancels it', async () => {
    const id = '018f0000-0000-7000-8000-000000000001';
    const dead = { id, kind: 'pull', target: 'crm', trigger: 'manual', state: 'running' };
    await database.prisma.run.create({ data: { ...dead, startedAt: new Date() } });

    const { json } = await hub.post(`/api/runs/${id}/cancel`, {});

    expect(json).toMatchObject({ state: 'cancelled' });
  });

  it('an evaluation, and what is no run, are not cancelled', async () => {
    const run = await hub.run('evaluate', 'segments');
    const id = '018f0000-0000-7000-8000-000000000002';
    const open = { kind: 'evaluate', target: 'segments', trigger: 'manual', state: 'running' };
    await database.prisma.run.create({ data: { id, ...open, startedAt: new Date() } });

    const codes = await Promise.all(
      [run.id, id, 'nothing'].map(
        async (each) => (await hub.post(`/api/runs/${each}/cancel`, {})).json['code'],
      ),
    );
    await database.prisma.run.delete({ where: { id } });

    expect(codes).toEqual(['RUN_OVER', 'RUN_NOT_CANCELLABLE', 'NOT_FOUND']);
  });

  it('rows that were refused are listed, and tried again when somebody asks', async () => {
    const fake = 'fake@example.test';
    hubspot.create({ email: fake, lifecyclestage: 'lead' });
    await hub.run('pull', 'crm');
    await hub.run('evaluate', 'segments');
    await hub.run('sync', 'people-news');
    const path = '/api/syncs/people-news/rows';

    const failed = await hub.get<{ rows: Json[]; next: null }>(`${path}?state=failed`);
    const delivered = await hub.get<{ rows: Json[]; next: string }>(
      `${path}?state=delivered&limit=2`,
    );
    const rest = await hub.get<{ rows: Json[] }>(
      `${path}?state=delivered&limit=1000&after=${delivered.next}`,
    );
    const { id: before } = await latest('people-news');
    const retried = await hub.post('/api/syncs/people-news/retry', {
      profileIds: [failed.rows[0]!['profileId']],
    });
    await eventually('it was tried again', async () => {
      const { id, state } = await latest('people-news');
      return id !== before && state !== 'running';
    });
    const nothing = await hub.post('/api/syncs/people-news/retry', { state: 'skipped' });

    expect(failed).toMatchObject({
      rows: [{ address: fake, op: 'join', code: expect.any(String), confirmedAt: null }],
      next: null,
    });
    expect(delivered.rows).toHaveLength(2);
    const { tally } = await hub.get<{ tally: Json }>('/api/syncs/people-news');
    expect(tally).toMatchObject({ failed: 1, delivered: 2 + rest.rows.length });
    expect(retried).toMatchObject({ status: 202, json: { retried: 1, accepted: ['people-news'] } });
    expect(nothing.json).toEqual({ retried: 0, accepted: [] });
  });

  it('lists what the vendors have to sync to', async () => {
    const top = await hub.get('/api/connections/newsletter/audiences?search=NEWS');
    const within = encodeURIComponent(JSON.stringify({ listId: LIST }));
    const tags = await hub.get(`/api/connections/newsletter/audiences?within=${within}`);
    const channels = await hub.get('/api/connections/chat/audiences');
    const fields = await hub.post('/api/connections/newsletter/fields', {
      audience: { listId: LIST, name: 'People' },
    });
    const none = await hub.get('/api/connections/crm/audiences');
    const bad = await hub.call('GET', '/api/connections/newsletter/audiences?within=%5B1%5D');

    expect(top).toMatchObject({
      isListed: true,
      options: [{ title: 'Newsletter', settings: { listId: LIST }, isGroup: true }],
      next: null,
    });
    expect(tags).toMatchObject({ options: [{ title: 'People', isGroup: false }] });
    expect(channels).toMatchObject({ options: [{ title: '#sales' }] });
    expect(fields.json).toEqual({
      isListed: true,
      fields: [{ name: 'FNAME', title: 'First name', type: 'text' }],
    });
    expect(none).toEqual({ isListed: false, options: [], next: null });
    expect(bad).toMatchObject({ status: 400, json: { code: 'INPUT_INVALID' } });
  });

  it('takes messages with a write key from when it is made until it is revoked', async () => {
    const send = async (key: string, server = hub) => {
      const answer = await fetch(`${server.url}/v1/identify`, {
        method: 'POST',
        headers: {
          Authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`,
          Connection: 'close',
        },
        body: JSON.stringify({ userId: 'u1', traits: { plan: 'pro' } }),
      });
      await answer.text();
      return answer.status;
    };
    const path = '/api/connections/declared-web/write-keys';
    const { json } = await hub.post(path, { name: 'Shop' });
    const key = json['key'] as string;
    await other.get('/api/connections');

    const taken = [await send(key), await send(key, other)];
    // Answered as Segment does, and dropped.
    const dropped = [await send('wk_somebody-elses-key')];
    const listed = await hub.call('GET', path);
    const stored = await database.prisma.writeKey.findMany();
    await hub.call('DELETE', `${path}/${json['id'] as string}`);
    dropped.push(await send(key));
    await hub.post('/api/connections/declared-web/pause', {});
    const { json: second } = await hub.post(path, { name: 'Second' });
    const paused = await send(second['key'] as string);
    await hub.post('/api/connections/declared-web/resume', {});
    const arrived = await database.prisma.traitHistory.count({
      where: { connectionId: 'declared-web' },
    });
    const none = await hub.post('/api/connections/newsletter/write-keys', { name: 'x' });

    expect(taken).toEqual([200, 200]);
    expect([dropped, paused]).toEqual([[200, 200], 429]);
    expect(arrived).toBe(2);
    expect(listed.json).toMatchObject({ writeKeys: [{ name: 'Shop', prefix: key.slice(0, 7) }] });
    expect(listed.json['paths']).toContain('/v1/batch');
    expect(listed.text + JSON.stringify(stored) + hub.log).not.toContain(key);
    expect(none.json).toMatchObject({ code: 'WRITE_KEYS_NONE' });
  });

  it('exports what was made as YAML, with which a hub starts that goes on where this one was', async () => {
    await hub.post('/api/segments', { key: 'guests', name: 'Guests', kind: 'static' });
    const { status, text } = await hub.call('GET', '/api/export/segue.yaml');
    const exported = parse(text) as Record<string, Json[]>;
    const file = parse(FILE) as Record<string, Json[]>;
    const whole = Object.fromEntries(
      [...new Set([...Object.keys(file), ...Object.keys(exported)])].map((key) => [
        key,
        key === 'workspace' ? file[key] : [...(file[key] ?? []), ...(exported[key] ?? [])],
      ]),
    );
    await writeFile(join(folder, 'whole.yaml'), stringify(whole));
    const secrets = {
      CRM_ACCESS_TOKEN: TOKEN,
      NEWSLETTER_API_KEY: mailchimp.apiKey,
      CHAT_BOT_TOKEN: slack.botToken,
    };

    const { file: read } = await loadHub(join(folder, 'whole.yaml'), secrets);
    const adopting = await WorkspaceHub.start({
      file: join(folder, 'whole.yaml'),
      database,
      env: { ...env, ...secrets },
    });
    const plan = await adopting.get('/api/syncs/people-news/plan');
    const { syncs } = await adopting.get<{ syncs: Json[] }>('/api/syncs');
    const nothing = await adopting.call('GET', '/api/export/segue.yaml');
    await adopting.close();

    expect(status).toBe(200);
    expect(text).toContain(`# Environment variables to set: ${Object.keys(secrets).join(', ')}`);
    for (const secret of Object.values(secrets)) expect(text).not.toContain(secret);
    const made = await readFile(join(folder, 'segue.yaml'), 'utf8');
    expect(made).toBe(FILE);
    expect(read.connections.map(({ id }) => id)).toEqual([
      'declared-web',
      'crm',
      'newsletter',
      'chat',
    ]);
    expect(read.segments.map(({ key }) => key)).toEqual(['everyone', 'people', 'guests']);
    expect(plan).toMatchObject({ joins: 1, leaves: 0, updates: 0 });
    expect(syncs).toMatchObject([{ id: 'people-news', origin: 'file' }]);
    expect(nothing.text).toContain('# There is nothing yet.');
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { ApiKeyService } from '../apps/hub/src/access/api-key.service.js';
import type { AuditSubject } from '../apps/hub/src/access/audit/audit-entry.js';
import { AuditService } from '../apps/hub/src/access/audit/audit.service.js';
import type { Role } from '../apps/hub/src/access/right.js';
import { UserService } from '../apps/hub/src/access/user.service.js';
import { WorkerService } from '../apps/hub/src/hub/worker.service.js';
import { Browser, OWNER } from './support/browser.js';
import { eventually } from './support/eventually.js';
import { HubServerUnderTest, TEST_API_KEY } from './support/hub-server.js';

const WRITE_KEY = 'abcdefghijklmnopqrstuvwxyz012345';
const CONFIG = `
connections:
  - { id: web, plugin: segment, settings: { writeKey: ${WRITE_KEY} } }
  - id: newsletter
    plugin: mailchimp
    settings: { apiKey: "0123456789abcdef0123456789abcdef-us1", baseUrl: "http://127.0.0.1:9" }
segments:
  - { key: everyone, name: Everyone, rule: { everyone: true } }
syncs:
  - { id: to-newsletter, segment: everyone, connection: newsletter, audience: { listId: abc123, name: Everyone } }
`;

interface Entry {
  readonly seq: string;
  readonly action: string;
  readonly route: string;
  readonly target: string;
  readonly status: number;
  readonly count: number;
  readonly actorId: string | null;
}

describe('the audit log', () => {
  let hub: HubServerUnderTest;
  let olga: Browser;
  let lastSeq = 0n;

  beforeAll(async () => {
    hub = await HubServerUnderTest.start(CONFIG);
    await hub.app.get(UserService).add({ ...OWNER, name: 'Olga', role: 'owner' });
    const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
    const person = { type: 'identify', userId: 'u1', traits: { email: 'ada@example.com' } };
    await hub.post('/v1/batch', { batch: [person] }, { authorization });
    await hub.app.get(WorkerService).runNow({ kind: 'evaluate', target: 'segments' });
    olga = new Browser(hub);
    await olga.signIn(OWNER);
  });
  afterAll(() => hub.close());

  beforeEach(async () => {
    lastSeq =
      (await hub.database.prisma.auditEntry.aggregate({ _max: { seq: true } }))._max.seq ?? 0n;
  });

  /** What was entered since the test began, the oldest first. */
  async function entries(): Promise<readonly Entry[]> {
    const { entries } = await hub.json<{ entries: readonly Entry[] }>('/api/audit?limit=1000');
    return entries.filter(({ seq }) => BigInt(seq) > lastSeq).reverse();
  }

  const refusals = async (actorId?: string): Promise<readonly Entry[]> =>
    (await entries()).filter(
      (entry) => entry.action === 'refused' && (actorId === undefined || entry.actorId === actorId),
    );

  async function member(email: string, role: Role): Promise<{ id: string; browser: Browser }> {
    const who = { email, password: 'seven green bottles' };
    const [name = ''] = email.split('@');
    const { id } = await hub.app.get(UserService).add({ ...who, name, role });
    const browser = new Browser(hub);
    await browser.signIn(who);
    return { id, browser };
  }

  async function key(name: string, expiresAt: Date): Promise<string> {
    const keys = hub.app.get(ApiKeyService);
    return (await keys.create({ name, role: 'viewer', expiresAt }, 'spec')).secret;
  }

  const stranger = (address: string): AuditSubject => ({
    actorKind: 'none',
    actorId: null,
    actorName: '',
    route: 'POST /api/session',
    target: null,
    address,
    userAgent: null,
    requestId: null,
  });

  it('says who changed what, from what to what, and from where', async () => {
    const rule = { everyone: true };
    await olga.send(
      'POST',
      '/api/segments',
      { key: 'mine', name: 'Mine', rule },
      { 'User-Agent': 'Spec/1' },
    );
    await olga.send(
      'PATCH',
      '/api/segments/mine',
      { name: 'Ours' },
      { 'X-Request-Id': 'request-12345' },
    );
    await olga.send('DELETE', '/api/segments/mine');

    const mine = { name: 'Mine', description: '', kind: 'dynamic', rule, visibility: 'shared' };
    expect(await entries()).toEqual([
      expect.objectContaining({
        actorKind: 'user',
        actorName: 'Olga',
        action: 'change',
        route: 'POST /api/segments',
        target: 'segment:mine',
        status: 201,
        before: null,
        after: expect.objectContaining(mine),
        address: '127.0.0.1',
        userAgent: 'Spec/1',
        at: expect.stringMatching(/Z$/),
      }),
      expect.objectContaining({
        route: 'PATCH /api/segments/:key',
        before: expect.objectContaining(mine),
        after: expect.objectContaining({ ...mine, name: 'Ours' }),
        requestId: 'request-12345',
      }),
      expect.objectContaining({
        route: 'DELETE /api/segments/:key',
        before: expect.objectContaining({ ...mine, name: 'Ours' }),
        after: null,
      }),
    ]);
  });

  it('has each view of personal data, by the path or the id of the profile', async () => {
    const [profile] = await hub.database.prisma.profile.findMany();
    await olga.call('/api/segments/everyone/members?limit=5');
    await olga.call(
      `/api/profiles/${encodeURIComponent('email:ada@example.com')}/segments/everyone`,
    );
    await olga.send('POST', '/api/segments/preview', { rule: { everyone: true } });

    expect(await entries()).toMatchObject([
      {
        action: 'view',
        route: 'GET /api/segments/:key/members',
        target: '/api/segments/everyone/members',
      },
      { action: 'view', target: `profile:${profile!.profileId}` },
      { action: 'view', route: 'POST /api/segments/preview' },
    ]);
  });

  it('has exports', async () => {
    await olga.call('/api/syncs/to-newsletter/plan/rows?format=csv');

    expect(await entries()).toMatchObject([
      { action: 'export', route: 'GET /api/syncs/:id/plan/rows', status: 200 },
    ]);
  });

  it('has what a stream shows of persons as it begins, to those who may see it', async () => {
    const watch = async (path: string): Promise<void> => {
      const closed = new AbortController();
      const headers = { authorization: `Bearer ${TEST_API_KEY}` };
      await fetch(`${hub.url}${path}`, { headers, signal: closed.signal });
      closed.abort();
    };
    await watch('/api/live');
    await watch('/api/connections/web/live');

    expect(await entries()).toMatchObject([
      { action: 'view', route: 'GET /api/connections/:id/live' },
    ]);
  });

  it('has what a question shows, and not as a change what only needs the right to change', async () => {
    const audience = { listId: 'abc123', name: 'Everyone' };
    await olga.send('POST', '/api/connections/newsletter/check');
    await olga.send('POST', '/api/syncs/plan', {
      segment: 'everyone',
      connection: 'newsletter',
      audience,
    });

    expect(await entries()).toMatchObject([
      { action: 'view', route: 'POST /api/syncs/plan', status: 200 },
    ]);
  });

  it('has nothing of looking at what is nobody’s', async () => {
    for (const path of ['/api/status', '/api/segments', '/api/session', '/api/users'])
      await olga.call(path);
    await hub.call('/api/session/options', { isAnonymous: true });

    expect(await entries()).toEqual([]);
  });

  it('has changes that could not be made, with how they were answered', async () => {
    await olga.send('PATCH', '/api/segments/everyone', { name: 'Other' });
    await olga.send('POST', '/api/segments', { key: 'x' });

    expect(await entries()).toMatchObject([
      { action: 'change', route: 'PATCH /api/segments/:key', status: 409, after: null },
      { action: 'change', route: 'POST /api/segments', status: 422, after: null },
    ]);
  });

  it('has sign-ins, and those that were refused with whom they were for', async () => {
    const { id } = await hub.app.get(UserService).getByEmail(OWNER.email);
    const browser = new Browser(hub);
    await browser.signIn({ ...OWNER, password: 'wrong wrong wrong' });
    await browser.signIn({ email: 'nobody@acme.test', password: 'wrong wrong wrong' });
    await browser.signIn(OWNER);
    await browser.send('DELETE', '/api/session');

    const refused = { action: 'refused', actorKind: 'none', status: 401 };
    expect(await entries()).toMatchObject([
      { ...refused, route: 'POST /api/session', target: `user:${id}` },
      { ...refused, target: '/api/session' },
      { action: 'change', actorKind: 'none', target: `user:${id}`, status: 200 },
      { actorKind: 'user', route: 'DELETE /api/session', status: 204 },
    ]);
  });

  it('has what was refused to somebody known, and nothing of who is not', async () => {
    const { browser: vic } = await member('vic@acme.test', 'viewer');
    const old = await key('Old', new Date(Date.now() + 50));
    await delay(60);
    await vic.send('POST', '/api/segments', { key: 'x', name: 'X', rule: { everyone: true } });
    await vic.call('/api/audit');
    vic.csrfToken = '';
    await vic.send('DELETE', '/api/sessions');
    await vic.call('/api/status', { headers: { origin: 'https://evil.example' } });
    await hub.call('/api/status', { headers: { authorization: `Bearer ${old}` } });
    await hub.call('/api/status', { headers: { authorization: 'Bearer segue_nobodys' } });
    await hub.call('/api/status', { isAnonymous: true });

    const wanted = [
      { actorName: 'vic', route: 'POST /api/segments', status: 403 },
      { actorName: 'vic', route: 'GET /api/audit', status: 403 },
      { actorName: 'vic', route: 'DELETE /api/sessions', status: 403 },
      { actorName: 'vic', route: 'GET /api/status', status: 403 },
      { actorKind: 'key', actorName: 'Old', route: 'GET /api/status', status: 401 },
    ];
    await eventually('refusals are entered', async () => (await refusals()).length >= 5);
    expect(await refusals()).toMatchObject(wanted.map((one) => ({ action: 'refused', ...one })));
  });

  it('has what the session of somebody was refused that was over', async () => {
    const { id, browser } = await member('ida@acme.test', 'viewer');
    const expiresAt = new Date(0);
    await hub.database.prisma.session.updateMany({ where: { userId: id }, data: { expiresAt } });

    const { status } = await browser.call('/api/segments');

    await eventually('the refusal is entered', async () => (await refusals()).length === 1);
    expect(status).toBe(401);
    expect(await refusals()).toMatchObject([{ actorId: id, status: 401, target: '/api/segments' }]);
  });

  it('cannot be filled up by who is refused again and again', async () => {
    const { id, browser } = await member('eve@acme.test', 'viewer');
    for (let time = 0; time < 40; time++) await browser.call(`/api/users?${time}`);
    await eventually('ten are entered', async () => (await refusals(id)).length === 10);

    await hub.app.get(AuditService).settle(new Date(Date.now() + 60_000));

    const [last, ...others] = (await refusals(id)).map(({ count }) => count).reverse();
    expect([last, others]).toEqual([30, Array(10).fill(1)]);
  });

  it('cannot be filled up by who does not sign in, from whatever addresses', async () => {
    for (let time = 0; time < 150; time++) {
      await hub.app.get(AuditService).refuse(stranger(`10.0.${time}.1`), 401);
    }
    const first = (await refusals()).length;
    await hub.app.get(AuditService).settle(new Date(Date.now() + 60_000));

    expect(first).toBeLessThanOrEqual(120);
    const counts = (await refusals()).map(({ count }) => count);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(150);
    expect(counts.length).toBe(first + 1);
  });

  it('counts what a page asks again and again', async () => {
    const path = '/api/segments/everyone/members?limit=7';
    for (let time = 0; time < 5; time++) await olga.call(path);
    await olga.call('/api/segments/everyone/members?limit=8');
    for (const trait of ['plan', 'plan', 'city']) {
      await olga.send('POST', '/api/segments/preview', { rule: { trait, op: 'exists' } });
    }
    const before = await entries();
    await hub.app.get(AuditService).settle(new Date(Date.now() + 600_000));

    const target = '/api/segments/everyone/members';
    const preview = '/api/segments/preview';
    expect(before.map((entry) => [entry.target, entry.count])).toEqual([
      [target, 1],
      [target, 1],
      [preview, 1],
      [preview, 1],
    ]);
    expect((await entries()).slice(4)).toMatchObject([
      { action: 'view', target, count: 4 },
      { action: 'view', target: preview, count: 1 },
    ]);
  });

  it('can be asked for one kind of entries', async () => {
    await olga.send('POST', '/api/api-keys', { name: 'Kind', role: 'viewer' });
    const { entries } = await hub.json<{ entries: readonly Entry[] }>(
      '/api/audit?action=export&limit=1000',
    );
    const csv = await hub.call('/api/audit?action=refused&format=csv');
    const { status } = await hub.call('/api/audit?action=other');

    expect(new Set(entries.map(({ action }) => action))).toEqual(new Set(['export']));
    expect(csv.text).toContain(',refused,');
    expect(csv.text).not.toContain(',change,');
    expect(status).toBe(400);
  });

  it('has no secret, and nobody’s data', async () => {
    const key = await olga.send('POST', '/api/api-keys', { name: 'Export', role: 'viewer' });
    await olga.send('POST', '/api/users', {
      email: 'new@acme.test',
      name: 'New',
      role: 'viewer',
      password: 'in no log at all',
    });
    await olga.call('/api/profiles/email%3Aada%40example.com/segments/everyone');
    await olga.call('/api/profiles/email%3Anobody%40example.com/segments/everyone');
    await olga.send('POST', '/api/segments/preview', {
      rule: { identifier: 'email', op: 'eq', value: 'ada@example.com' },
    });

    const text = JSON.stringify(await entries());
    const { secret } = JSON.parse(key.text) as { secret: string };
    for (const value of [
      secret,
      'in no log at all',
      'ada@example.com',
      'ada%40',
      'nobody@',
      'argon2',
    ]) {
      expect(text).not.toContain(value);
    }
    expect(text).toContain('"role":"viewer"');
  });

  it('names on whose behalf the machine acts', async () => {
    await hub.post('/api/run', { ids: ['segments'] }, { 'X-Segue-Actor': 'Deploy' });

    expect(await entries()).toMatchObject([
      {
        actorKind: 'machine',
        actorName: 'Deploy',
        target: 'run:segments',
        after: { accepted: ['segments'] },
      },
    ]);
  });

  it('can only be added to', async () => {
    const { prisma } = hub.database;
    for (const statement of [
      "UPDATE audit_entry SET actor_name = 'nobody'",
      'DELETE FROM audit_entry',
      'TRUNCATE audit_entry',
      'DELETE FROM audit_entry WHERE seq < 0',
    ]) {
      await expect(prisma.$executeRawUnsafe(statement)).rejects.toThrow(/can only be added to/);
    }
  });

  it('can be paged through, and read as CSV, without formulas', async () => {
    await olga.send(
      'POST',
      '/api/api-keys',
      { name: '=cmd()', role: 'viewer' },
      { 'User-Agent': '=HYPERLINK("x")' },
    );
    const seqs: string[] = [];
    for (let after = ''; ;) {
      const page = await hub.json<{ entries: Entry[]; next: string | null }>(
        `/api/audit?limit=3${after}`,
      );
      seqs.push(...page.entries.map(({ seq }) => seq));
      if (page.next === null) break;
      after = `&after=${page.next}`;
    }

    const { headers, text } = await hub.call('/api/audit?format=csv');

    const lines = text.trimEnd().split('\r\n');
    expect(new Set(seqs).size).toBe(seqs.length);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(lines[0]).toBe(
      'seq,at,actorKind,actorId,actorName,action,route,target,status,before,after,address,userAgent,requestId,count',
    );
    expect(lines.length - 1).toBeGreaterThanOrEqual(seqs.length);
    expect(text).toContain(`"'=HYPERLINK(""x"")"`);
  });

  it('is for owners alone', async () => {
    const users = hub.app.get(UserService);
    const who = { email: 'omar@acme.test', password: 'operates at night' };
    await users.add({ ...who, name: 'Omar', role: 'operator' });
    const omar = new Browser(hub);
    await omar.signIn(who);

    expect((await omar.call('/api/audit')).status).toBe(403);
    expect((await omar.call('/api/audit?format=csv')).status).toBe(403);
  });
});

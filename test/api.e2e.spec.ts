import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PUBLIC_ROUTES } from '../apps/hub/src/http/public-paths.js';
import { WorkerService } from '../apps/hub/src/hub/worker.service.js';
import { HubServerUnderTest, TEST_API_KEY as API_KEY, type Call } from './support/hub-server.js';
import { routesOf } from './support/routes-of.js';

const WRITE_KEY = 'abcdefghijklmnopqrstuvwxyz012345';
const EVALUATION = { kind: 'evaluate', target: 'segments' } as const;

/** Nothing listens on port 9. */
const CONFIG = `
workspace: { name: Acme }
connections:
  - id: web
    plugin: segment
    settings: { writeKey: ${WRITE_KEY} }
  - id: crm
    plugin: hubspot
    settings: { accessToken: pat-eu1-not-a-real-token, baseUrl: "http://127.0.0.1:9" }
    schedule: { every: 15m }
  - id: newsletter
    plugin: mailchimp
    settings: { apiKey: "0123456789abcdef0123456789abcdef-us1", baseUrl: "http://127.0.0.1:9" }
segments:
  - { key: everyone, name: Everyone, rule: { everyone: true } }
syncs:
  - id: everyone-to-newsletter
    segment: everyone
    connection: newsletter
    audience: { listId: abc123, name: Everyone }
    fields: { FNAME: firstName }
    schedule: { every: 1h }
`;

const identify = (userId: string, traits: object) => ({ type: 'identify', userId, traits });

async function send(hub: HubServerUnderTest, batch: readonly unknown[]): Promise<number> {
  const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
  return (await hub.post('/v1/batch', { batch }, { authorization })).status;
}

describe('the API of a hub with people in it', () => {
  let hub: HubServerUnderTest;

  beforeAll(async () => {
    hub = await HubServerUnderTest.start(CONFIG);
    await send(hub, [
      identify('1', { email: 'ada@example.com', firstName: '=HYPERLINK("http://evil")' }),
      identify('2', { email: 'grace@example.com', firstName: 'Grace' }),
      identify('3', { email: 'joan@example.com', firstName: 'Joan' }),
      { type: 'identify', traits: { plan: 'pro' } },
    ]);
    await hub.app.get(WorkerService).runNow(EVALUATION);
  });

  afterAll(() => hub.close());

  it('says that it is healthy', async () => {
    expect(await hub.json('/api/health')).toEqual({
      status: 'ok',
      database: hub.database.kind,
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    });
  });

  it('shows connections, segments and syncs together', async () => {
    const status = await hub.json<Record<string, object[]>>('/api/status');

    expect(status['connections']).toMatchObject([
      { id: 'web', plugin: 'segment', kind: 'source', latestRun: { kind: 'push' }, nextAt: null },
      { id: 'crm', latestRun: null, nextAt: expect.stringMatching(/Z$/) },
      { id: 'newsletter', kind: 'destination', latestRun: null },
    ]);
    expect(status['segments']).toEqual([
      {
        key: 'everyone',
        name: 'Everyone',
        description: '',
        kind: 'dynamic',
        origin: 'file',
        size: 3,
        evaluatedAt: expect.stringMatching(/Z$/),
        isCurrent: true,
        error: null,
      },
    ]);
    expect(status['syncs']).toMatchObject([
      {
        id: 'everyone-to-newsletter',
        segmentKey: 'everyone',
        connectionId: 'newsletter',
        schedule: { every: '1h', everyMs: 3_600_000 },
      },
    ]);
  });

  it.each(['connections', 'syncs'])('lists %s as the status does', async (kind) => {
    const status = await hub.json<Record<string, unknown>>('/api/status');

    expect(await hub.json(`/api/${kind}`)).toEqual({ [kind]: status[kind] });
  });

  it('shows no setting of a connection', async () => {
    const { text } = await hub.call('/api/status');

    expect(text).not.toContain('pat-eu1');
    expect(text).not.toContain(WRITE_KEY);
  });

  it('pages through the members of a segment without losing or repeating one', async () => {
    type Page = { readonly members: { readonly email: string }[]; readonly next: string | null };
    const first = await hub.json<Page>('/api/segments/everyone/members?limit=2');
    const second = await hub.json<Page>(
      `/api/segments/everyone/members?limit=2&after=${first.next}`,
    );

    const emails = [...first.members, ...second.members].map(({ email }) => email);
    expect(emails.sort()).toEqual(['ada@example.com', 'grace@example.com', 'joan@example.com']);
    expect(first.members).toHaveLength(2);
    expect(second.next).toBeNull();
  });

  it('counts what a sync would do', async () => {
    expect(await hub.json('/api/syncs/everyone-to-newsletter/plan')).toEqual({
      syncId: 'everyone-to-newsletter',
      segment: 'everyone',
      joins: 3,
      updates: 0,
      leaves: 0,
      skips: 0,
      size: 3,
      confirmed: 0,
      blockedBy: null,
    });
  });

  it('gives each planned row as a line of JSON', async () => {
    const { headers, text } = await hub.call('/api/syncs/everyone-to-newsletter/plan/rows');

    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(headers['content-type']).toBe('application/x-ndjson');
    expect(rows).toHaveLength(3);
    expect(rows).toContainEqual({
      action: 'join',
      profileId: expect.any(String),
      address: 'grace@example.com',
      reason: null,
      fields: { FNAME: [null, 'Grace'] },
    });
  });

  it('gives planned rows as CSV to be saved', async () => {
    const path = '/api/syncs/everyone-to-newsletter/plan/rows?format=csv';

    const { headers, text } = await hub.call(path);

    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toContain('everyone-to-newsletter-plan.csv');
    expect(text.split('\r\n')[0]).toBe('action,address,profile_id,reason,fields');
    expect(text.trimEnd().split('\r\n')).toHaveLength(4);
  });

  it('finds runs by kind, target and state', async () => {
    const { runs } = await hub.json<{ runs: object[] }>(
      '/api/runs?kind=push&target=web&state=succeeded&limit=5',
    );

    expect(runs).toMatchObject([{ kind: 'push', target: 'web', counts: { read: 4, accepted: 3 } }]);
    expect(await hub.json('/api/runs?kind=pull')).toEqual({ runs: [], next: null });
  });

  it('shows a run and what it rejected', async () => {
    const { runs } = await hub.json<{ runs: { id: string }[] }>('/api/runs?kind=push');
    const id = runs[0]!.id;

    expect(await hub.json(`/api/runs/${id}`)).toEqual({ ...runs[0], progress: null });
    expect(await hub.json(`/api/runs/${id}/records`)).toEqual({
      records: [expect.objectContaining({ outcome: 'rejected', code: 'NO_IDENTIFIER' })],
      next: null,
    });
    const { records } = await hub.json<{ records: { seq: string }[] }>(`/api/runs/${id}/records`);
    expect(await hub.json(`/api/runs/${id}/records?after=${records[0]!.seq}`)).toEqual({
      records: [],
      next: null,
    });
  });

  it('starts a run and does not wait for it', async () => {
    const before = await hub.json<{ runs: object[] }>('/api/runs?kind=evaluate');

    const { status, text } = await hub.post('/api/run', { ids: ['segments'], full: true });

    expect([status, JSON.parse(text)]).toEqual([202, { accepted: ['segments'] }]);
    // Waits for the lease that the one just started holds.
    await hub.app.get(WorkerService).runNow(EVALUATION);
    const after = await hub.json<{ runs: object[] }>('/api/runs?kind=evaluate');
    expect(after.runs).toHaveLength(before.runs.length + 2);
  });

  it('starts nothing when one of the ids is unknown', async () => {
    const before = await hub.json('/api/runs');

    const { status, text } = await hub.post('/api/run', { ids: ['segments', 'nope'] });

    expect([status, JSON.parse(text).code]).toEqual([404, 'NOT_FOUND']);
    expect(await hub.json('/api/runs')).toEqual(before);
  });

  it.each([
    ['/api/segments/nope/members', 404, 'NOT_FOUND'],
    ['/api/segments/everyone/members?limit=0', 400, 'INPUT_INVALID'],
    ['/api/segments/everyone/members?limit=1001', 400, 'INPUT_INVALID'],
    ['/api/segments/everyone/members?after=1', 400, 'INPUT_INVALID'],
    ['/api/syncs/nope/plan', 404, 'NOT_FOUND'],
    ['/api/syncs/nope/plan/rows', 404, 'NOT_FOUND'],
    ['/api/syncs/everyone-to-newsletter/plan/rows?format=xml', 400, 'INPUT_INVALID'],
    ['/api/runs?kind=other', 400, 'INPUT_INVALID'],
    ['/api/runs?limit=1&limit=2', 400, 'INPUT_INVALID'],
    ['/api/runs?limt=1', 400, 'INPUT_INVALID'],
    ['/api/runs/nope', 404, 'NOT_FOUND'],
    ['/api/runs/00000000-0000-7000-8000-000000000000', 404, 'NOT_FOUND'],
    ['/api/runs/00000000-0000-7000-8000-000000000000/records', 404, 'NOT_FOUND'],
    ['/api/segments/%FF/members', 400, 'REQUEST_MALFORMED'],
    ['/api/nope', 404, 'ROUTE_UNKNOWN'],
  ])('answers GET %s with %i as a problem', async (path, status, code) => {
    const answer = await hub.call(path);

    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(JSON.parse(answer.text)).toMatchObject({
      type: `urn:segue:error:${code}`,
      title: expect.any(String),
      status,
      code,
      detail: expect.any(String),
    });
    expect(answer.status).toBe(status);
  });

  it.each<[string, Call, number, string]>([
    ['cut JSON', { body: '{"ids":["secret-person@example.com' }, 400, 'REQUEST_MALFORMED'],
    ['a list', { body: '["secret-person@example.com"]' }, 400, 'INPUT_INVALID'],
    ['no ids in the list', { body: '{"ids":[]}' }, 400, 'INPUT_INVALID'],
    ['an unknown option', { body: '{"aprove":true}' }, 400, 'INPUT_INVALID'],
    ['a flag as text', { body: '{"full":"yes"}' }, 400, 'INPUT_INVALID'],
    ['too much', { body: JSON.stringify({ ids: ['x'.repeat(1_100_000)] }) }, 413, 'BODY_TOO_LARGE'],
    [
      'a form',
      { body: 'full=true', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
      415,
      'BODY_TYPE_UNSUPPORTED',
    ],
  ])('refuses %s as the request for a run', async (_what, call, status, code) => {
    const headers = { 'Content-Type': 'application/json', ...call.headers };

    const answer = await hub.call('/api/run', { method: 'POST', ...call, headers });

    expect([answer.status, JSON.parse(answer.text).code]).toEqual([status, code]);
    expect(answer.text).not.toContain('secret-person');
  });

  it('forbids caches, frames, sniffing and referrers', async () => {
    const { headers } = await hub.call('/api/status');

    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  it('serves a page about the API that loads nothing from elsewhere', async () => {
    const { status, text } = await hub.call('/api/docs');

    expect(status).toBe(200);
    const urls = [...text.matchAll(/(?:src|href)\s*=\s*["']([^"'#]+)["']/g)].map(([, url]) => url);
    expect(urls.length).toBeGreaterThan(2);
    expect(urls.filter((url) => !url!.startsWith('./'))).toEqual([]);
  });

  it('logs the pattern of a route, and neither what fills it in nor the query', async () => {
    await hub.call(`/v1/projects/${WRITE_KEY}/settings?from=log-test`, {
      headers: { 'X-Request-Id': 'proxy-12345678' },
    });

    const line = hub.lines.find((text) => text.includes('proxy-12345678'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      level: 'info',
      context: 'Http',
      method: 'GET',
      route: '/v1/projects/:writeKey/settings',
      status: 200,
      ms: expect.any(Number),
    });
    expect(hub.lines.join('')).not.toMatch(/log-test|abcdefghijklmnop|example\.com/);
  });

  it('takes what is pushed from any page, under any name', async () => {
    const headers = { host: 'hub.acme.example', origin: 'https://shop.acme.example' };

    const path = `/v1/projects/${WRITE_KEY}/settings`;
    expect((await hub.call(path, { headers })).status).toBe(200);
  });

  it('refuses a plan of a segment that was not evaluated yet', async () => {
    await hub.database.prisma.segment.updateMany({ data: { evaluatedVersion: 0 } });

    for (const path of ['plan', 'plan/rows']) {
      const { status, text } = await hub.call(`/api/syncs/everyone-to-newsletter/${path}`);
      expect([status, JSON.parse(text).code]).toEqual([409, 'SEGMENT_NOT_READY']);
    }
  });
});

describe('the API of a hub with a key', () => {
  let hub: HubServerUnderTest;

  beforeAll(async () => {
    hub = await HubServerUnderTest.start(CONFIG, { host: '0.0.0.0' });
  });

  afterAll(() => hub.close());

  const as = (authorization: string) => ({ headers: { authorization } });

  it('serves who presents the key, under any name and to any page', async () => {
    const headers = {
      authorization: `Bearer ${API_KEY}`,
      host: 'hub.acme.example',
      origin: 'https://console.acme.example',
    };

    expect((await hub.call('/api/status', { headers })).status).toBe(200);
  });

  it.each(['', 'Bearer', 'Bearer wrong', `Bearer ${API_KEY}x`, `Basic ${API_KEY}`, API_KEY])(
    'refuses the authorization "%s"',
    async (authorization) => {
      const { status, headers, text } = await hub.call('/api/status', as(authorization));

      expect([status, JSON.parse(text).code]).toEqual([401, 'API_KEY_REJECTED']);
      expect(headers['www-authenticate']).toBe('Bearer');
    },
  );

  it('needs no key to say that it is healthy', async () => {
    expect((await hub.call('/api/health?from=probe')).status).toBe(200);
  });

  it('needs no key for what is pushed', async () => {
    expect(await send(hub, [identify('1', {})])).toBe(200);
  });

  it('keeps its key out of the log', async () => {
    await hub.call('/api/status', as(`Bearer ${API_KEY}`));

    expect(hub.lines.join('')).not.toContain(API_KEY);
  });

  it('documents every route, and leaves none open but those that say so and what is pushed', async () => {
    const routes = routesOf(hub.app);
    const document = await hub.json<OpenApi>('/api/openapi.json', as(`Bearer ${API_KEY}`));
    const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );

    expect(document.openapi).toMatch(/^3\./);
    expect(document.info.title).toBe('Segue');
    expect(documented.sort()).toEqual(
      routes
        .filter(({ path }) => path.startsWith('/api') && !/^\/api\/(docs|openapi)/.test(path))
        .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
        .sort(),
    );
    const open: string[] = [];
    for (const { method, path } of routes.filter(({ path }) => path.startsWith('/api'))) {
      const { status } = await hub.call(path, { method: method.toUpperCase(), isAnonymous: true });
      if (status !== 401) open.push(`${method.toUpperCase()} ${path}`);
    }
    expect(open.sort()).toEqual([...PUBLIC_ROUTES].sort());
    expect(routes.map(({ path }) => path).filter((path) => !/^\/(api|v1|m)\b/.test(path))).toEqual(
      [],
    );
  });

  it('describes each operation with a summary and an answer', async () => {
    const { paths } = await hub.json<OpenApi>('/api/openapi.json', as(`Bearer ${API_KEY}`));

    for (const operation of Object.values(paths).flatMap((item) => Object.values(item))) {
      expect(operation.summary).toBeTruthy();
      expect(Object.keys(operation.responses)).toContainEqual(
        expect.stringMatching(/^20\d$|^302$/),
      );
    }
  });

  it('refers to no schema that the document does not have', async () => {
    const { text } = await hub.call('/api/openapi.json', as(`Bearer ${API_KEY}`));

    const { components } = JSON.parse(text) as OpenApi;
    const referred = [...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name);
    expect(Object.keys(components.schemas)).toEqual(expect.arrayContaining(referred));
    expect(referred.length).toBeGreaterThan(10);
  });
});

describe('a hub that is asked to end', () => {
  it('answers the request in hand, closes its server, and its database last', async () => {
    const hub = await HubServerUnderTest.start(CONFIG);
    const planned = hub.call('/api/status');
    const answered = new Promise<void>((resolve) =>
      hub.app.getHttpServer().once('request', () => resolve()),
    );
    await answered;

    await hub.close();

    expect((await planned).status).toBe(200);
    await expect(hub.call('/api/health')).rejects.toThrow(/ECONNREFUSED/);
    await expect(hub.database.prisma.run.count()).rejects.toThrow(/closed|does not exist/i);
  });

  it('ends while what it was asked to run is still at work', async () => {
    const hub = await HubServerUnderTest.start(CONFIG);
    await hub.post('/api/run', {});

    await hub.close();

    expect(hub.lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});

interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: object };
}

interface Operation {
  readonly summary?: string;
  readonly responses: object;
}

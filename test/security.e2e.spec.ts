import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WorkerService } from '../apps/hub/src/hub/worker.service.js';
import { HubServerUnderTest, TEST_API_KEY, type Answer } from './support/hub-server.js';

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
  - { id: to-newsletter, segment: everyone, connection: newsletter, audience: { listId: abc123, name: Everyone }, fields: { FNAME: firstName } }
`;

const SCRIPT = '<script>alert(document.domain)</script>';
const IMAGE = '"><img src=x onerror=alert(1)>';
const FORMULA = '=HYPERLINK("http://evil.example")';

/** Content types of the API that no browser runs anything of. */
const INERT =
  /^(?:application\/(?:problem\+)?json|application\/x-ndjson|text\/csv|application\/yaml|text\/yaml|text\/event-stream)\b/;

const codeOf = ({ text }: Answer) => (JSON.parse(text) as { code?: string }).code;

describe('a hub with hostile data', () => {
  let hub: HubServerUnderTest;
  let profileId: string;

  beforeAll(async () => {
    hub = await HubServerUnderTest.start(CONFIG);
    const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
    const batch = [
      {
        type: 'identify',
        userId: SCRIPT,
        traits: { email: 'ada@example.com', firstName: FORMULA, [SCRIPT]: IMAGE, plan: 'pro' },
      },
      { type: 'track', userId: SCRIPT, event: SCRIPT, properties: { [IMAGE]: SCRIPT, total: 1 } },
      { type: 'identify', userId: 'second', traits: { plan: 'free' } },
    ];
    expect((await hub.post('/v1/batch', { batch }, { authorization })).status).toBe(200);
    await hub.app.get(WorkerService).runNow({ kind: 'evaluate', target: 'segments' });
    ({ profileId } = await hub.database.prisma.profile.findFirstOrThrow({
      where: { userId: SCRIPT },
    }));
  });
  afterAll(() => hub.close());

  it.each([
    '/api/segments/everyone/members',
    '/api/profiles/ID/segments/everyone',
    '/api/profiles/ID/memberships',
    '/api/catalog/traits',
    '/api/catalog/events',
    `/api/catalog/events/${encodeURIComponent(SCRIPT)}/properties`,
    `/api/catalog/values?trait=plan&q=${encodeURIComponent(SCRIPT)}`,
    '/api/syncs/to-newsletter/plan/rows',
    '/api/syncs/to-newsletter/plan/rows?format=csv',
    '/api/segments/everyone/members.csv',
    `/api/segments/${encodeURIComponent(SCRIPT)}`,
    `/api/${encodeURIComponent(SCRIPT)}`,
    `/api/runs?kind=${encodeURIComponent(SCRIPT)}`,
  ])('answers GET %s with nothing that a browser runs', async (path) => {
    const { status, headers } = await hub.call(path.replace('ID', profileId));

    expect(status).toBeLessThan(500);
    expect(headers['content-type']).toMatch(INERT);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toMatch(
      /default-src 'self'.*frame-ancestors 'none'/,
    );
    expect(headers['content-security-policy']).not.toMatch(/script-src|unsafe-eval/);
  });

  it('writes no formula into a file', async () => {
    for (const path of [
      '/api/syncs/to-newsletter/plan/rows?format=csv',
      '/api/segments/everyone/members.csv',
    ]) {
      const { text } = await hub.call(path);
      expect(text.split(/\r\n|,/).filter((cell) => /^"?[=+@-]/.test(cell))).toEqual([]);
    }
  });

  it('has no page with data in it', async () => {
    const { headers, text } = await hub.call('/api/docs');

    expect(headers['content-type']).toContain('text/html');
    expect(text).not.toContain('alert(');
    expect(text).not.toMatch(/<script(?![^>]* src=)[^>]*>\s*\S/);
  });

  it('sends every header of protection, and says nothing of what it is made of', async () => {
    const { headers } = await hub.call('/api/status');

    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000',
    });
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('server');
  });

  describe('asked with SQL in every place of a rule', () => {
    const PAYLOADS = [
      "'; DROP TABLE profile; --",
      "' OR '1'='1",
      '" OR 1=1 --',
      "\\'; SELECT pg_sleep(5); --",
      "x')) OR true) --",
      '$1',
      ':name',
      '%',
      '\u0000',
      '\ud800',
      'a.b[*].c\\',
      '🔑'.repeat(50),
      'x'.repeat(5000),
    ];

    const RULES: readonly object[] = [
      { trait: 'plan', op: 'eq', value: 'pro' },
      { trait: 'plan', op: 'in', value: ['pro', 'free'] },
      { trait: 'plan', op: 'matches', value: 'p.o' },
      { trait: 'plan', op: 'contains', value: 'ro', ignoreCase: true },
      { trait: 'plan', op: 'eq', value: { trait: 'other' } },
      {
        event: 'Order',
        where: { property: 'total', op: 'eq', value: 'x' },
        within: { last: '7d' },
      },
      { event: 'Order', sum: 'total', having: { gt: 5 } },
      { event: 'Order', within: { from: '2026-01-01', to: '2026-02-01' }, count: { gte: 1 } },
      { sequence: [{ event: 'A' }, { event: 'B', within: '1d' }], within: { last: '30d' } },
      { identifier: 'email', op: 'endsWith', value: '@example.com' },
      { segment: 'everyone' },
      { source: 'web' },
      { consent: 'email', granted: true },
      { bucket: { from: 0, to: 50 }, seed: 'x' },
      { firstSeen: { withinLast: '7d' } },
    ];

    /** The rule with the payload in place of each text and each name, one at a time. */
    function* poisoned(value: unknown, payload: string): Generator<unknown> {
      if (typeof value === 'string') yield payload;
      if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) {
          for (const bad of poisoned(item, payload)) yield value.with(index, bad);
        }
      } else if (typeof value === 'object' && value !== null) {
        for (const [key, item] of Object.entries(value)) {
          for (const bad of poisoned(item, payload)) yield { ...value, [key]: bad };
          const { [key]: moved, ...rest } = value as Record<string, unknown>;
          yield { ...rest, [payload]: moved };
        }
      }
    }

    it.each(RULES.map((rule) => [JSON.stringify(rule), rule] as const))(
      'refuses it, or finds nobody by it: %s',
      async (_text, rule) => {
        const failures: string[] = [];
        for (const payload of PAYLOADS) {
          for (const bad of poisoned(rule, payload)) {
            const answer = await hub.post('/api/segments/preview', { rule: bad });
            if (![200, 400, 422].includes(answer.status)) {
              failures.push(`${answer.status} ${JSON.stringify(bad).slice(0, 200)}`);
            }
          }
        }

        expect(failures).toEqual([]);
        expect(await hub.database.prisma.profile.count()).toBe(2);
      },
      120_000,
    );

    it('compares it as text', async () => {
      for (const value of PAYLOADS.filter((payload) => !payload.includes('\u0000'))) {
        const { status, text } = await hub.post('/api/segments/preview', {
          rule: { trait: 'plan', op: 'eq', value },
        });
        if (status === 200) expect(JSON.parse(text)).toMatchObject({ size: 0, total: 2 });
      }
    });
  });

  it.each(['key', 'name', 'description', 'folder'])(
    'stores SQL in the %s of a segment as text',
    async (name) => {
      const segment = {
        key: `s-${name}`,
        name: 'S',
        rule: { everyone: true },
        [name]: "'; DROP TABLE segment; --",
      };

      const { status } = await hub.post('/api/segments', segment);

      expect(status).toBe(name === 'key' ? 400 : 201);
      expect(await hub.database.prisma.segment.count()).toBeGreaterThan(0);
    },
  );

  it.each([
    '/../../../../etc/passwd',
    '/..%2f..%2f..%2f..%2fetc%2fpasswd',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/api/docs/../../../package.json',
    '/api/docs/..%2f..%2f..%2fpackage.json',
    '/api/docs/%2e%2e%5c%2e%2e%5cpackage.json',
    '/.env',
    '/.git/config',
    '/segue.yaml',
  ])('serves no file of the machine at %s', async (path) => {
    const text = await raw(
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${TEST_API_KEY}\r\nConnection: close\r\n\r\n`,
    );

    expect(text).toMatch(/^HTTP\/1\.1 (?:4\d\d|30\d)/);
    expect(text).not.toMatch(/root:x:|"workspaces"|\[core\]|connections:/);
  });

  /** Over the wire as it is: clients tidy paths and refuse odd headers. */
  function raw(request: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const { port } = new URL(hub.url);
      let text = '';
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(request));
      socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      socket.on('close', () => resolve(text)).on('error', reject);
    });
  }

  it.each([
    ['a line end in the id of a request', 'X-Request-Id: a\r\nSet-Cookie: evil=1'],
    ['a line end as text', 'X-Request-Id: 12345678%0d%0aSet-Cookie:%20evil=1'],
    ['another host with a line end', 'X-Forwarded-Host: evil.example%0d%0aSet-Cookie:evil=1'],
    ['a tab and spaces', 'X-Request-Id: 12345678 \t evil'],
  ])('lets nobody put headers into its answers by %s', async (_what, header) => {
    const text = await raw(
      `GET /api/health HTTP/1.1\r\nHost: localhost\r\n${header}\r\nConnection: close\r\n\r\n`,
    );

    const [head = ''] = text.split('\r\n\r\n', 1);
    expect(head).not.toMatch(/evil/i);
    expect(head).toMatch(/^x-request-id: [\w-]{8,64}$/im);
  });

  it.each([
    ['both lengths', 'Content-Length: 5\r\nTransfer-Encoding: chunked'],
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6'],
    ['no number', 'Content-Length: 5x'],
    ['a header without end', `X-Long: ${'x'.repeat(40_000)}`],
  ])('refuses a request with %s', async (_what, header) => {
    const text = await raw(
      `POST /api/run HTTP/1.1\r\nHost: localhost\r\n${header}\r\nConnection: close\r\n\r\n0\r\n\r\n`,
    );

    expect(text).toMatch(/^HTTP\/1\.1 4\d\d/);
  });

  const body = (text: string) =>
    hub.call('/api/segments/preview', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: text,
    });

  it.each([
    ['a megabyte and more', () => `{"rule":"${'x'.repeat(1_100_000)}"}`, 413],
    [
      'an object in an object, 100,000 times',
      () => `{"rule":${'{"not":'.repeat(100_000)}1${'}'.repeat(100_000)}}`,
      422,
    ],
    [
      'a list in a list, 100,000 times',
      () => `{"rule":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
      422,
    ],
    ['100,000 conditions', () => `{"rule":{"all":[${'{},'.repeat(99_999)}{}]}}`, 422],
    [
      '100,000 keys',
      () => `{"rule":{${Array.from({ length: 80_000 }, (_, i) => `"k${i}":1`).join(',')}}}`,
      422,
    ],
    ['a prototype', () => '{"__proto__":{"isAdmin":true},"rule":{"everyone":true}}', 200],
    [
      'a constructor',
      () => '{"constructor":{"prototype":{"isAdmin":true}},"rule":{"everyone":true}}',
      200,
    ],
    ['a number beyond all', () => '{"rule":{"trait":"plan","op":"gt","value":1e999}}', 422],
    ['a half of a character', () => '{"rule":{"trait":"plan","op":"eq","value":"\\ud800"}}', 200],
  ])('stands %s', async (_what, text, expected) => {
    const { status } = await body(text());

    expect([expected, 400, 422]).toContain(status);
    expect(status).toBeLessThan(500);
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
    expect((await hub.call('/api/health')).status).toBe(200);
  });

  it('unpacks no bomb', async () => {
    const { status, text } = await hub.call('/api/segments/preview', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      body: 'not gzip at all',
    });

    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(codeOf({ text } as Answer)).toBeTruthy();
  });
});

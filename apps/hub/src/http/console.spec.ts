import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HubServerUnderTest } from '../../../../test/support/hub-server.js';

const WRITE_KEY = 'abcdefghijklmnopqrstuvwxyz012345';
const CONFIG = `
workspace: { name: Acme }
connections: [{ id: web, plugin: segment, settings: { writeKey: ${WRITE_KEY} } }]
`;
const PAGE = { headers: { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };

describe('the console at the root of the hub', () => {
  let folder: string;
  let hub: HubServerUnderTest;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segue-console-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<title>Segue</title>');
    await writeFile(join(folder, 'assets', 'index-a1b2c3.js'), 'export {};'.repeat(500));
    hub = await HubServerUnderTest.start(CONFIG, { consoleFolder: folder });
  });

  afterAll(async () => {
    await hub.close();
    await rm(folder, { recursive: true });
  });

  it.each(['/', '/segments/window-shoppers?tab=members'])(
    'answers %s with its page',
    async (path) => {
      const { status, headers, text } = await hub.call(path, PAGE);

      expect([status, text]).toEqual([200, '<title>Segue</title>']);
      expect(headers['content-type']).toMatch(/^text\/html/);
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['content-security-policy']).toMatch(
        /default-src 'self'.*frame-ancestors 'none'/,
      );
      expect(headers['content-security-policy']).not.toMatch(/script-src|unsafe-eval/);
    },
  );

  it.each([
    ['gzip', 'gzip'],
    ['gzip, deflate, br', 'br'],
  ])(
    'lets a browser keep what has a hash in its name, and sends it compressed: %s',
    async (accepted, encoding) => {
      const { status, headers } = await hub.call('/assets/index-a1b2c3.js', {
        headers: { 'Accept-Encoding': accepted },
      });

      expect(status).toBe(200);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(headers['content-encoding']).toBe(encoding);
      expect(headers['x-content-type-options']).toBe('nosniff');
    },
  );

  it.each(['/assets/index-000000.js', '/api/nothing', '/v1/nothing', '/favicon.ico'])(
    'has no page for %s',
    async (path) => {
      const { status, headers } = await hub.call(path, PAGE);

      expect(status).toBe(404);
      expect(headers['content-type']).toMatch(/json/);
    },
  );

  it.each(['/../package.json', '/assets/..%2f..%2fpackage.json', '/%2e%2e/%2e%2e/etc/passwd'])(
    'serves nothing outside of its folder: %s',
    async (path) => {
      const { text } = await hub.call(path, PAGE);

      expect(text).not.toMatch(/"name"|root:/);
    },
  );

  it('has no page for who does not want one', async () => {
    const { status, headers } = await hub.call('/segments', {
      headers: { Accept: 'application/json' },
    });

    expect(status).toBe(404);
    expect(headers['content-type']).toMatch(/problem\+json/);
  });

  it('has no page for other methods', async () => {
    const { status } = await hub.post('/segments', {}, PAGE.headers);

    expect(status).toBe(404);
  });

  it('goes on receiving what sources push', async () => {
    const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;

    const { status } = await hub.post(
      '/v1/track',
      { event: 'X', userId: '1' },
      { authorization, accept: 'application/json' },
    );

    expect(status).toBe(200);
  });
});

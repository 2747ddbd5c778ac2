import { once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Analytics } from '@segment/analytics-node';
import { segment } from '@segue/plugin-segment';
import { Database } from '../apps/hub/src/database/database.js';
import { IngestService } from '../apps/hub/src/ingest/ingest.service.js';
import { mountIngest } from '../apps/hub/src/ingest/mount-ingest.js';
import { WriteKeyRepository } from '../apps/hub/src/workspace/write-key.repository.js';
import { WriteKeyUse } from '../apps/hub/src/workspace/write-key-use.service.js';
import { ArrivalFeed } from '../apps/hub/src/live/arrival-feed.service.js';
import { StoreQueue } from '../apps/hub/src/ingest/store-queue.js';
import { IntakeRepository } from '../apps/hub/src/intake/intake.repository.js';
import { CatalogRepository } from '../apps/hub/src/intake/catalog.repository.js';
import { CatalogWriter } from '../apps/hub/src/intake/catalog-writer.js';
import { IntakeService } from '../apps/hub/src/intake/intake.service.js';
import { ConnectorRegistry } from '../apps/hub/src/plugins/connector-registry.js';
import { ProfileRepository } from '../apps/hub/src/profiles/profile.repository.js';
import { RunRepository } from '../apps/hub/src/runs/run.repository.js';
import { Clock } from '../apps/hub/src/runtime/clock.js';
import { HubConfig } from '../apps/hub/src/runtime/hub-config.js';
import { FaultyProxy } from './support/faulty-proxy.js';
import { holdIntake } from './support/hold-intake.js';
import { openTestDatabase } from './support/test-database.js';

const WEB = 'wk_acme-web.2026';
const APP = 'wk_acme-app.2026';

const connection = (id: string, writeKey: string) => ({
  id,
  plugin: 'segment',
  kind: 'source' as const,
  settings: { writeKey },
  location: { line: 1, column: 1 },
});

const config = new HubConfig(
  {
    file: 'segue.yaml',
    workspace: { name: 'Acme', timezone: 'UTC' },
    plugins: [],
    connections: [connection('web', WEB), connection('app', APP)],
    identity: { identifiers: [], block: [] },
    traits: {},
    segments: [],
    syncs: [],
  },
  new ConnectorRegistry([segment]),
);

let database: Database;
let runs: RunRepository;
let app: NestExpressApplication;
let hub: string;

beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await openTestDatabase();

  @Module({
    providers: [
      { provide: Database, useValue: database },
      { provide: HubConfig, useValue: config },
      CatalogRepository,
      CatalogWriter,
      Clock,
      IntakeRepository,
      ProfileRepository,
      IntakeService,
      RunRepository,
      StoreQueue,
      ArrivalFeed,
      IngestService,
      WriteKeyRepository,
      WriteKeyUse,
    ],
  })
  class TestModule {}

  app = await NestFactory.create<NestExpressApplication>(TestModule, {
    bodyParser: false,
    logger: false,
  });
  mountIngest(app, app.get(IngestService));
  await app.listen(0, '127.0.0.1');
  runs = app.get(RunRepository);
  hub = `http://127.0.0.1:${port()}`;
});

afterAll(async () => {
  await app.close();
  await database.close();
});

beforeEach(async () => {
  await database.prisma.$executeRaw`TRUNCATE event, trait_history, run, run_record`;
});

const server = (): Server => app.getHttpServer();
const port = (): number => (server().address() as AddressInfo).port;

const track = (event: string, more: object = {}) => ({
  type: 'track',
  userId: 'u1',
  event,
  ...more,
});

const batchOf = (...batch: unknown[]) => ({ writeKey: WEB, batch });

/** Text and bytes are sent as they are, everything else as JSON. */
function post(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  return fetch(`${hub}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: bytes,
  });
}

async function storedEvents(connectionId = 'web'): Promise<string[]> {
  const rows = await database.prisma.event.findMany({
    where: { connectionId },
    orderBy: { seq: 'asc' },
  });
  return rows.map(({ name }) => name);
}

async function pushRun(target = 'web') {
  const [run] = await runs.list({ kind: 'push', target });
  return { counts: run?.counts, records: run ? await runs.records(run.id, {}) : [] };
}

/** Of 50 events each. Only their first attempts are spoilt: the library waits longer after each one. */
const BATCHES = 100;

describe('push ingestion with Segment’s own Node library', () => {
  it('stores every event exactly once, however often the library has to send it', async () => {
    const proxy = new FaultyProxy(hub, (n) => {
      if (n > BATCHES) return undefined;
      if (n % 7 === 3) return 'throttled';
      if (n % 7 === 5) return 'unavailable';
      return n % 7 === 0 ? 'lost' : undefined;
    });
    const errors: unknown[] = [];
    const analytics = new Analytics({
      writeKey: WEB,
      host: await proxy.start(),
      flushAt: 50,
      maxRetries: 10,
    });
    analytics.on('error', (error) => errors.push(error));

    for (let index = 0; index < BATCHES * 50; index++) {
      analytics.track({ userId: `user-${index % 500}`, event: `Event ${index}` });
    }
    await analytics.closeAndFlush({ timeout: 60_000 });
    await proxy.stop();

    expect(errors).toEqual([]);
    const names = await storedEvents();
    expect(names).toHaveLength(5_000);
    expect(new Set(names).size).toBe(5_000);
    const perPerson = await database.prisma.event.groupBy({ by: ['profileId'], _count: true });
    expect(perPerson.map(({ _count }) => _count)).toEqual(Array(500).fill(10));
    const { counts } = await pushRun();
    expect(proxy.faults.lost).toBeGreaterThan(0);
    // The library also sends again what it has waited for too long, on a busy machine.
    expect(proxy.served).toBeGreaterThanOrEqual(BATCHES + proxy.faults.lost);
    const duplicates = (proxy.served - BATCHES) * 50;
    expect(counts).toMatchObject({ accepted: 5_000, duplicates });
  });
});

describe('push ingestion', () => {
  it('stores a message for the connection that its key names, then answers', async () => {
    const answer = await post('/v1/track', { ...track('Signed Up'), writeKey: APP });

    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ success: true });
    expect(await storedEvents('app')).toEqual(['Signed Up']);
    expect(await storedEvents('web')).toEqual([]);
  });

  it('hands over the parameters of the path', async () => {
    const answer = await fetch(`${hub}/v1/projects/${WEB}/settings?x=1`);

    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ integrations: { 'Segment.io': { apiKey: WEB } } });
    expect(await pushRun()).toEqual({ counts: undefined, records: [] });
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('reads a body in %s', async (encoding, compress) => {
    const body = compress(Buffer.from(JSON.stringify(batchOf(track('a'), track('b')))));

    const answer = await post('/v1/batch', body, { 'content-encoding': encoding });

    expect(answer.status).toBe(200);
    expect(await storedEvents()).toEqual(['a', 'b']);
  });

  it('reads JSON that a browser sends as text, and lets the page read the answer', async () => {
    const headers = { 'content-type': 'text/plain', origin: 'https://shop.example' };

    const answer = await post('/v1/t', JSON.stringify({ ...track('a'), writeKey: WEB }), headers);

    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(await storedEvents()).toEqual(['a']);
  });

  it('allows a web page of any origin to send', async () => {
    const answer = await fetch(`${hub}/v1/batch`, {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    });

    expect(answer.status).toBe(204);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'Authorization, Content-Type, X-Retry-Count',
      'access-control-max-age': '86400',
    });
  });

  it.each(['GET', 'HEAD', 'PUT', 'DELETE'])('refuses %s where it takes POST', async (method) => {
    const answer = await fetch(`${hub}/v1/batch`, { method });

    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST, OPTIONS');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('leaves other paths to the rest of the application', async () => {
    const answer = await post('/v1/unknown', batchOf(track('a')));

    expect(answer.status).toBe(404);
    expect(answer.headers.has('access-control-allow-origin')).toBe(false);
  });

  it('takes nothing with a key that no connection has', async () => {
    const answer = await post('/v1/batch', {
      ...batchOf(track('a')),
      writeKey: 'wk_nobody-has-it',
    });

    expect(answer.status).toBe(200);
    expect(await database.prisma.event.count()).toBe(0);
    expect(await database.prisma.run.count()).toBe(0);
  });

  it('stores the good messages of a batch and records the bad ones with their place', async () => {
    const answer = await post(
      '/v1/batch',
      batchOf(track('a'), { type: 'track', userId: 'u1' }, track('b'), 'no message'),
    );

    expect(answer.status).toBe(200);
    expect(await storedEvents()).toEqual(['a', 'b']);
    const { counts, records } = await pushRun();
    expect(counts).toEqual({ read: 4, accepted: 2, rejected: 2 });
    expect(records).toMatchObject([
      { outcome: 'rejected', code: 'MISSING_EVENT', position: 'batch/1' },
      { outcome: 'rejected', code: 'NOT_AN_OBJECT', position: 'batch/3' },
    ]);
  });

  it('answers 400 to what is no JSON, and records it where the key is known', async () => {
    const answer = await post('/v1/batch', '{"batch":[', {
      authorization: `Basic ${Buffer.from(`${WEB}:`).toString('base64')}`,
    });

    expect(answer.status).toBe(400);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect((await pushRun()).records).toMatchObject([{ code: 'INVALID_JSON' }]);
  });
});

describe('push ingestion of what should not be sent', () => {
  it('stores null bytes and lone surrogates as U+FFFD', async () => {
    const properties = { 'k\0': 'a\0b', half: '\uD800' };

    const answer = await post('/v1/batch', batchOf(track('Nu\0l', { properties }), track('b')));

    expect(answer.status).toBe(200);
    expect(await storedEvents()).toEqual(['Nu\uFFFDl', 'b']);
    const stored = await database.prisma.event.findFirst({ where: { name: 'Nu\uFFFDl' } });
    expect(stored?.properties).toEqual({ 'k\uFFFD': 'a\uFFFDb', half: '\uFFFD' });
  });

  it.each(['userId', 'messageId', 'anonymousId'])('survives a null byte in %s', async (key) => {
    const answer = await post('/v1/batch', batchOf(track('a', { [key]: 'x\0y' }), track('b')));

    expect(answer.status).toBe(200);
    expect(await storedEvents()).toContain('b');
  });

  it('takes years from 1 to 9999 and rejects what is no instant', async () => {
    const times = [
      '0001-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
      '+275760-09-13T00:00:00Z',
      'soon',
    ];

    const answer = await post(
      '/v1/batch',
      batchOf(...times.map((timestamp, index) => track(`e${index}`, { timestamp }))),
    );

    expect(answer.status).toBe(200);
    expect(await storedEvents()).toEqual(['e0', 'e1']);
    expect((await pushRun()).counts).toEqual({ read: 4, accepted: 2, rejected: 2 });
  });

  it('takes nothing of a message with a trait of 1 MB', async () => {
    const message = { type: 'identify', userId: 'u1', traits: { bio: 'x'.repeat(1_048_576) } };

    const answer = await post('/v1/batch', batchOf(track('a'), message));

    expect(answer.status).toBe(400);
    expect(await storedEvents()).toEqual([]);
  });

  it('rejects a message that is nested 10,000 deep and takes its neighbours', async () => {
    const deep = `${'['.repeat(10_000)}1${']'.repeat(10_000)}`;
    const messages = [track('a'), track('deep', { properties: { deep: 0 } }), track('b')];
    const body = JSON.stringify(batchOf(...messages)).replace('"deep":0', `"deep":${deep}`);

    const answer = await post('/v1/batch', body);

    expect(answer.status).toBe(200);
    expect(await storedEvents()).toEqual(['a', 'b']);
    expect((await pushRun()).records).toMatchObject([{ code: 'NESTED_TOO_DEEP' }]);
  });

  it('stops unpacking at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));

    const answer = await post('/v1/batch', bomb, { 'content-encoding': 'gzip' });

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining('500 KB') });
  });

  it.each([
    ['is none', Buffer.from('not compressed')],
    ['is cut', gzipSync(JSON.stringify(batchOf(track('a')))).subarray(0, 40)],
  ])('answers 400 to gzip that %s', async (_, body) => {
    const answer = await post('/v1/batch', body, { 'content-encoding': 'gzip' });

    expect(answer.status).toBe(400);
    expect(await storedEvents()).toEqual([]);
  });

  it('names the encodings it knows to a client that uses another one', async () => {
    const answer = await post('/v1/batch', batchOf(track('a')), { 'content-encoding': 'zstd' });

    expect(answer.status).toBe(415);
    expect(answer.headers.get('accept-encoding')).toBe('gzip, deflate, br');
  });

  it.each([
    ['says so at once', 'Content-Length: 6000000\r\n\r\n'],
    ['says nothing of its length', 'Transfer-Encoding: chunked\r\n\r\n5b8d80\r\n'],
  ])('answers a client that uploads too much and %s, and lets it go on', async (_, head) => {
    const client = connect(port(), '127.0.0.1').setEncoding('utf8');
    client.write(`POST /v1/batch HTTP/1.1\r\nHost: hub\r\n${head}`);
    client.write(' '.repeat(1_000_000));

    const [answer] = (await once(client, 'data')) as [string];
    const closed = once(client, 'close');
    client.resume().write(' '.repeat(5_000_000));
    client.end(head.includes('chunked') ? '\r\n0\r\n\r\n' : '');

    expect(await closed).toEqual([false]);
    expect(answer).toMatch(/^HTTP\/1.1 400 .*\r\nconnection: close\r\n/is);
    expect(answer).toContain('500 KB');
  });

  it('forgets a request whose client disconnects in the middle', async () => {
    const received = once(server(), 'request') as Promise<[IncomingMessage]>;
    const client = connect(port(), '127.0.0.1');

    client.write('POST /v1/batch HTTP/1.1\r\nHost: hub\r\nContent-Length: 1000\r\n\r\n{"batch":[');
    const [request] = await received;
    const closed = new Promise((resolve) => request.once('close', resolve));
    client.destroy();
    await closed;

    expect((await post('/v1/batch', batchOf(track('a')))).status).toBe(200);
    expect(await storedEvents()).toEqual(['a']);
  });
});

describe('push ingestion when the database cannot keep up', () => {
  it('answers only after the records are stored, and 429 to more than may wait', async () => {
    const send = () => post('/v1/batch', batchOf(...Array<unknown>(2_500).fill(track('a'))));
    const release = await holdIntake(database);

    const requests = Array.from({ length: 9 }, send);
    const turnedAway = await Promise.race(requests);
    await release();
    const answers = await Promise.all(requests);

    expect(turnedAway.status).toBe(429);
    expect(turnedAway.headers.get('retry-after')).toBe('1');
    expect(turnedAway.headers.get('access-control-allow-origin')).toBe('*');
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(8);
    expect(await database.prisma.event.count()).toBe(20_000);
  });

  it('does not answer 200 for what the database did not take', async () => {
    const body = { ...track('a', { messageId: 'm1' }), writeKey: WEB };
    await database.prisma.$executeRaw`ALTER TABLE event RENAME TO event_away`;

    const during = await post('/v1/track', body);
    await database.prisma.$executeRaw`ALTER TABLE event_away RENAME TO event`;
    const after = await post('/v1/track', body);

    expect(during.status).toBe(429);
    expect(after.status).toBe(200);
    expect(await storedEvents()).toEqual(['a']);
  });
});

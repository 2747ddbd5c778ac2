import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ConfigError, defineSource, type AnySource, type Push, type PushRequest } from '@segue/sdk';
import { IsString } from 'class-validator';
import { openTestDatabase } from '../../../../test/support/test-database.js';
import type { Database } from '../database/database.js';
import { CatalogRepository } from '../intake/catalog.repository.js';
import { CatalogWriter } from '../intake/catalog-writer.js';
import { IntakeRepository } from '../intake/intake.repository.js';
import { IntakeService } from '../intake/intake.service.js';
import { ConnectorRegistry } from '../plugins/connector-registry.js';
import { ProfileRepository } from '../profiles/profile.repository.js';
import { RunRepository } from '../runs/run.repository.js';
import { ArrivalFeed } from '../live/arrival-feed.service.js';
import { Clock } from '../runtime/clock.js';
import { HubConfig } from '../runtime/hub-config.js';
import { IngestService } from './ingest.service.js';
import { mountIngest } from './mount-ingest.js';
import { WriteKeyRepository } from '../workspace/write-key.repository.js';
import { WriteKeyUse } from '../workspace/write-key-use.service.js';
import { StoreQueue } from './store-queue.js';

class HookSettings {
  @IsString()
  token!: string;
}

/** A vendor that calls us: every request is kept, answered with its own body, and stored nowhere. */
function hookSource(key: string, path: string, seen: PushRequest[] = []): AnySource {
  const push: Push<HookSettings> = {
    routes: [
      { method: 'POST', path },
      { method: 'GET', path },
    ],
    maxBytes: 10,
    claims: ({ token }, { query }) => query.token === token,
    receive: ({ settings }, request) => {
      seen.push(request);
      if (request.body.toString() === 'crash') throw new TypeError('a bug');
      return { records: [], reply: { status: 202, body: settings.token } };
    },
    refuse: (why) => ({ status: why === 'overloaded' ? 503 : 418, body: why }),
  };
  const settings = HookSettings;
  return defineSource({ key, title: key, settings, streams: [], check: async () => {}, push });
}

const connection = (id: string, plugin: string, token: unknown = id) => ({
  id,
  plugin,
  kind: 'source' as const,
  settings: { token },
  location: { line: 1, column: 1 },
});

const configWith = (
  connections: readonly ReturnType<typeof connection>[],
  sources: readonly AnySource[],
) =>
  new HubConfig(
    {
      file: 'segue.yaml',
      workspace: { name: 'Acme', timezone: 'UTC' },
      plugins: [],
      connections,
      identity: { identifiers: [], block: [] },
      traits: {},
      segments: [],
      syncs: [],
    },
    new ConnectorRegistry(sources),
  );

let database: Database;
let app: NestExpressApplication | undefined;

beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await openTestDatabase();
});
afterAll(() => database.close());
afterEach(async () => {
  await app?.close();
  app = undefined;
});

function serviceWith(config: HubConfig): IngestService {
  const intake = new IntakeService(
    database,
    new IntakeRepository(),
    new ProfileRepository(),
    new CatalogWriter(new CatalogRepository()),
  );
  const queue = new StoreQueue(intake, new RunRepository(database), config);
  const use = new WriteKeyUse(database, new WriteKeyRepository());
  return new IngestService(config, queue, use, new Clock(), new ArrivalFeed());
}

/** @returns the base URL of a hub with these connections */
async function serve(config: HubConfig): Promise<string> {
  @Module({})
  class EmptyModule {}

  app = await NestFactory.create<NestExpressApplication>(EmptyModule, {
    bodyParser: false,
    logger: false,
  });
  mountIngest(app, serviceWith(config));
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

const post = (url: string, body: string, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body, headers });

describe('mountIngest', () => {
  it('hands over the request as it was sent', async () => {
    const seen: PushRequest[] = [];
    const source = hookSource('hook', '/hooks/:shop/*rest', seen);
    const hub = await serve(configWith([connection('a', 'hook')], [source]));

    await post(`${hub}/hooks/Acme%20Ltd/x/y?token=a&n=1&n=2`, 'body', { 'X-Signature': 'abc' });

    expect(seen).toMatchObject([
      {
        method: 'POST',
        path: '/hooks/Acme%20Ltd/x/y',
        params: { shop: 'Acme Ltd', rest: 'x/y' },
        query: { token: 'a', n: '2' },
        headers: { 'x-signature': 'abc' },
        body: Buffer.from('body'),
        receivedAt: expect.any(Date),
      },
    ]);
  });

  it('asks the connection that claims the request', async () => {
    const connections = [connection('a', 'hook'), connection('b', 'hook')];
    const hub = await serve(configWith(connections, [hookSource('hook', '/hook')]));

    const answers = await Promise.all(
      ['a', 'b', 'c'].map((token) => fetch(`${hub}/hook?token=${token}`)),
    );

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 418]);
    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([
      'a',
      'b',
      'unknown',
    ]);
  });

  it('leaves the refusal of a body to the plugin', async () => {
    const config = configWith([connection('a', 'hook')], [hookSource('hook', '/hook')]);
    const url = `${await serve(config)}/hook?token=a`;

    const longest = await post(url, '0123456789');
    const tooLong = await post(url, '0123456789a');
    const cut = await post(url, 'no gzip', { 'content-encoding': 'gzip' });

    expect([longest.status, await longest.json()]).toEqual([202, 'a']);
    expect([tooLong.status, await tooLong.json()]).toEqual([418, 'too-large']);
    expect([cut.status, await cut.json()]).toEqual([418, 'malformed']);
  });

  it('makes senders keep what a plugin fails on', async () => {
    const config = configWith([connection('a', 'hook')], [hookSource('hook', '/hook')]);

    const answer = await post(`${await serve(config)}/hook?token=a`, 'crash');

    expect(answer.status).toBe(503);
    expect(await answer.json()).toBe('overloaded');
  });

  it('opens nothing to web pages that the plugin does not open', async () => {
    const config = configWith([connection('a', 'hook')], [hookSource('hook', '/hook')]);

    const answer = await fetch(`${await serve(config)}/hook`, { method: 'OPTIONS' });

    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST, GET');
    expect(answer.headers.has('access-control-allow-origin')).toBe(false);
  });

  it('answers 400 to a path that cannot be decoded', async () => {
    const config = configWith([connection('a', 'hook')], [hookSource('hook', '/hooks/:shop')]);

    const answer = await fetch(`${await serve(config)}/hooks/%E0%A4%A?token=a`);

    expect(answer.status).toBe(400);
  });

  it('does not serve the routes of a plugin without a connection', async () => {
    const sources = [hookSource('hook', '/hook'), hookSource('other', '/other')];
    const hub = await serve(configWith([connection('a', 'hook')], sources));

    const answer = await fetch(`${hub}/other?token=a`);

    expect(answer.status).toBe(404);
  });
});

describe('IngestService', () => {
  it('refuses two plugins that want the same path, whichever way they write it', () => {
    const sources = [hookSource('hook', '/hook'), hookSource('other', '/HOOK')];
    const config = configWith([connection('a', 'hook'), connection('b', 'other')], sources);

    expect(() => serviceWith(config)).toThrow('hook and other both want to serve /HOOK');
  });

  it('refuses settings that the plugin does not take', () => {
    const config = configWith([connection('a', 'hook', 5)], [hookSource('hook', '/hook')]);

    expect(() => serviceWith(config)).toThrow(ConfigError);
  });
});

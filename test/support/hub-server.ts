import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Database } from '../../apps/hub/src/database/database.js';
import { createServer, type ServerOptions } from '../../apps/hub/src/http/create-server.js';
import { ApplyConfigService } from '../../apps/hub/src/hub/apply-config.service.js';
import { loadHub } from '../../apps/hub/src/hub/load-hub.js';
import { HubLogger } from '../../apps/hub/src/logging/hub-logger.js';
import { openTestDatabase } from './test-database.js';

/** Simulators of vendors are on this machine, also those of connections that are made over the API. */
export const VENDORS_HERE = { SEGUE_ALLOW_PRIVATE_HOSTS: '127.0.0.0/8' };

/** What the hubs of specs take for the key of the environment. */
export const TEST_API_KEY = 'correct-horse-battery-staple';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Presents no key. */
  readonly isAnonymous?: boolean;
}

/** A hub with its server on a free port of this machine and a database of its own. */
export class HubServerUnderTest {
  private constructor(
    readonly app: NestExpressApplication,
    readonly database: Database,
    readonly url: string,
    /** What it logged, line by line. */
    readonly lines: readonly string[],
  ) {}

  static async start(yaml: string, options: ServerOptions = {}): Promise<HubServerUnderTest> {
    const folder = await mkdtemp(join(tmpdir(), 'segue-'));
    const file = join(folder, 'segue.yaml');
    await writeFile(file, yaml);
    const config = await loadHub(file, {});
    await rm(folder, { recursive: true });
    const database = await openTestDatabase();
    const lines: string[] = [];
    const logger = new HubLogger({ destination: { write: (line) => lines.push(line) } });
    const { app, listen } = await createServer(config, database, {
      port: 0,
      apiKey: TEST_API_KEY,
      logger,
      // Whether somebody built it must make no difference.
      consoleFolder: join(folder, 'no-console'),
      ...options,
      env: { ...VENDORS_HERE, ...options.env },
    }).catch(async (error: unknown) => {
      await database.close();
      throw error;
    });
    await app.get(ApplyConfigService).apply();
    const url = (await listen()).replace('//0.0.0.0:', '//127.0.0.1:');
    return new HubServerUnderTest(app, database, url, lines);
  }

  /** By node:http, which sends any Host and Origin. Presents the key to the API, unless it is told what else to present. */
  call(
    path: string,
    { method = 'GET', headers = {}, body = '', isAnonymous = false }: Call = {},
  ): Promise<Answer> {
    const isKnown = isAnonymous || !path.startsWith('/api') || 'cookie' in headers;
    const all = isKnown ? headers : { authorization: `Bearer ${TEST_API_KEY}`, ...headers };
    return new Promise((resolve, reject) => {
      const options = { method, headers: all, agent: false };
      const sent = request(`${this.url}${path}`, options, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }),
        );
      });
      sent.on('error', reject).end(body);
    });
  }

  post(path: string, body: unknown, headers: Call['headers'] = {}): Promise<Answer> {
    return this.call(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  async json<T>(path: string, call?: Call): Promise<T> {
    return JSON.parse((await this.call(path, call)).text) as T;
  }

  close(): Promise<void> {
    return this.app.close();
  }
}

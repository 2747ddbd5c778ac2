import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Database } from '../../apps/hub/src/database/database.js';
import { ApplyConfigService } from '../../apps/hub/src/hub/apply-config.service.js';
import type { Role } from '../../apps/hub/src/access/right.js';
import { loadHub } from '../../apps/hub/src/hub/load-hub.js';
import { WorkerService } from '../../apps/hub/src/hub/worker.service.js';
import { createServer, type ServerOptions } from '../../apps/hub/src/http/create-server.js';
import { HubLogger } from '../../apps/hub/src/logging/hub-logger.js';
import type { Run } from '../../apps/hub/src/runs/run.js';
import type { WorkKind } from '../../apps/hub/src/schedule/lease.repository.js';
import { TEST_API_KEY, VENDORS_HERE } from './hub-server.js';

export type Json = Readonly<Record<string, unknown>>;

export interface JsonAnswer {
  readonly status: number;
  readonly text: string;
  readonly json: Json;
}

export interface WorkspaceHubOptions {
  /** segue.yaml */
  readonly file: string;
  readonly database: Database;
  readonly env?: Readonly<Record<string, string>>;
  readonly server?: ServerOptions;
}

/** A hub on loopback that speaks JSON, for specs of what is made over its API. Several may share one database. */
export class WorkspaceHub {
  private constructor(
    readonly app: NestExpressApplication,
    readonly url: string,
    private readonly lines: readonly string[],
    private readonly key: string,
  ) {}

  static async start(options: WorkspaceHubOptions): Promise<WorkspaceHub> {
    const { file, database, env = {}, server = {} } = options;
    const lines: string[] = [];
    const logger = new HubLogger({ destination: { write: (line) => lines.push(line) } });
    const { app, listen } = await createServer(await loadHub(file, env), shared(database), {
      port: 0,
      apiKey: TEST_API_KEY,
      logger,
      env: { ...VENDORS_HERE, ...env },
      // Whether somebody built it must make no difference.
      consoleFolder: join(file, 'no-console'),
      ...server,
    });
    await app.get(ApplyConfigService).apply();
    return new WorkspaceHub(app, await listen(), lines, TEST_API_KEY);
  }

  /** The same hub, asked by somebody of this role. */
  async as(role: Role): Promise<WorkspaceHub> {
    const { json } = await this.post('/api/api-keys', { name: role, role });
    return new WorkspaceHub(this.app, this.url, this.lines, String(json['secret']));
  }

  /** Everything that it logged. */
  get log(): string {
    return this.lines.join('\n');
  }

  async call(method: string, path: string, body?: unknown): Promise<JsonAnswer> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${this.key}`,
        Connection: 'close',
        ...(body ? { 'Content-Type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
    return { status: answer.status, text, json: isJson ? (JSON.parse(text) as Json) : {} };
  }

  async get<T = Json>(path: string): Promise<T> {
    return (await this.call('GET', path)).json as T;
  }

  post(path: string, body: unknown): Promise<JsonAnswer> {
    return this.call('POST', path, body);
  }

  patch(path: string, body: unknown): Promise<JsonAnswer> {
    return this.call('PATCH', path, body);
  }

  run(kind: WorkKind, target: string): Promise<Run> {
    return this.app.get(WorkerService).runNow({ kind, target });
  }

  /** The database stays open. */
  close(): Promise<void> {
    return this.app.close();
  }
}

/** The same database, which a hub that ends does not close. */
const shared = (database: Database): Database =>
  Object.assign(Object.create(database) as Database, { close: () => Promise.resolve() });

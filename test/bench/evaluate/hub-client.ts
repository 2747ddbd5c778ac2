import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../../../apps/hub/src/cli/open-hub.js';
import type { BuiltHub } from './built-hub.js';
import type { HubReply, HubRequests, RequestName } from './hub-requests.js';
import { SEGMENTS } from './segments/segments.js';
import { TIMEZONE } from './shop.js';

const PROCESS = 'test/bench/evaluate/hub-process.ts';
const LOADER = new URL('../../support/ts-loader.mjs', import.meta.url).href;
const WITH_LOADER = `data:text/javascript,import{register}from"node:module";register("${LOADER}")`;

/** The hub in a process of its own. */
export class HubClient {
  private constructor(private readonly child: ChildProcess) {}

  /** @param folder for its configuration; @param build undefined: from TypeScript, with the compiler in the process */
  static async start(folder: string, env: Environment, build?: BuiltHub): Promise<HubClient> {
    const configuration = join(folder, 'segue.yaml');
    await writeFile(configuration, JSON.stringify(CONFIGURATION));
    const { DATABASE_URL: _none, ...inherited } = process.env;
    const script = build
      ? build.pathOf(PROCESS)
      : fileURLToPath(new URL('./hub-process.ts', import.meta.url));
    const child = fork(script, [configuration], {
      env: { ...inherited, ...env },
      execArgv: build ? [] : ['--import', WITH_LOADER],
    });
    const client = new HubClient(child);
    await client.reply();
    return client;
  }

  async ask<N extends RequestName>(
    name: N,
    ask: HubRequests[N]['ask'],
  ): Promise<HubRequests[N]['answer']> {
    const reply = this.reply<N>();
    this.child.send({ name, ask });
    return reply;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.disconnect();
    await ended;
  }

  private async reply<N extends RequestName>(): Promise<HubRequests[N]['answer']> {
    const ended = new AbortController();
    const [reply] = (await Promise.race([
      once(this.child, 'message', { signal: ended.signal }),
      once(this.child, 'exit', { signal: ended.signal }).then(([code]) => [
        { error: `the hub’s process ended (${code})` },
      ]),
    ]).finally(() => ended.abort())) as [HubReply<N>];
    if ('error' in reply) throw new Error(reply.error);
    return reply.answer;
  }
}

const CONFIGURATION = {
  workspace: { name: 'Benchmark', timezone: TIMEZONE },
  connections: ['shop', 'app', 'crm'].map((id) => ({
    id,
    plugin: 'file',
    settings: { path: 'unused.ndjson' },
  })),
  segments: SEGMENTS.map(({ key, rule }) => ({ key, name: key, rule })),
  syncs: [],
};

import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchApi } from './api/api.js';
import { benchEvaluate } from './evaluate/evaluate.js';
import { measureFlow, type FlowResult } from './measure-flow.js';
import { measureMemory, type MemoryResult } from './measure-memory.js';
import { parseOptions, USAGE, type BenchOptions, type Engine } from './options.js';
import { toTable } from './report.js';
import { openEngine, type Store, type StoreMaker } from './stores.js';

export interface EngineResult {
  readonly engine: Engine;
  readonly flow?: FlowResult;
  /** The hub with few profiles, then the one with many. */
  readonly memory?: readonly MemoryResult[];
}

/** Measures, and prints what came of it. @returns the exit code */
export async function bench(args: readonly string[]): Promise<number> {
  const [part, ...rest] = args;
  if (part === 'evaluate') return benchEvaluate(rest);
  if (part === 'api') return benchApi(rest);
  const options = readOptions(args);
  if (!options) return 2;
  const results: EngineResult[] = [];
  for (const engine of options.engines) {
    const maker = await openEngine(engine);
    if (!maker) {
      process.stderr.write(`${engine} is left out: set DATABASE_URL, or put initdb on the PATH\n`);
      continue;
    }
    try {
      results.push(await measureEngine(maker, options));
    } finally {
      await maker.stop();
    }
  }
  process.stdout.write(options.json ? `${JSON.stringify(results, null, 2)}\n` : toTable(results));
  return 0;
}

function readOptions(args: readonly string[]): BenchOptions | undefined {
  try {
    return parseOptions(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}\n`);
    return undefined;
  }
}

async function measureEngine(maker: StoreMaker, options: BenchOptions): Promise<EngineResult> {
  const { engine } = maker;
  const isAsked = (['intake', 'evaluation', 'delivery'] as const).some((part) =>
    options.parts.has(part),
  );
  const flow = isAsked
    ? await inStore(maker, (folder, { env }) => measureFlow(folder, env, options))
    : undefined;
  const memory: MemoryResult[] = [];
  if (options.parts.has('memory')) {
    for (const profiles of [options.fewProfiles, options.manyProfiles]) {
      memory.push(await inStore(maker, (folder, { env }) => measureMemory(folder, env, profiles)));
    }
  }
  return { engine, ...(flow ? { flow } : {}), ...(memory.length > 0 ? { memory } : {}) };
}

/** With an empty store, and a folder for files. */
async function inStore<T>(
  maker: StoreMaker,
  work: (folder: string, store: Store) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'segue-bench-'));
  const store = await maker.make();
  try {
    return await work(folder, store);
  } finally {
    await store.drop();
    await rm(folder, { recursive: true, force: true });
  }
}

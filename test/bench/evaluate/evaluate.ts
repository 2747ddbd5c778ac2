import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine, type Store, type StoreMaker } from '../stores.js';
import { secondsOf } from '../stopwatch.js';
import { buildHub, type BuiltHub } from './built-hub.js';
import { parseEvaluateOptions, EVALUATE_USAGE, type EvaluateOptions } from './evaluate-options.js';
import { toEvaluateTable } from './evaluate-report.js';
import { figuresOf, type Figure } from './figures.js';
import { HubClient } from './hub-client.js';
import { fillStore } from './fill-store.js';
import { measureStore, type StoreResult } from './measure-store.js';
import type { ShopSize } from './shop.js';

export interface EvaluateResult {
  readonly postgresql?: {
    readonly main: StoreResult;
    readonly smaller?: StoreResult;
    readonly embedded?: StoreResult;
  };
  readonly pglite?: StoreResult;
  /** What the compiler adds to the memory of an idle hub: here it is left out, elsewhere in this benchmark it is not. */
  readonly compilerBytes?: number;
  readonly figures: readonly Figure[];
}

const log = (line: string): void => void process.stderr.write(`${line}\n`);

/** Measures what evaluations take, beside the best SQL that can be written by hand. @returns the exit code */
export async function benchEvaluate(args: readonly string[]): Promise<number> {
  let options: EvaluateOptions;
  try {
    options = parseEvaluateOptions(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${EVALUATE_USAGE}\n`);
    return 2;
  }
  const build = await buildHub();
  try {
    const measured: Omit<EvaluateResult, 'figures'> = {
      ...(options.engines.includes('postgresql') ? await onPostgres(options, build) : {}),
      ...(options.engines.includes('pglite') ? await onPGlite(options, build) : {}),
    };
    const result: EvaluateResult = { ...measured, figures: figuresOf(measured) };
    const json = `${JSON.stringify(result, null, 2)}\n`;
    if (options.out !== undefined) await writeFile(options.out, json);
    process.stdout.write(options.json ? json : toEvaluateTable(result));
    return 0;
  } finally {
    await build.remove();
  }
}

async function onPostgres(
  options: EvaluateOptions,
  build: BuiltHub,
): Promise<Pick<EvaluateResult, 'postgresql' | 'compilerBytes'>> {
  const { size, smaller, embedded, keep, database } = options;
  if (database !== undefined) {
    const env = { DATABASE_URL: database };
    return { postgresql: { main: await measure({ env, build, size, isCompared: true }) } };
  }
  const maker = await openEngine('postgresql');
  if (!maker) {
    log('postgresql is left out: set DATABASE_URL, or put initdb on the PATH');
    return {};
  }
  let isKept = false;
  try {
    const measureNew = (of: ShopSize, isCompared: boolean): Promise<StoreResult> =>
      inNewStore(maker, of, false, ({ env }) => measure({ env, build, size: of, isCompared }));
    const small = await measureNew(smaller, false);
    const isSame = embedded.profiles === size.profiles && embedded.events === size.events;
    const same =
      isSame || !options.engines.includes('pglite') ? undefined : await measureNew(embedded, false);
    const [main, compilerBytes] = await inNewStore(maker, size, keep, async ({ env }) => {
      const result = await measure({ env, build, size, isCompared: true });
      if (keep) log(`kept: --database '${env['DATABASE_URL']}'`);
      isKept = keep;
      return [result, await compilerMemory(env, build)] as const;
    });
    const pair = same ?? (isSame ? main : undefined);
    return {
      postgresql: { main, smaller: small, ...(pair ? { embedded: pair } : {}) },
      compilerBytes,
    };
  } finally {
    if (!isKept) await maker.stop();
  }
}

async function onPGlite(
  { embedded }: EvaluateOptions,
  build: BuiltHub,
): Promise<Pick<EvaluateResult, 'pglite'>> {
  const maker = (await openEngine('pglite'))!;
  return {
    pglite: await inNewStore(maker, embedded, false, ({ env }) =>
      measure({ env, build, size: embedded, isCompared: false }),
    ),
  };
}

async function inNewStore<T>(
  maker: StoreMaker,
  size: ShopSize,
  keep: boolean,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await maker.make();
  let isDone = false;
  try {
    log(`${maker.engine}: ${size.profiles} profiles, ${size.events} events`);
    log(`  loaded in ${(await secondsOf(() => fillStore(store, size))).toFixed(1)} s`);
    const result = await work(store);
    isDone = true;
    return result;
  } finally {
    if (!(keep && isDone)) await store.drop();
  }
}

async function measure(
  options: Omit<Parameters<typeof measureStore>[0], 'folder' | 'log'>,
): Promise<StoreResult> {
  return inFolder((folder) => measureStore({ ...options, folder, log }));
}

async function compilerMemory(env: Store['env'], build: BuiltHub): Promise<number> {
  const idle = (from?: BuiltHub): Promise<number> =>
    inFolder(async (folder) => {
      const hub = await HubClient.start(folder, env, from);
      try {
        return (await hub.ask('memory', {})).peakBytes;
      } finally {
        await hub.stop();
      }
    });
  return (await idle()) - (await idle(build));
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'segue-bench-evaluate-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type * as schemaEngineGlue from '@prisma/schema-engine-wasm/schema_engine_bg';
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';

export const PRISMA_FOLDER = fileURLToPath(new URL('../../../../prisma/', import.meta.url));

/** The glue code of the engine's WebAssembly: its functions, as it imports them, and where its exports go. */
type SchemaEngineModule = typeof schemaEngineGlue & {
  __wbg_set_wasm(exports: object): void;
};

/** As far as it is used here: the type library of Node lacks it, and that of browsers would bring the whole DOM. */
declare const WebAssembly: {
  instantiate(
    code: Uint8Array,
    imports: Readonly<Record<string, object>>,
  ): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>;
};

const NO_FILTER = { externalTables: [], externalEnums: [] };

export interface Migration {
  readonly name: string;
  readonly sql: string;
}

export async function readMigrations(): Promise<readonly Migration[]> {
  const folder = join(PRISMA_FOLDER, 'migrations');
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => ({
      name,
      sql: await readFile(join(folder, name, 'migration.sql'), 'utf8'),
    })),
  );
}

/**
 * Applies what is missing, with Prisma's own schema engine (in WebAssembly, in this process), which keeps the ordinary
 * `_prisma_migrations` history: `prisma migrate deploy` works on the same database.
 *
 * @returns the names of the migrations that were applied now
 */
export async function migrate(
  factory: SqlMigrationAwareDriverAdapterFactory,
): Promise<readonly string[]> {
  const { engine, close } = await openSchemaEngine(factory);
  try {
    const migrationsList = await listMigrations();
    const { appliedMigrationNames } = await engine.applyMigrations({
      filters: NO_FILTER,
      migrationsList,
    });
    return appliedMigrationNames;
  } finally {
    await close();
  }
}

/** SQL that is missing from the migrations for the tables to be as schema.prisma says. `factory` makes the scratch database. */
export async function describeDrift(
  factory: SqlMigrationAwareDriverAdapterFactory,
): Promise<string> {
  const content = await readFile(join(PRISMA_FOLDER, 'schema.prisma'), 'utf8');
  const { engine, close } = await openSchemaEngine(factory);
  try {
    const { stdout } = await engine.diff({
      from: { tag: 'migrations', ...(await listMigrations()) },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] },
      script: true,
      exitCode: null,
      filters: NO_FILTER,
    });
    return stdout ?? '';
  } finally {
    await close();
  }
}

async function listMigrations(): Promise<MigrationList> {
  const migrations = await readMigrations();
  return {
    baseDir: PRISMA_FOLDER,
    shadowDbInitScript: '',
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"' },
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  };
}

async function openSchemaEngine(
  factory: SqlMigrationAwareDriverAdapterFactory,
): Promise<{ engine: SchemaEngine; close: () => Promise<void> }> {
  const { SchemaEngine } = await (schemaEngineModule ??= loadSchemaEngine());
  const datamodel = await readFile(join(PRISMA_FOLDER, 'schema.prisma'), 'utf8');
  // The engine does not close what it opens, and an open pool keeps the process from ending.
  const opened: SqlDriverAdapter[] = [];
  const connect = async () => {
    const adapter = await factory.connect();
    opened.push(adapter);
    return adapter;
  };
  const tracked = Object.create(factory, {
    connect: { value: connect },
  }) as SqlMigrationAwareDriverAdapterFactory;
  const engine = await SchemaEngine.new(
    { datamodels: [['schema.prisma', datamodel]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(tracked),
  );
  const close = async () => {
    engine.free();
    for (const adapter of opened) await adapter.dispose();
  };
  return { engine, close };
}

/** Instantiated once in a process: a second instance would take over the first one's callbacks. */
let schemaEngineModule: Promise<SchemaEngineModule> | undefined;

/** The package's entry point imports a .wasm file, which Node 20 and Jest cannot: it is instantiated here. */
async function loadSchemaEngine(): Promise<SchemaEngineModule> {
  const glue =
    (await import('@prisma/schema-engine-wasm/schema_engine_bg')) as unknown as SchemaEngineModule;
  const entry = import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const wasm = await readFile(new URL('./schema_engine_bg.wasm', entry));
  const imports = Object.fromEntries(Object.entries(glue).map(withIdleTimer));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': imports });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue;
}

/** The engine gives up waiting for its lock by a timer that it never clears: that must not keep the process for ten seconds. */
const withIdleTimer = ([name, value]: [string, unknown]): [string, unknown] =>
  name.startsWith('__wbg_setTimeout_')
    ? [name, (work: () => void, ms: number) => setTimeout(work, ms >>> 0).unref()]
    : [name, value];

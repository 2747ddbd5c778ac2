import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { lockData } from './data-lock.js';
import { Prisma, PrismaClient } from './generated/client.js';
import { migrate, readMigrations } from './migrate.js';
import { keepUp } from './pglite-upkeep.js';
import { migratedSnapshot } from './snapshot.js';
import { PGliteAdapters, PostgresAdapters } from './whole-scripts.js';

export { Prisma };

/** A connection inside a transaction, or the client outside of one. */
export type Sql = Prisma.TransactionClient;

export type DatabaseLocation =
  | { readonly kind: 'postgresql'; readonly url: string }
  /** A folder, or, without one, memory: gone with the process. */
  | { readonly kind: 'pglite'; readonly folder?: string };

/** `DATABASE_URL`, or the embedded database in `.segue/data`. */
export function databaseLocation(
  env: Readonly<Record<string, string | undefined>>,
): DatabaseLocation {
  const url = env['DATABASE_URL'];
  if (url) return { kind: 'postgresql', url };
  return { kind: 'pglite', folder: env['SEGUE_DATA'] ?? '.segue/data' };
}

/** An evaluation of everything may take long, and on PGlite transactions wait for each other. */
const TRANSACTION = { maxWait: 3_600_000, timeout: 3_600_000 };
const POOL_SIZE = 10;
/** Prisma binds an instant as text without an offset: a session in another zone would read it as wall-clock time there. */
const IN_UTC = '-c TimeZone=UTC';
/** Compiling a statement takes longer than most of ours take to run, and as much of the processor. */
const WITHOUT_JIT = '-c jit=off';

/** Deadlock and serialization failure: PostgreSQL asks to run the transaction again. */
const RETRYABLE = /40P01|40001|deadlock detected|could not serialize/;
const MOST_ATTEMPTS = 5;

export class Database {
  private constructor(
    readonly kind: DatabaseLocation['kind'],
    readonly prisma: PrismaClient,
    private readonly runMigrations: () => Promise<readonly string[]>,
    private readonly release: () => Promise<void>,
  ) {}

  /** Opens without migrating. @throws DataInUseError when another process has the folder open */
  static async open(location: DatabaseLocation): Promise<Database> {
    if (location.kind === 'postgresql') {
      const factory = new PostgresAdapters({
        connectionString: location.url,
        max: POOL_SIZE,
        options: `${IN_UTC} ${WITHOUT_JIT}`,
      });
      const prisma = new PrismaClient({ adapter: factory });
      return new Database(
        'postgresql',
        prisma,
        () => migrate(factory),
        () => Promise.resolve(),
      );
    }
    const { folder } = location;
    const unlock = folder === undefined ? () => Promise.resolve() : await lockData(folder);
    const pglite = await openPGlite(folder);
    const stopUpkeep = keepUp(pglite);
    const factory = new PGliteAdapters(pglite);
    const prisma = new PrismaClient({ adapter: factory });
    return new Database(
      'pglite',
      prisma,
      () => migrate(factory),
      async () => {
        await stopUpkeep();
        await pglite.close();
        await unlock();
      },
    );
  }

  /** Runs all or nothing, and again when PostgreSQL resolved a deadlock against it: `work` must not act on the outside. */
  async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.prisma.$transaction(work, TRANSACTION);
      } catch (error) {
        if (attempt >= MOST_ATTEMPTS || !isRetryable(error)) throw error;
      }
    }
  }

  /** Brings the tables up to date. @returns the names of the migrations that were applied now */
  async migrate(): Promise<readonly string[]> {
    // Starting Prisma's schema engine takes longer than looking.
    return (await this.missingMigrations()).length === 0 ? [] : this.runMigrations();
  }

  /** Names of the migrations that the database does not have yet. */
  async missingMigrations(): Promise<readonly string[]> {
    const names = (await readMigrations()).map(({ name }) => name);
    const [{ exists }] = await this.prisma.$queryRaw<[{ exists: boolean }]>`
      SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`;
    if (!exists) return names;
    const applied = await this.prisma.$queryRaw<{ migration_name: string }[]>`
      SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL`;
    const known = new Set(applied.map((row) => row.migration_name));
    return names.filter((name) => !known.has(name));
  }

  async close(): Promise<void> {
    await this.prisma.$disconnect();
    await this.release();
  }
}

/**
 * The embedded database's cache, which is memory of this process. Its default is 160 MiB, which fill up as the data grow; the
 * operating system's own cache of the files serves as well.
 */
const SHARED_BUFFERS = '32MB';

async function openPGlite(folder: string | undefined): Promise<PGlite> {
  const startParams = [...PGlite.defaultStartParams, '-c', `shared_buffers=${SHARED_BUFFERS}`];
  if (folder === undefined) {
    return PGlite.create({ startParams, loadDataDir: await migratedSnapshot() });
  }
  const isNew = !existsSync(`${folder}/PG_VERSION`);
  await mkdir(dirname(folder), { recursive: true });
  return PGlite.create({
    startParams,
    dataDir: folder,
    ...(isNew ? { loadDataDir: await migratedSnapshot() } : {}),
  });
}

/** Whether PostgreSQL undid the transaction for the sake of another one: it can be run again. */
export const isRetryable = (error: unknown): boolean => RETRYABLE.test(describe(error));

const describe = (error: unknown): string =>
  error instanceof Error
    ? `${error.message} ${JSON.stringify(Reflect.get(error, 'meta') ?? '')}`
    : String(error);

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PGlite } from '@electric-sql/pglite';
import { Database } from '../../../apps/hub/src/database/database.js';
import { eventRows } from './event-rows.js';
import { People } from './people.js';
import { PEOPLE_TABLES, peopleRows } from './profile-rows.js';
import { KINDS, type ShopSize } from './shop.js';

/** Bytes of one COPY into PGlite, which are memory of this process. */
const BLOB_CHARACTERS = 64 << 20;

/** Runs statements, and copies rows into a table. */
interface Loader {
  run(statement: string): Promise<void>;
  /** The first column of each row. */
  column(query: string): Promise<readonly string[]>;
  copy(table: string, rows: Iterable<string>): Promise<void>;
}

/**
 * Fills an empty, migrated PostgreSQL database.
 *
 * @param isOwnServer its setting for checkpoints may be changed while the rows are copied
 */
export async function loadPostgres(
  url: string,
  size: ShopSize,
  isOwnServer: boolean,
): Promise<void> {
  const database = await Database.open({ kind: 'postgresql', url });
  const configure = async (change: string): Promise<void> => {
    if (!isOwnServer) return;
    await database.prisma.$executeRawUnsafe(`ALTER SYSTEM ${change}`);
    await database.prisma.$queryRawUnsafe('SELECT pg_reload_conf()');
  };
  try {
    await configure(`SET max_wal_size = '16GB'`);
    await load(
      {
        run: async (statement) => {
          await database.prisma.$executeRawUnsafe(statement);
        },
        column: async (query) => {
          const rows = await database.prisma.$queryRawUnsafe<Record<string, string>[]>(query);
          return rows.map((row) => Object.values(row)[0]!);
        },
        copy: (table, rows) => copyThroughPsql(url, table, rows),
      },
      size,
      // In the same session as the statement.
      (statement) => runInPsql(url, [`SET maintenance_work_mem = '1GB'`, statement]),
    );
    await configure('RESET max_wal_size');
    await database.prisma.$executeRawUnsafe('CHECKPOINT');
  } finally {
    await database.close();
  }
}

/** Fills an empty, migrated folder of PGlite, which nobody else has open. */
export async function loadPGlite(folder: string, size: ShopSize): Promise<void> {
  const pglite = await PGlite.create({ dataDir: folder });
  const run = async (statement: string): Promise<void> => {
    await pglite.exec(statement);
  };
  try {
    await load(
      {
        run,
        column: async (query) => {
          const { rows } = await pglite.query<Record<string, string>>(query);
          return rows.map((row) => Object.values(row)[0]!);
        },
        copy: async (table, rows) => {
          for (const blob of blobs(rows)) {
            await pglite.query(`COPY ${table} FROM '/dev/blob'`, [], { blob });
          }
        },
      },
      size,
      run,
    );
    await pglite.exec('CHECKPOINT');
  } finally {
    await pglite.close();
  }
}

/** The indexes of the events are dropped for the load, and made again after it; then comes what autovacuum would do. */
async function load(
  { run, column, copy }: Loader,
  { profiles, events }: ShopSize,
  makeIndex: (statement: string) => Promise<void>,
): Promise<void> {
  const people = new People(profiles);
  for (const table of PEOPLE_TABLES) await copy(table, peopleRows(table, people));

  const indexes = await column(
    `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = 'event' AND indexname <> 'event_pkey'`,
  );
  const names = await column(
    `SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND tablename = 'event' AND indexname <> 'event_pkey'`,
  );
  await run('ALTER TABLE event DROP CONSTRAINT event_pkey');
  for (const name of names) await run(`DROP INDEX "${name}"`);
  const firstSeq = 2 * profiles + 10;
  await copy('event', eventRows(people, events, firstSeq));
  await makeIndex(
    'ALTER TABLE event ADD CONSTRAINT event_pkey PRIMARY KEY (profile_id, name, occurred_at, seq)',
  );
  for (const definition of indexes) await makeIndex(definition);

  await copy('event_property', propertyRows());
  await copy('trait_key', traitKeyRows());
  await run(
    `SELECT setval('arrival_seq', ${Math.ceil((firstSeq + events) / 10_000 + 1) * 10_000})`,
  );
  for (const table of [...PEOPLE_TABLES, 'event', 'event_property', 'trait_key']) {
    await run(`VACUUM (ANALYZE) ${table}`);
  }
}

function propertyRows(): readonly string[] {
  return KINDS.flatMap(({ name, known }) =>
    [...known].map(
      ([path, { slot, isClosed }]) => `${name}\t${path}\t${slot ?? '\\N'}\t${isClosed}\n`,
    ),
  );
}

const traitKeyRows = (): readonly string[] =>
  'firstName lastName email phone plan country lifetimeValue createdAt trialEndsAt birthday newsletter tags'
    .split(' ')
    .map((key) => `${key}\n`);

function* blobs(rows: Iterable<string>): Generator<Blob> {
  let parts: string[] = [];
  let length = 0;
  for (const chunk of rows) {
    parts.push(chunk);
    length += chunk.length;
    if (length < BLOB_CHARACTERS) continue;
    yield new Blob(parts);
    [parts, length] = [[], 0];
  }
  if (length > 0) yield new Blob(parts);
}

async function copyThroughPsql(url: string, table: string, rows: Iterable<string>): Promise<void> {
  const psql = spawnPsql(url, ['-c', `COPY ${table} FROM STDIN`]);
  const ended = endOf(psql, `COPY ${table}`);
  for (const chunk of rows) {
    if (!psql.stdin.write(chunk)) await Promise.race([once(psql.stdin, 'drain'), ended]);
  }
  psql.stdin.end();
  await ended;
}

async function runInPsql(url: string, statements: readonly string[]): Promise<void> {
  const psql = spawnPsql(
    url,
    statements.flatMap((statement) => ['-c', statement]),
  );
  psql.stdin.end();
  await endOf(psql, statements.join('; '));
}

const spawnPsql = (url: string, args: readonly string[]) =>
  spawn('psql', [url, '--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', ...args], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });

async function endOf(psql: ReturnType<typeof spawnPsql>, what: string): Promise<void> {
  const [code] = (await once(psql, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`psql failed (${code}): ${what}`);
}

import { execFile } from 'node:child_process';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface PostgresServer {
  /** Of a database that exists, as a user who may create others. */
  readonly url: string;
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root. */
const USER = 'postgres';

/** Where Debian and Ubuntu put the programs of a server, by version: on nobody's PATH. */
const DEBIAN = '/usr/lib/postgresql';

/**
 * Starts a server of its own on a Unix socket, with the settings that initdb gives it: durable, as in production.
 *
 * @returns undefined when PostgreSQL is not installed
 */
export async function startPostgres(): Promise<PostgresServer | undefined> {
  const pathOf = await findPrograms();
  if (pathOf === undefined) return undefined;
  const owner = process.getuid?.() === 0 ? await idsOf(USER) : undefined;
  const folder = await mkdtemp(join(tmpdir(), 'segue-postgresql-'));
  if (owner) await chown(folder, owner.uid, owner.gid);

  const data = join(folder, 'data');
  const options = { ...owner, cwd: folder };
  await run(pathOf('initdb'), ['-D', data, '-U', USER, '-A', 'trust', '-E', 'UTF8'], options);
  const flags = `-c listen_addresses='' -c unix_socket_directories='${folder}'`;
  await run(
    pathOf('pg_ctl'),
    ['-D', data, '-l', join(folder, 'log'), '-o', flags, '-w', 'start'],
    options,
  );
  return {
    url: `postgresql://${USER}@localhost/postgres?host=${encodeURIComponent(folder)}`,
    stop: async () => {
      await run(pathOf('pg_ctl'), ['-D', data, '-m', 'fast', '-w', 'stop'], options);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type PathOf = (program: string) => string;

/** Those on the PATH, or of the newest server that Debian's packages installed. */
async function findPrograms(): Promise<PathOf | undefined> {
  const versions = (await readdir(DEBIAN).catch(() => [])).map(Number).sort((a, b) => b - a);
  const folders = versions.map((version) => join(DEBIAN, String(version), 'bin'));
  for (const folder of ['', ...folders]) {
    const pathOf: PathOf = (program) => join(folder, program);
    const isThere = await run(pathOf('initdb'), ['--version']).then(
      () => true,
      () => false,
    );
    if (isThere) return pathOf;
  }
  return undefined;
}

async function idsOf(user: string): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, user])).stdout)),
  );
  return { uid: uid!, gid: gid! };
}

import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';

/** A lock from another machine (a container that was replaced) counts as left behind after this long without a sign of life. */
const FOREIGN_STALE_MS = 30_000;
const SIGN_OF_LIFE_MS = 5_000;

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Start of the process as the kernel counts it, so that a re-used pid is not taken for the holder. */
  readonly startedAt?: string;
  readonly token: string;
}

/** The embedded database can be open in one process only: a second one would destroy it. */
export class DataInUseError extends Error {
  readonly code = 'DATA_IN_USE';
  constructor(
    readonly folder: string,
    readonly pid: number,
    host: string,
  ) {
    super(
      `${folder} is in use by process ${pid}${host === hostname() ? '' : ` on ${host}`}. ` +
        'Use that hub’s HTTP API, stop it first, or set DATABASE_URL to a PostgreSQL server, which many processes can share.',
    );
    this.name = 'DataInUseError';
  }
}

/**
 * Takes the lock of a data folder, also over one that a killed process left.
 *
 * @returns releases it
 * @throws DataInUseError naming the process that holds it
 */
export async function lockData(folder: string): Promise<() => Promise<void>> {
  const path = `${folder}.lock`;
  const token = randomUUID();
  const own: Holder = {
    pid: process.pid,
    host: hostname(),
    startedAt: await startOf(process.pid),
    token,
  };
  await mkdir(dirname(path), { recursive: true });
  while (!(await create(path, own))) {
    const holder = await read(path);
    if (holder && (await isAlive(path, holder))) {
      throw new DataInUseError(folder, holder.pid, holder.host);
    }
    // Only if it is still the lock that was judged: somebody else may have taken over in the meantime.
    if ((await read(path))?.token === holder?.token) await rm(path, { force: true });
  }
  const timer = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, SIGN_OF_LIFE_MS);
  timer.unref();

  return async () => {
    clearInterval(timer);
    if ((await read(path))?.token === token) await rm(path, { force: true });
  };
}

async function create(path: string, own: Holder): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(JSON.stringify(own));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function read(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

async function isAlive(path: string, { pid, host, startedAt }: Holder): Promise<boolean> {
  if (host !== hostname()) {
    const { mtimeMs } = await stat(path);
    return Date.now() - mtimeMs < FOREIGN_STALE_MS;
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const start = await startOf(pid);
  return start === undefined || startedAt === undefined || start === startedAt;
}

/** Field 22 of /proc/PID/stat, where there is such a file. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

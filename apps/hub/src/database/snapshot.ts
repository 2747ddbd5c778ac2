import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { migrate, readMigrations } from './migrate.js';
import { PGliteAdapters } from './whole-scripts.js';

/**
 * A migrated, empty database to start from: a fresh PGlite takes seconds to initialise, loading this takes a fraction of one.
 * Kept in node_modules/.cache (or, where that cannot be written, in the temporary folder), named after what it was made from.
 */
export async function migratedSnapshot(): Promise<Blob> {
  const pglite = fileURLToPath(import.meta.resolve('@electric-sql/pglite'));
  const hash = createHash('sha256').update(
    await readFile(join(dirname(pglite), '../package.json')),
  );
  for (const { name, sql } of await readMigrations()) hash.update(name).update(sql);
  const file = `pglite-${hash.digest('hex').slice(0, 16)}.tar`;

  const folders = [nodeModulesOf(pglite), tmpdir()].map((folder) =>
    join(folder, '.cache', 'segue'),
  );
  for (const folder of folders) {
    const bytes = await readFile(join(folder, file)).catch(() => undefined);
    if (bytes) return new Blob([bytes]);
  }
  const blob = await createSnapshot();
  const bytes = Buffer.from(await blob.arrayBuffer());
  for (const folder of folders) if (await store(folder, file, bytes)) break;
  return blob;
}

async function createSnapshot(): Promise<Blob> {
  const pglite = await PGlite.create();
  await migrate(new PGliteAdapters(pglite));
  const blob = await pglite.dumpDataDir('none');
  await pglite.close();
  return blob;
}

/** Written beside and renamed, so that a reader never sees half of it. */
async function store(folder: string, file: string, bytes: Buffer): Promise<boolean> {
  const draft = join(folder, `${file}.${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(draft, bytes);
    await rename(draft, join(folder, file));
    return true;
  } catch {
    return false;
  }
}

const nodeModulesOf = (path: string): string =>
  path.slice(0, path.lastIndexOf('node_modules') + 'node_modules'.length);

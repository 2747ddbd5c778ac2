import { Database } from '../../../apps/hub/src/database/database.js';
import type { Store } from '../stores.js';
import { loadPGlite, loadPostgres } from './load-shop.js';
import type { ShopSize } from './shop.js';

/** Migrates an empty store, and fills it with a shop. */
export async function fillStore({ env }: Pick<Store, 'env'>, size: ShopSize): Promise<void> {
  const [url, folder] = [env['DATABASE_URL'], env['SEGUE_DATA']];
  const database = await Database.open(
    url === undefined ? { kind: 'pglite', folder: folder! } : { kind: 'postgresql', url },
  );
  await database.migrate();
  await database.close();
  if (url === undefined) await loadPGlite(folder!, size);
  else await loadPostgres(url, size, process.env['DATABASE_URL'] === undefined);
}

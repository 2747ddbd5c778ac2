import { PGlite } from '@electric-sql/pglite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tend } from './pglite-upkeep.js';

describe('the upkeep of PGlite', () => {
  let pglite: PGlite;
  beforeEach(async () => {
    pglite = await PGlite.create();
    await pglite.exec('CREATE TABLE "Odd name" AS SELECT n FROM generate_series(1, 1000) n');
  });
  afterEach(() => pglite.close());
  const statistics = async () => {
    const { rows } = await pglite.query<{ reltuples: number; dead: number }>(`
      SELECT c.reltuples, s.n_dead_tup::int AS dead FROM pg_class c
      JOIN pg_stat_user_tables s ON s.relid = c.oid WHERE c.relname = 'Odd name'`);
    return rows[0];
  };

  it('lets the planner know how large a table has become', async () => {
    await tend(pglite);

    expect(await statistics()).toMatchObject({ reltuples: 1000 });
  });

  it('frees the space of deleted rows', async () => {
    await pglite.exec('DELETE FROM "Odd name" WHERE n > 100');

    await tend(pglite);

    expect(await statistics()).toEqual({ reltuples: 100, dead: 0 });
  });
});

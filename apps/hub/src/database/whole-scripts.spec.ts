import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import { PGliteAdapters, PostgresAdapters } from './whole-scripts.js';

const SERVER_URL = process.env['SEGUE_TEST_DATABASE_URL'];

const FUNCTION = `
  -- A comment; with a semicolon.
  CREATE OR REPLACE FUNCTION segue_script_test() RETURNS int LANGUAGE plpgsql AS $$
  DECLARE n int := 1;
  BEGIN n := n + 1; RETURN n; END
  $$;`;

/** The engine in the process outlives its adapter. */
const engines: PGlite[] = [];

const ENGINES = [
  {
    name: 'PGlite',
    open: async () => {
      const engine = await PGlite.create();
      engines.push(engine);
      return new PGliteAdapters(engine).connect();
    },
  },
  ...(SERVER_URL === undefined
    ? []
    : [
        {
          name: 'PostgreSQL',
          open: () => new PostgresAdapters({ connectionString: SERVER_URL }).connect(),
        },
      ]),
];

describe.each(ENGINES)('a script on $name', ({ open }) => {
  let adapter: SqlDriverAdapter;
  beforeAll(async () => {
    adapter = await open();
  });
  afterAll(async () => {
    await adapter.executeScript('DROP FUNCTION IF EXISTS segue_script_test()');
    await adapter.dispose();
    for (const engine of engines.splice(0)) await engine.close();
  });
  const query = (sql: string) => adapter.queryRaw({ sql, args: [], argTypes: [] });

  it('may have semicolons in functions and comments', async () => {
    await adapter.executeScript(FUNCTION);

    const { rows } = await query('SELECT segue_script_test()');

    expect(rows).toEqual([[2]]);
  });

  it('is refused as a whole when one of its statements is', async () => {
    const script = adapter.executeScript('CREATE TABLE segue_script_test (); SELECT 1 / 0;');

    await expect(script).rejects.toThrow('division by zero');
    const { rows } = await query(`SELECT to_regclass('segue_script_test') IS NULL`);
    expect(rows).toEqual([[true]]);
  });
});

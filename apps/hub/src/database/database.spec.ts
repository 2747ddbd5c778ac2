import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { Database, Prisma } from './database.js';
import { describeDrift } from './migrate.js';

const LOADER = new URL('../../../../test/support/ts-loader.mjs', import.meta.url).href;

/** Says what still keeps the process when it is done. */
const MIGRATE = `
  import { register } from 'node:module';
  import { PGlite } from '@electric-sql/pglite';
  register('${LOADER}');
  const { migrate } = await import('${new URL('migrate.ts', import.meta.url).href}');
  const { PGliteAdapters } = await import('${new URL('whole-scripts.ts', import.meta.url).href}');
  const pglite = await PGlite.create();
  const applied = await migrate(new PGliteAdapters(pglite));
  await pglite.close();
  const isWaiting = process.getActiveResourcesInfo().includes('Timeout');
  process.stdout.write(JSON.stringify({ isMigrated: applied.length > 0, isWaiting }));`;

describe('Database', () => {
  it('has migrations that make exactly the tables of schema.prisma', async () => {
    const engines = [await PGlite.create(), await PGlite.create()] as const;
    const [factory, scratch] = engines.map((engine) => new PrismaPGlite(engine));
    // The adapter would make one of its own, which nobody closes.
    const connectToShadowDb = () => scratch!.connect();

    const drift = await describeDrift(Object.assign(factory!, { connectToShadowDb }));
    for (const engine of engines) await engine.close();

    expect(drift).toMatch(/empty migration/);
  });

  it('can be migrated by a process that ends right after', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--no-warnings', '--input-type=module', '--eval', MIGRATE],
      { cwd: fileURLToPath(new URL('.', import.meta.url)) },
    );

    expect(JSON.parse(stdout)).toEqual({ isMigrated: true, isWaiting: false });
  });

  it('refuses a folder that is open already, naming the process and the way out', async () => {
    const folder = join(await mkdtemp(join(tmpdir(), 'segue-')), 'data');
    const first = await Database.open({ kind: 'pglite', folder });

    const second = Database.open({ kind: 'pglite', folder });

    await expect(second).rejects.toThrow(new RegExp(`process ${process.pid}.*DATABASE_URL`));
    await first.close();
  });

  it('applies migrations once, and keeps what was written when it is opened again', async () => {
    const folder = join(await mkdtemp(join(tmpdir(), 'segue-')), 'data');
    const first = await Database.open({ kind: 'pglite', folder });
    await first.prisma.connection.create({ data: { id: 'crm', plugin: 'hubspot' } });
    await first.close();

    const again = await Database.open({ kind: 'pglite', folder });

    expect(await again.migrate()).toEqual([]);
    expect(await again.prisma.connection.count()).toBe(1);
    await again.close();
  });
});

describe('the rule functions', () => {
  let database: Database;
  beforeAll(async () => {
    database = await Database.open({ kind: 'pglite' });
  });
  afterAll(() => database.close());
  const value = async (sql: Prisma.Sql): Promise<unknown> => {
    const [row] = await database.prisma.$queryRaw<{ v: unknown }[]>`SELECT ${sql} AS v`;
    return row!.v;
  };

  it.each([
    ['"x"', 'x'],
    ['5', '5'],
    ['5.0', '5'],
    ['0.10', '0.1'],
    ['-0.0', '0'],
    ['1e21', '1e+21'],
    ['123456789012345678901', '123456789012345678901'],
    ['0.000001', '0.000001'],
    ['1e-7', '1e-7'],
    ['2.5e-10', '2.5e-10'],
    ['true', 'true'],
    ['null', null],
    ['[1]', null],
    ['{}', null],
  ])('segue_text(%s) is %j', async (json, text) => {
    expect(await value(Prisma.sql`segue_text(${json}::jsonb)`)).toBe(text);
  });

  it.each([
    ['"12.50"', '12.5'],
    ['"-1e3"', '-1000'],
    ['"12 EUR"', null],
    ['" 12"', null],
    ['"01"', null],
    ['"+1"', null],
    ['".5"', null],
    ['"1."', null],
    ['"1e9999"', null],
    ['""', null],
    ['true', null],
    ['7', '7'],
  ])('segue_number(%s) is %s', async (json, number) => {
    expect(await value(Prisma.sql`trim_scale(segue_number(${json}::jsonb))::text`)).toBe(number);
  });

  it.each([
    ['2026-01-15T12:00:00Z', 'UTC', '2026-01-15T12:00:00.000Z'],
    ['2026-01-15T12:00:00.123+02:00', 'UTC', '2026-01-15T10:00:00.123Z'],
    ['2026-01-15T12:00-05:30', 'UTC', '2026-01-15T17:30:00.000Z'],
    ['2026-07-15T12:00', 'Europe/Berlin', '2026-07-15T10:00:00.000Z'],
    ['2026-07-15', 'Europe/Berlin', '2026-07-14T22:00:00.000Z'],
    ['2026-03-29T02:30:00', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25T02:30:00', 'Europe/Berlin', '2026-10-25T01:30:00.000Z'],
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00.000Z'],
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['2026-02-29', 'UTC', null],
    ['2024-02-29', 'UTC', '2024-02-29T00:00:00.000Z'],
    ['2026-13-01', 'UTC', null],
    ['0000-01-01', 'UTC', null],
    ['2026-01-15T24:00', 'UTC', null],
    ['2026-01-15T12:00:60Z', 'UTC', null],
    ['2026-01-15 12:00', 'UTC', null],
    ['2026-01-15T12', 'UTC', null],
    ['20260115', 'UTC', null],
    ['2026-01-15Z', 'UTC', null],
  ])('segue_instant_of(%s) in %s is %s', async (text, zone, instant) => {
    const found = (await value(Prisma.sql`segue_instant_of(${text}, ${zone})`)) as Date | null;
    expect(found?.toISOString() ?? null).toBe(instant);
  });

  it.each([
    ['{"a":{"b":1}}', ['a', 'b'], '1'],
    ['{"a":[{"b":1},{"b":2},{}]}', ['a', 'b'], '[1, 2]'],
    ['{"a":[{"b":[1,2]},{"b":[3]}]}', ['a', 'b'], '[1, 2, 3]'],
    ['{"a":[]}', ['a', 'b'], '[]'],
    ['{"a":{"b":null}}', ['a', 'b'], null],
    ['{"a":[{"b":null}]}', ['a', 'b'], '[]'],
    ['{"a":5}', ['a', 'b'], null],
    ['{"a":[1,2]}', ['a'], '[1, 2]'],
  ])('segue_path(%s, %j) finds %s', async (json, path, found) => {
    expect(await value(Prisma.sql`segue_path(${json}::jsonb, ${path}::text[])::text`)).toBe(found);
  });

  it.each([
    ['2000-02-29', '2026-02-27T12:00:00Z', 1],
    ['2000-02-29', '2028-02-27T12:00:00Z', 2],
    ['2000-02-29', '2026-03-01T12:00:00Z', 364],
    ['2000-01-15', '2026-01-15T23:59:00Z', 0],
    ['2000-01-14', '2026-01-15T00:00:00Z', 364],
  ])('the next anniversary of %s is, at %s, %i days away', async (day, now, days) => {
    const sql = Prisma.sql`segue_days_to_anniversary(segue_instant_of(${day}, 'UTC'), ${new Date(now)}, 'UTC')`;
    expect(await value(sql)).toBe(days);
  });

  it.each([
    ['2026-02-27T12:00:00Z', 'UTC'],
    ['2027-12-31T23:30:00Z', 'Europe/Berlin'],
    ['2028-02-28T12:00:00Z', 'Pacific/Apia'],
    ['2026-10-31T12:00:00Z', 'America/Havana'],
  ])('lists at %s in %s what each day of a year has coming', async (now, zone) => {
    const { days, dues } = (await value(Prisma.sql`(SELECT to_jsonb(x) FROM (
      SELECT count(*) FILTER (WHERE (segue_days_to_anniversaries(at, zone))[segue_day_of_year(t, zone)]
               = segue_days_to_anniversary(t, at, zone)) AS days,
             count(*) FILTER (WHERE (segue_anniversary_dues(30, at, zone))[segue_day_of_year(t, zone)]
               = segue_anniversary_due(t, 30, at, zone)) AS dues
      FROM (VALUES (${now}::timestamptz, ${zone}::text)) AS asked(at, zone),
           generate_series(timestamptz '1980-01-01 09:00Z', '1984-12-31 09:00Z', '1 day') AS t) x)`)) as {
      days: number;
      dues: number;
    };

    expect({ days, dues }).toEqual({ days: 1827, dues: 1827 });
  });

  it.each([
    ['[1, "A", true, null, [2], {}]', '{1,a,true,NULL,NULL,NULL}'],
    ['"A"', '{a}'],
    ['[]', '{}'],
    ['{}', null],
    ['null', null],
  ])('segue_texts(%s) is, in lower case, %s', async (json, texts) => {
    expect(await value(Prisma.sql`segue_texts(${json}::jsonb, TRUE)::text`)).toBe(texts);
  });

  it('takes a value that is not there for no list', async () => {
    expect(await value(Prisma.sql`segue_texts(NULL, FALSE)::text`)).toBeNull();
    expect(await value(Prisma.sql`segue_numbers(NULL)::text`)).toBeNull();
    expect(await value(Prisma.sql`segue_booleans(NULL)::text`)).toBeNull();
  });

  it.each([
    ['1e400', null],
    ['1.7976931348623157e308', '1.7976931348623157e+308'],
    ['-5e-324', '-5e-324'],
    ['1e-400', null],
  ])('segue_text(%s), at the limits of a double, is %s', async (json, text) => {
    expect(await value(Prisma.sql`segue_text(${json}::jsonb)`)).toBe(text);
  });

  it.each(['', '1:00000000-0000-4000-8000-000000000000', 'ä:b'])(
    'segue_hash(%j) is the beginning of its SHA-256, unsigned',
    async (text) => {
      const hash = createHash('sha256').update(text).digest().readBigUInt64BE();

      expect(await value(Prisma.sql`segue_hash(${text})::text`)).toBe(String(hash));
    },
  );

  it('segue_unit_starts bounds the units before now', async () => {
    const sql = Prisma.sql`segue_unit_starts(segue_instant_of('2026-03-31T12:00:00Z', 'UTC'), 'month', 2, 'Europe/Berlin')`;

    expect(await value(sql)).toEqual([
      new Date('2025-12-31T23:00:00Z'),
      new Date('2026-01-31T23:00:00Z'),
      new Date('2026-02-28T23:00:00Z'),
    ]);
  });
});

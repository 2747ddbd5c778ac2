import { Prisma, type Sql } from '../database/database.js';

export interface TableSample {
  /** Of the rows that are in it, 0 … 1. */
  readonly share: number;
  /** To be read FROM. */
  readonly table: Prisma.Sql;
}

/** Rows of a block where the database has not counted yet. */
const ROWS_OF_BLOCK = 10;

/**
 * Some blocks of a table, wherever they are: what is read does not grow with the table. The same ones each time, as long as the
 * table is the same, so that counts do not jump between two looks.
 */
export async function tableSample(
  sql: Sql,
  table: 'profile' | 'event',
  mostBlocks: number,
): Promise<TableSample> {
  const { blocks } = await extentOf(sql, table);
  return toSample(table, mostBlocks / blocks);
}

/**
 * About so many profiles, each from another block as far as there are as many: what lies side by side came at the same time and
 * is alike. What is read does not grow with the table.
 */
export async function profileSample(sql: Sql, most: number): Promise<TableSample> {
  const { blocks, rowsOfBlock } = await extentOf(sql, 'profile');
  const { share, table } = toSample('profile', most / blocks);
  const oneIn = Math.max(1, Math.ceil((share * blocks * rowsOfBlock) / most));
  if (oneIn === 1) return { share, table };
  const some = Prisma.sql`(SELECT * FROM ${table} WHERE uuid_hash(profile_id) % ${oneIn}::int = 0) AS profile`;
  return { share: share / oneIn, table: some };
}

async function extentOf(
  sql: Sql,
  table: string,
): Promise<{ readonly blocks: number; readonly rowsOfBlock: number }> {
  const [{ blocks, rows }] = await sql.$queryRaw<[{ blocks: number; rows: number | null }]>`
    SELECT (pg_relation_size(oid) / current_setting('block_size')::int)::int AS blocks,
           (reltuples / nullif(relpages, 0))::float8 AS rows
    FROM pg_class WHERE oid = ${table}::regclass`;
  const isCounted = rows !== null && rows > 0;
  return { blocks: Math.max(1, blocks), rowsOfBlock: isCounted ? rows : ROWS_OF_BLOCK };
}

function toSample(table: string, wanted: number): TableSample {
  const name = Prisma.raw(table);
  const share = Math.min(1, wanted);
  if (share === 1) return { share, table: name };
  return {
    share,
    table: Prisma.sql`${name} TABLESAMPLE SYSTEM (${share * 100}::float8) REPEATABLE (1)`,
  };
}

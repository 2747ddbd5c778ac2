import { Prisma, type Sql } from '../database/database.js';

export interface TableSample {
  /** Of the rows that are in it, 0 … 1. */
  readonly share: number;
  /** To be read FROM. */
  readonly table: Prisma.Sql;
}

/**
 * Some blocks of a table, wherever they are: what is read does not grow with the table. The same ones each time, as long as the
 * table is the same, so that counts do not jump between two looks.
 */
export async function tableSample(
  sql: Sql,
  table: 'profile' | 'event',
  mostBlocks: number,
): Promise<TableSample> {
  const name = Prisma.raw(table);
  const [{ blocks }] = await sql.$queryRaw<[{ blocks: number }]>`
    SELECT (pg_relation_size(${table}::regclass) / current_setting('block_size')::int)::int AS blocks`;
  const share = Math.min(1, mostBlocks / Math.max(1, blocks));
  if (share === 1) return { share, table: name };
  return {
    share,
    table: Prisma.sql`${name} TABLESAMPLE SYSTEM (${share * 100}::float8) REPEATABLE (1)`,
  };
}

import { Prisma } from '../../database/database.js';

/**
 * What a path finds in a JSON document: NULL, or JSON null, when there is nothing. Plain operators as long as
 * no list is on the way, for they are much faster than the function that goes through lists.
 */
export function valueAt(document: Prisma.Sql, path: readonly string[]): Prisma.Sql {
  const prefixes = path.map((_, index) => follow(document, path.slice(0, index + 1)));
  const value = prefixes.pop()!;
  if (prefixes.length === 0) return value;
  const types = prefixes.map((prefix) => Prisma.sql`jsonb_typeof(${prefix})`);
  return Prisma.sql`CASE WHEN 'array' IN (${Prisma.join(types)}) THEN segue_path(${document}, ${[...path]}::text[]) ELSE ${value} END`;
}

/** As `valueAt`, but always NULL when there is nothing. */
export const presentAt = (document: Prisma.Sql, path: readonly string[]): Prisma.Sql =>
  Prisma.sql`nullif(${valueAt(document, path)}, 'null'::jsonb)`;

function follow(document: Prisma.Sql, keys: readonly string[]): Prisma.Sql {
  const arrows = keys.map((key) => Prisma.sql` -> ${key}::text`);
  return Prisma.sql`(${document}${Prisma.join(arrows, '')})`;
}

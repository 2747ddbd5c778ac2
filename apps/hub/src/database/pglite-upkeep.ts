import type { PGlite } from '@electric-sql/pglite';

const UPKEEP_MS = 10_000;

interface TableState {
  readonly name: string;
  readonly isStale: boolean;
}

/** The thresholds are those of PostgreSQL's autovacuum. */
const TABLES_TO_TEND = `
  SELECT quote_ident(relname) AS name, n_mod_since_analyze > 50 + 0.1 * n_live_tup AS "isStale"
  FROM pg_stat_user_tables
  WHERE n_mod_since_analyze > 50 + 0.1 * n_live_tup OR n_dead_tup > 50 + 0.2 * n_live_tup`;

/**
 * Does what a PostgreSQL server does in the background, and PGlite, which has no background, never does: writes checkpoints,
 * without which the log grows for as long as the process lives; collects statistics, without which large joins are planned
 * as if the tables were small; and frees the space of dead rows.
 *
 * @returns stops it, and waits for what is in hand
 */
export function keepUp(pglite: PGlite): () => Promise<void> {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    // What keeps the database from working is told by the next statement that somebody waits for.
    running ??= tend(pglite)
      .catch(() => undefined)
      .finally(() => (running = undefined));
  }, UPKEEP_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

/** One statement at a time, so that others come in between. */
export async function tend(pglite: PGlite): Promise<void> {
  // What was written in the last second is not counted yet.
  await pglite.query('SELECT pg_stat_force_next_flush()');
  const { rows } = await pglite.query<TableState>(TABLES_TO_TEND);
  for (const { name, isStale } of rows) {
    await pglite.exec(isStale ? `VACUUM (ANALYZE) ${name}` : `VACUUM ${name}`);
  }
  if (rows.length > 0) await pglite.exec('CHECKPOINT');
}

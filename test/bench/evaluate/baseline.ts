import type { Database, Sql } from '../../../apps/hub/src/database/database.js';
import { secondsOf } from '../stopwatch.js';
import { Instants } from './segments/bench-segment.js';
import { SEGMENTS } from './segments/segments.js';

/** As the hub sets PostgreSQL for a statement over everything. */
const SETTINGS = ["work_mem = '64MB'", 'random_page_cost = 1.1'];

export async function setAsHub(sql: Sql): Promise<void> {
  for (const setting of SETTINGS) await sql.$executeRawUnsafe(`SET LOCAL ${setting}`);
}

export interface StatementTime {
  readonly key: string;
  readonly members: number;
  readonly seconds: number;
}

/**
 * The hand-written statement of each segment, stored into a temporary table: once to warm the caches up, then timed.
 *
 * @throws Error naming each segment of which it does not give as many members as are stored
 */
export async function measureBaseline(
  database: Database,
  nowMs: number,
): Promise<readonly StatementTime[]> {
  const at = new Instants(nowMs);
  const times: StatementTime[] = [];
  for (const { key, sql } of SEGMENTS) {
    await timeStatement(database, sql(at));
    times.push({ key, ...(await timeStatement(database, sql(at))) });
  }
  await compare(database, times);
  return times;
}

async function timeStatement(
  database: Database,
  statement: string,
): Promise<{ readonly seconds: number; readonly members: number }> {
  return database.transaction(async (sql) => {
    await setAsHub(sql);
    let members = 0;
    const seconds = await secondsOf(async () => {
      members = await sql.$executeRawUnsafe(
        `CREATE TEMP TABLE baseline ON COMMIT DROP AS ${statement}`,
      );
    });
    return { seconds, members };
  });
}

async function compare(database: Database, times: readonly StatementTime[]): Promise<void> {
  const rows = await database.prisma.$queryRaw<{ key: string; n: bigint }[]>`
    SELECT s.key, count(m.profile_id) AS n FROM segment s
    LEFT JOIN membership m ON m.segment_id = s.id GROUP BY s.key`;
  const stored = new Map(rows.map(({ key, n }) => [key, Number(n)]));
  const wrong = times.filter(({ key, members }) => stored.get(key) !== members);
  if (wrong.length === 0) return;
  const list = wrong.map(
    ({ key, members }) => `${key}: ${stored.get(key)} members, ${members} by hand`,
  );
  throw new Error(`the members differ\n${list.join('\n')}`);
}

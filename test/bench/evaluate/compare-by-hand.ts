import type { Environment } from '../../../apps/hub/src/cli/open-hub.js';
import type { Database } from '../../../apps/hub/src/database/database.js';
import { secondsOf } from '../stopwatch.js';
import { measureBaseline, setAsHub, type StatementTime } from './baseline.js';
import type { HubClient } from './hub-client.js';
import { inDatabase } from './in-database.js';
import { PREVIEW_RULE, previewCount } from './preview-rule.js';
import { Instants } from './segments/bench-segment.js';
import { measureSumAndCount, type SumAndCount } from './sum-and-count.js';

export interface ByHand {
  readonly baseline: readonly StatementTime[];
  /** With everything that it returns, and the count alone by hand: the better of two. */
  readonly preview: { readonly seconds: number; readonly byHandSeconds: number };
  readonly sumAndCount: SumAndCount;
}

/** What a hub takes, and what the same takes without one. The hub's database is a server, which others may use as well. */
export async function compareByHand(
  hub: HubClient,
  env: Environment,
  nowMs: number,
  log: (line: string) => void,
): Promise<ByHand> {
  const preview = async () => {
    const ask = { nowMs, request: { rule: PREVIEW_RULE } };
    const times = [await hub.ask('preview', ask), await hub.ask('preview', ask)];
    return times.toSorted((a, b) => a.seconds - b.seconds)[0]!;
  };
  return inDatabase(env, async (database) => {
    const baseline = await measureBaseline(database, nowMs);
    for (const { key, seconds, members } of baseline) {
      log(`    ${key.padEnd(26)}${seconds.toFixed(3).padStart(8)} s ${members}`);
    }
    const byHand = await countByHand(database, nowMs);
    const { seconds, size } = await preview();
    if (size !== byHand.size) throw new Error(`the preview says ${size}, by hand ${byHand.size}`);
    const sumAndCount = await measureSumAndCount(database, nowMs);
    return { baseline, preview: { seconds, byHandSeconds: byHand.seconds }, sumAndCount };
  });
}

/** The better of two. */
async function countByHand(database: Database, nowMs: number) {
  const statement = previewCount(new Instants(nowMs));
  let size = 0;
  const time = () =>
    secondsOf(() =>
      database.transaction(async (sql) => {
        await setAsHub(sql);
        const [row] = await sql.$queryRawUnsafe<[{ n: number }]>(statement);
        size = row.n;
      }),
    );
  return { seconds: Math.min(await time(), await time()), size };
}

import type { Database } from '../../database/database.js';
import type { HistoryLimits } from './arbitrary-deeds.js';
import { drawHistory, settingOf } from './draw-history.js';
import { describeFailure } from './describe-failure.js';
import { HistoryHub } from './history-hub.js';
import { playHistory, type Played } from './play-history.js';
import { reduceHistory } from './reduce-history.js';

/** Pairs of a rule and a history: SEGUE_TEST_CASES asks for more of them. */
const CASES = Number(process.env['SEGUE_TEST_CASES'] ?? 2000);
/** Fixed, so that a failure can be run again; SEGUE_TEST_SEED tries another one. */
export const SEED = Number(process.env['SEGUE_TEST_SEED'] ?? 20_260_331);

const LIMITS: HistoryLimits = { people: 12, messages: 100, steps: 7, segments: 40 };
const MOST_REDUCING_MS = 120_000;

export type Totals = Pick<Played, 'cases' | 'telling' | 'changesByTime'>;

/**
 * Draws and plays histories in one time zone.
 *
 * @param share  of all cases
 * @throws Error that shows the first history in which the hub and the oracle do not agree
 */
export async function checkHistories(
  database: Database,
  timezone: string,
  share: number,
): Promise<Totals> {
  let totals: Totals = { cases: 0, telling: 0, changesByTime: 0 };
  for (let seed = SEED; totals.cases < CASES * share; seed++) {
    if (settingOf(seed).timezone !== timezone) continue;
    const history = drawHistory(seed, LIMITS);
    const hub = new HistoryHub(database, history);
    const { disagreement, ...played } = await playHistory(hub, history);
    if (disagreement) {
      const found = { history, disagreement };
      const play = async (other: typeof history) => (await playHistory(hub, other)).disagreement;
      const reduced = await reduceHistory(found, play, MOST_REDUCING_MS);
      throw new Error(describeFailure(found, reduced));
    }
    totals = {
      cases: totals.cases + played.cases,
      telling: totals.telling + played.telling,
      changesByTime: totals.changesByTime + played.changesByTime,
    };
  }
  return totals;
}

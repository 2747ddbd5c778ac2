import { setTimeout as wait } from 'node:timers/promises';
import { seededRandom } from '../../../apps/hub/src/demo/draw.js';
import type { ApiClient } from './api-client.js';
import type { PageCall } from './calls.js';

export interface CallTimes {
  readonly call: PageCall;
  /** Seconds until the whole answer was there. */
  readonly seconds: number[];
}

/** Users who make calls at random, look at each answer for a while, and make the next one, until the time is over. */
export async function useAtOnce(
  clients: readonly ApiClient[],
  calls: readonly PageCall[],
  { seconds, thinkSeconds }: { readonly seconds: number; readonly thinkSeconds: number },
): Promise<readonly CallTimes[]> {
  const times = calls.map((call) => ({ call, seconds: [] as number[] }));
  const weights = times.flatMap((entry) => Array<CallTimes>(entry.call.weight).fill(entry));
  const endMs = performance.now() + seconds * 1000;
  const use = async (client: ApiClient, seed: number): Promise<void> => {
    const random = seededRandom(seed);
    await wait(random() * thinkSeconds * 1000);
    while (performance.now() < endMs) {
      const { call, seconds: taken } = weights[Math.floor(random() * weights.length)]!;
      const { path, body } = call.make(random);
      const startMs = performance.now();
      await client.call(path, body);
      taken.push((performance.now() - startMs) / 1000);
      await wait(-Math.log(1 - random()) * thinkSeconds * 1000);
    }
  };
  await Promise.all(clients.map((client, index) => use(client, index + 1)));
  return times.filter((entry) => entry.seconds.length > 0);
}

/** The least of the values that at least such a share of them does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

import PQueue from 'p-queue';
import type { Pace } from './connector.js';

/** Runs requests no faster than a vendor allows; one for each connection, shared by all that it does. */
export interface Pacer {
  run<T>(request: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

export const unpaced: Pacer = { run: (request) => request() };

export function createPacer({ requests, perMs = 1000, concurrency }: Pace): Pacer {
  const queue = new PQueue({
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(requests === undefined ? {} : { intervalCap: requests, interval: perMs, strict: true }),
  });
  return { run: (request, signal) => queue.add(request, signal ? { signal } : {}) };
}

import { setTimeout as delay } from 'node:timers/promises';
import { RateLimitError, toConnectorError, TransientError, type ConnectorError } from '@segue/sdk';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** A vendor that asks for more than this is tried again on the next run instead. */
export const LONGEST_WAIT_MS = 300_000;

/**
 * Pause before the next attempt, in ms: what the vendor asks for, or 1 s, doubling to at most 1 min, with ±20 % jitter so that
 * connections which failed together do not come back together.
 *
 * @param failures 1 after the first failure
 * @throws the error itself when the vendor asks for a longer pause than a run should hold its lease for
 */
export function pauseBefore(
  failures: number,
  error: ConnectorError,
  random: () => number = Math.random,
): number {
  if (error instanceof RateLimitError) {
    if (error.retryAfterMs > LONGEST_WAIT_MS) throw error;
    return error.retryAfterMs;
  }
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
  return Math.round(pause * (0.8 + 0.4 * random()));
}

/** Resolves after `ms`, or at once when the signal is aborted. */
export async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

/**
 * Does again what failed for a reason that passes.
 *
 * @param attempts how many there are in all
 * @throws ConnectorError of the last attempt, or of the first one that no other would help
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  { attempts, signal }: { readonly attempts: number; readonly signal: AbortSignal },
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await work();
    } catch (thrown) {
      const error = toConnectorError(thrown);
      if (!isTemporary(error) || failures >= attempts || signal.aborted) throw error;
      await wait(pauseBefore(failures, error), signal);
    }
  }
}

export const isTemporary = (error: ConnectorError): boolean =>
  error instanceof TransientError || error instanceof RateLimitError;

import type { Change, WriteResult } from './connector.js';
import { RecordError, RequestError, SkipError, toConnectorError } from './errors.js';

/**
 * Writes a batch one change at a time, for APIs without a bulk call.
 *
 * A RecordError, RequestError or SkipError settles its own change. Any other error (throttled, revoked, down) would hit the
 * rest as well, so it settles every change not yet written: what already reached the destination keeps its result.
 */
export async function eachChange(
  changes: readonly Change[],
  write: (change: Change) => Promise<{ readonly externalId?: string } | void>,
): Promise<readonly WriteResult[]> {
  const results: WriteResult[] = [];
  for (const [index, change] of changes.entries()) {
    const { id } = change;
    try {
      results.push({ ...(await write(change)), id, status: 'ok' });
    } catch (thrown) {
      const error = toConnectorError(thrown);
      if (error instanceof SkipError) {
        results.push({ id, status: 'skipped', code: error.code, reason: error.message });
      } else if (error instanceof RecordError || error instanceof RequestError) {
        results.push({ id, status: 'failed', error });
      } else {
        const rest = changes.slice(index);
        return [...results, ...rest.map(({ id }) => ({ id, status: 'failed' as const, error }))];
      }
    }
  }
  return results;
}

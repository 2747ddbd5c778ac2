import {
  ContractError,
  toConnectorError,
  TransientError,
  type Change,
  type ConnectorError,
  type WriteResult,
} from '@segue/sdk';

type Write = (changes: readonly Change[]) => Promise<readonly WriteResult[]>;

/**
 * Watches a destination's `write` for changes of which nobody knows whether they arrived: a request without an answer, a
 * result that is missing, a job that is not finished.
 *
 * @returns the watched `write`, and the ids of those changes, filled as it is called
 */
export function trackUncertain(write: Write): {
  readonly write: Write;
  readonly uncertain: ReadonlySet<string>;
} {
  const uncertain = new Set<string>();
  const watched: Write = async (changes) => {
    try {
      const results = await write(changes);
      const byId = new Map(results.map((result) => [result.id, result]));
      for (const { id } of changes) {
        const result = byId.get(id);
        const isOpen =
          result === undefined ||
          result.status === 'pending' ||
          (result.status === 'failed' && hasNoAnswer(result.error));
        if (isOpen) uncertain.add(id);
      }
      return results;
    } catch (error) {
      if (hasNoAnswer(toConnectorError(error))) for (const { id } of changes) uncertain.add(id);
      throw error;
    }
  };
  return { write: watched, uncertain };
}

/** A plugin that broke the contract may have sent anything before. */
const hasNoAnswer = (error: ConnectorError): boolean =>
  (error instanceof TransientError && !error.isUnsent) || error instanceof ContractError;

import {
  AuthError,
  ConfigError,
  ContractError,
  RateLimitError,
  RequestError,
  toConnectorError,
  TransientError,
  type Change,
  type ConnectorError,
  type JsonValue,
  type WriteResult,
} from '@segue/sdk';
import { isTemporary, LONGEST_WAIT_MS, pauseBefore, wait } from '../runtime/retry.js';
import type { Outcome } from './delivery.js';

/** Attempts at one batch before its rows count as failed in this run. */
const MOST_ATTEMPTS = 5;
const FIRST_POLL_MS = 5_000;
const LONGEST_POLL_MS = 60_000;
/** A job that the vendor has not finished by then is sent again on the next run. */
const POLL_DEADLINE_MS = 900_000;

export interface Sender {
  write(changes: readonly Change[]): Promise<readonly WriteResult[]>;
  poll?(job: JsonValue, changes: readonly Change[]): Promise<readonly WriteResult[]>;
}

export interface Sent {
  /** One for each change that was attempted: fewer than were given when the run has to stop. */
  readonly outcomes: readonly Outcome[];
  /** Why the rest of the run would fail as well. */
  readonly stop?: ConnectorError;
}

/**
 * Sends one batch: waits and tries again where that helps, halves a batch that is refused whole to find the row that is to
 * blame, and asks for answers that come later. Whatever was confirmed is in the outcomes, whatever happens after it.
 */
export async function sendChanges(
  sender: Sender,
  changes: readonly Change[],
  signal: AbortSignal,
): Promise<Sent> {
  const outcomes: Outcome[] = [];
  let left = changes;
  for (let failures = 0; left.length > 0;) {
    const results = await attempt(sender, left, signal);
    if (!Array.isArray(results)) {
      const error = results as ConnectorError;
      if (error instanceof RequestError && left.length > 1) {
        return halve(sender, left, outcomes, signal);
      }
      if (isForTheOperator(error)) return { outcomes, stop: error };
      if (!isTemporary(error)) return { outcomes: [...outcomes, ...left.map(failed(error))] };
      if (signal.aborted) return { outcomes, stop: error };
      if (++failures >= MOST_ATTEMPTS || isTooLong(error)) {
        return { outcomes: [...outcomes, ...left.map(failed(error))], stop: error };
      }
      await wait(pauseBefore(failures, error), signal);
      continue;
    }
    const { settled, again, refused, error } = sort(left, results as readonly WriteResult[]);
    outcomes.push(...settled);
    left = again;
    if (refused.length > 0) {
      const parts = await halve(sender, refused, [], signal);
      outcomes.push(...parts.outcomes);
      if (parts.stop) return { outcomes, stop: parts.stop };
    }
    if (!error) continue;
    const isLast =
      isForTheOperator(error) || isTooLong(error) || signal.aborted || ++failures >= MOST_ATTEMPTS;
    if (isLast) return { outcomes: [...outcomes, ...left.map(failed(error))], stop: error };
    await wait(pauseBefore(failures, error), signal);
  }
  return { outcomes };
}

/** The results, or the error of the whole call. */
async function attempt(
  sender: Sender,
  changes: readonly Change[],
  signal: AbortSignal,
): Promise<readonly WriteResult[] | ConnectorError> {
  try {
    return await settlePending(sender, changes, await sender.write(changes), signal);
  } catch (error) {
    return toConnectorError(error);
  }
}

/** Asks for the answers of the jobs that `write` left pending. */
async function settlePending(
  sender: Sender,
  changes: readonly Change[],
  written: readonly WriteResult[],
  signal: AbortSignal,
): Promise<readonly WriteResult[]> {
  let results = written;
  let pause = FIRST_POLL_MS;
  for (let waited = 0; waited < POLL_DEADLINE_MS && !signal.aborted; waited += pause) {
    const pending = results.filter((result) => result.status === 'pending');
    if (pending.length === 0) return results;
    if (!sender.poll) throw new ContractError('write left changes pending, but there is no poll');
    await wait(pause, signal);
    pause = Math.min(LONGEST_POLL_MS, pause * 2);
    const jobs = new Map(pending.map(({ job }) => [JSON.stringify(job), job]));
    const answers = new Map(results.map((result) => [result.id, result]));
    for (const [key, job] of jobs) {
      const ids = new Set(pending.flatMap((p) => (JSON.stringify(p.job) === key ? [p.id] : [])));
      const asked = changes.filter(({ id }) => ids.has(id));
      for (const answer of await sender.poll(job, asked)) answers.set(answer.id, answer);
    }
    results = [...answers.values()];
  }
  const late = new TransientError('the vendor has not finished the job in time');
  return results.map((result) =>
    result.status === 'pending' ? { id: result.id, status: 'failed', error: late } : result,
  );
}

/** Exactly one result for each change: anything else is the plugin's fault, and no proof of delivery. */
function sort(
  changes: readonly Change[],
  results: readonly WriteResult[],
): { settled: Outcome[]; again: Change[]; refused: Change[]; error?: ConnectorError } {
  const byId = new Map(results.map((result) => [result.id, result]));
  const isExact =
    byId.size === results.length &&
    results.length === changes.length &&
    changes.every(({ id }) => byId.has(id));
  if (!isExact) {
    const error = new ContractError('write must return exactly one result for each change');
    return { settled: [], again: [...changes], refused: [], error };
  }
  const together = refusedTogether(results);
  const settled: Outcome[] = [];
  const again: Change[] = [];
  const refused: Change[] = [];
  let error: ConnectorError | undefined;
  for (const change of changes) {
    const result = byId.get(change.id)!;
    if (result.status === 'ok') {
      const { externalId } = result;
      settled.push({ change, status: 'ok', ...(externalId === undefined ? {} : { externalId }) });
    } else if (result.status === 'skipped') {
      settled.push({ change, status: 'skipped', code: result.code, message: result.reason });
    } else if (result.status === 'failed' && together.has(result.error)) {
      refused.push(change);
    } else if (
      result.status === 'failed' &&
      !isTemporary(result.error) &&
      !isForTheOperator(result.error)
    ) {
      settled.push(failed(result.error)(change));
    } else {
      again.push(change);
      if (result.status === 'failed') error = result.error;
    }
  }
  return { settled, again, refused, ...(error ? { error } : {}) };
}

/** Refusals of a request that carried several changes: which of them is to blame is not known yet. */
function refusedTogether(results: readonly WriteResult[]): ReadonlySet<ConnectorError> {
  const seen = new Set<ConnectorError>();
  const shared = new Set<ConnectorError>();
  for (const result of results) {
    if (result.status !== 'failed' || !(result.error instanceof RequestError)) continue;
    if (seen.has(result.error)) shared.add(result.error);
    seen.add(result.error);
  }
  return shared;
}

async function halve(
  sender: Sender,
  changes: readonly Change[],
  outcomes: readonly Outcome[],
  signal: AbortSignal,
): Promise<Sent> {
  const middle = Math.ceil(changes.length / 2);
  const first = await sendChanges(sender, changes.slice(0, middle), signal);
  const outcomesSoFar = [...outcomes, ...first.outcomes];
  if (first.stop) return { outcomes: outcomesSoFar, stop: first.stop };
  const second = await sendChanges(sender, changes.slice(middle), signal);
  return { ...second, outcomes: [...outcomesSoFar, ...second.outcomes] };
}

/** Longer than a run should wait: the next run goes on. */
const isTooLong = (error: ConnectorError): boolean =>
  error instanceof RateLimitError && error.retryAfterMs > LONGEST_WAIT_MS;

const isForTheOperator = (error: ConnectorError): boolean =>
  error instanceof AuthError || error instanceof ConfigError || error instanceof ContractError;

const failed =
  (error: ConnectorError) =>
  (change: Change): Outcome => ({
    change,
    status: 'failed',
    code: error.code,
    message: error.message,
  });

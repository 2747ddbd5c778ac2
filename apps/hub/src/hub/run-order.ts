import type { HubConfig } from '../runtime/hub-config.js';
import type { WorkItem } from '../schedule/lease.repository.js';
import { NotFoundError } from '../status/not-found-error.js';
import { DefinitionConflictError } from '../workspace/definition-errors.js';
import { EVALUATION } from '../schedule/evaluation-work.js';

/** Reading is slow and waits for others; this many sources are read at once. */
const PULLS_AT_ONCE = 4;

/**
 * What ids of connections and syncs stand for (everything that is not paused, without ids), in the order in which data flows.
 *
 * @param hidden  syncs that must not be told of: they run with everything, and not by their ids
 * @throws NotFoundError naming the ids that stand for nothing
 * @throws DefinitionConflictError naming those that are paused
 */
export function workFor(
  hub: HubConfig,
  ids?: readonly string[],
  hidden: ReadonlySet<string> = new Set(),
): readonly WorkItem[] {
  const { config } = hub;
  const pulls = config.connections
    .filter(({ plugin }) => hub.canPull(plugin))
    .map(({ id }): WorkItem => ({ kind: 'pull', target: id }));
  const syncs = config.syncs.map(({ id }): WorkItem => ({ kind: 'sync', target: id }));
  const all = [...pulls, EVALUATION, ...syncs];
  if (!ids) return all.filter(({ target }) => !hub.isPaused(target));
  const told = all.filter(({ target }) => !hidden.has(target));
  const unknown = ids.filter((id) => !told.some(({ target }) => target === id));
  if (unknown.length > 0) {
    const known = told.map(({ target }) => target).join(', ');
    throw new NotFoundError(`connection or sync ${unknown.join(', ')} to run; there are ${known}`);
  }
  const paused = ids.filter((id) => hub.isPaused(id));
  if (paused.length > 0) {
    const message = `paused: ${paused.join(', ')}; resume it, or its connection, before it can run`;
    throw new DefinitionConflictError('PAUSED', message);
  }
  return all.filter(({ target }) => ids.includes(target));
}

/** Sources side by side, then the evaluation, then one sync after the other. */
export async function inOrder(
  items: readonly WorkItem[],
  run: (item: WorkItem) => Promise<void>,
): Promise<void> {
  const pulls = items.filter(({ kind }) => kind === 'pull');
  while (pulls.length > 0) await Promise.all(pulls.splice(0, PULLS_AT_ONCE).map(run));
  for (const item of items.filter(({ kind }) => kind !== 'pull')) await run(item);
}

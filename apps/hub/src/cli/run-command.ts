import { HubConfig } from '../runtime/hub-config.js';
import type { Run } from '../runs/run.js';
import { ApplyConfigService, EVALUATION } from '../hub/apply-config.service.js';
import { WorkerService } from '../hub/worker.service.js';
import type { WorkItem } from '../schedule/lease.repository.js';
import { EXIT } from './exit.js';
import { runLine } from './format.js';
import { withHub, type Environment } from './open-hub.js';

export interface RunOptions {
  readonly config: string;
  readonly full?: boolean;
  readonly approve?: boolean;
  readonly json?: boolean;
}

/** Reading is slow and waits for others; this many sources are read at once. */
const PULLS_AT_ONCE = 4;

/** Runs connections and syncs now, in the order in which data flows, and waits: all of them where no id is given. */
export async function runCommand(
  ids: readonly string[],
  { config: file, full, approve, json }: RunOptions,
  env: Environment,
  print: (text: string) => void,
): Promise<number> {
  return withHub(file, env, async (hub) => {
    const items = itemsFor(ids, hub.get(HubConfig));
    if (typeof items === 'string') {
      print(items);
      return EXIT.unusable;
    }
    await hub.get(ApplyConfigService).apply();
    const worker = hub.get(WorkerService);
    const runs: Run[] = [];
    const run = async (item: WorkItem): Promise<void> => {
      const options = { ...(full ? { full } : {}), ...(approve ? { isApproved: approve } : {}) };
      const done = await worker.runNow(item, options);
      runs.push(done);
      if (!json) print(runLine(done));
    };
    const pulls = items.filter(({ kind }) => kind === 'pull');
    while (pulls.length > 0) await Promise.all(pulls.splice(0, PULLS_AT_ONCE).map(run));
    for (const item of items.filter(({ kind }) => kind !== 'pull')) await run(item);
    if (json) print(JSON.stringify(runs, null, 2));
    return runs.every(({ state }) => state === 'succeeded') ? EXIT.ok : EXIT.failed;
  });
}

/** The work that ids stand for, or a sentence about those that stand for none. */
function itemsFor(ids: readonly string[], hub: HubConfig): readonly WorkItem[] | string {
  const pulls = hub.config.connections
    .filter(({ plugin }) => hub.canPull(plugin))
    .map(({ id }): WorkItem => ({ kind: 'pull', target: id }));
  const syncs = hub.config.syncs.map(({ id }): WorkItem => ({ kind: 'sync', target: id }));
  const all = [...pulls, EVALUATION, ...syncs];
  if (ids.length === 0) return all;
  const unknown = ids.filter((id) => !all.some(({ target }) => target === id));
  if (unknown.length === 0) return all.filter(({ target }) => ids.includes(target));
  const known = all.map(({ target }) => target).join(', ');
  return `nothing to run under ${unknown.join(', ')}; there is: ${known}`;
}

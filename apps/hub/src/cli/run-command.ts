import { HubConfig } from '../runtime/hub-config.js';
import type { Run } from '../runs/run.js';
import { ApplyConfigService } from '../hub/apply-config.service.js';
import { inOrder, workFor } from '../hub/run-order.js';
import { WorkerService } from '../hub/worker.service.js';
import type { WorkItem } from '../schedule/lease.repository.js';
import { withAudited } from './audited.js';
import { EXIT } from './exit.js';
import { runLine } from './format.js';
import type { Environment } from './open-hub.js';

export interface RunOptions {
  readonly config: string;
  readonly full?: boolean;
  readonly approve?: boolean;
  readonly json?: boolean;
}

/** Runs connections and syncs now, in the order in which data flows, and waits: all of them where no id is given. */
export async function runCommand(
  ids: readonly string[],
  { config: file, full, approve, json }: RunOptions,
  env: Environment,
  print: (text: string) => void,
): Promise<number> {
  const command = {
    action: 'change',
    name: 'segue run',
    target: `run:${ids.join(',') || 'all'}`,
  } as const;
  return withAudited(command, file, env, async (hub) => {
    await hub.get(ApplyConfigService).apply();
    const items = workFor(hub.get(HubConfig), ids.length > 0 ? ids : undefined);
    const worker = hub.get(WorkerService);
    const runs: Run[] = [];
    const run = async (item: WorkItem): Promise<void> => {
      const options = { ...(full ? { full } : {}), ...(approve ? { isApproved: approve } : {}) };
      const done = await worker.runNow(item, options);
      runs.push(done);
      if (!json) print(runLine(done));
    };
    await inOrder(items, run);
    if (json) print(JSON.stringify(runs, null, 2));
    return runs.every(({ state }) => state === 'succeeded') ? EXIT.ok : EXIT.failed;
  });
}

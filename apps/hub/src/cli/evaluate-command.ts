import { EVALUATION } from '../schedule/evaluation-work.js';
import { ApplyConfigService } from '../hub/apply-config.service.js';
import { WorkerService } from '../hub/worker.service.js';
import { Database } from '../database/database.js';
import { Clock } from '../runtime/clock.js';
import { EvaluationRepository } from '../segments/evaluation.repository.js';
import { withAudited } from './audited.js';
import { EXIT } from './exit.js';
import { runLine, table } from './format.js';
import type { Environment } from './open-hub.js';

const MOST_DIFFERENCES = 1_000;

export interface EvaluateOptions {
  readonly config: string;
  readonly full?: boolean;
  readonly verify?: boolean;
  readonly json?: boolean;
}

/**
 * Evaluates the segments now. With `verify`, what an incremental evaluation stored is held against one of everything at the same
 * instant; whatever differs is listed, put right, and makes the command fail.
 */
export async function evaluateCommand(
  { config, full = false, verify = false, json }: EvaluateOptions,
  env: Environment,
  print: (text: string) => void,
): Promise<number> {
  const command = { action: 'change', name: 'segue evaluate' } as const;
  return withAudited(command, config, env, async (hub) => {
    await hub.get(ApplyConfigService).apply();
    const worker = hub.get(WorkerService);
    const at = hub.get(Clock).now();
    const runs = [await worker.runNow(EVALUATION, { at, full: full && !verify })];
    const differences = [];
    if (verify) {
      const run = await worker.runNow(EVALUATION, { at, full: true });
      runs.push(run);
      const { prisma } = hub.get(Database);
      differences.push(
        ...(await hub.get(EvaluationRepository).unexplained(prisma, run.id, MOST_DIFFERENCES)),
      );
    }
    if (json) print(JSON.stringify({ runs, ...(verify ? { differences } : {}) }, null, 2));
    else {
      for (const run of runs) print(runLine(run));
      if (verify && differences.length === 0) print('no difference from what was stored');
      if (differences.length > 0) {
        const rows = differences.map(({ segment, profileId, joined }) => [
          segment,
          profileId,
          joined ? 'was not stored as a member' : 'was stored as a member',
        ]);
        print(table(['segment', 'profile', 'difference'], rows));
      }
    }
    const isWell = runs.every(({ state }) => state === 'succeeded') && differences.length === 0;
    return isWell ? EXIT.ok : EXIT.failed;
  });
}

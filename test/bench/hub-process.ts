import 'reflect-metadata';
import { EVALUATION } from '../../apps/hub/src/schedule/evaluation-work.js';
import { WorkerService } from '../../apps/hub/src/hub/worker.service.js';
import { boundHeap } from '../../apps/hub/src/runtime/bound-heap.js';
import type { WorkItem } from '../../apps/hub/src/schedule/lease.repository.js';
import { SOURCE_ID, SYNC_ID } from './configuration.js';
import { peakMemory } from './peak-memory.js';
import { withNewHub } from './open-hub.js';
import { secondsOf } from './stopwatch.js';

const PHASES = {
  pull: { kind: 'pull', target: SOURCE_ID },
  evaluate: EVALUATION,
  sync: { kind: 'sync', target: SYNC_ID },
} as const satisfies Record<string, WorkItem>;

export type Phase = keyof typeof PHASES;

export interface PhaseResult {
  readonly phase: Phase;
  readonly seconds: number;
  /** The most that the process had resident until the end of the phase. */
  readonly peakBytes: number;
  readonly counts: object;
}

/** A hub in a process of its own: pulls, evaluates and syncs once, and prints a PhaseResult[] as JSON. */
export async function runHub(configuration: string): Promise<void> {
  boundHeap();
  const results: PhaseResult[] = [];
  await withNewHub(configuration, process.env, async (hub) => {
    for (const [phase, item] of Object.entries(PHASES) as [Phase, WorkItem][]) {
      let counts: object = {};
      const seconds = await secondsOf(async () => {
        const run = await hub.get(WorkerService).runNow(item);
        if (run.state !== 'succeeded') throw new Error(`${phase} ${run.state}: ${run.error?.code}`);
        counts = run.counts;
      });
      const peakBytes = peakMemory();
      results.push({ phase, seconds, peakBytes, counts });
    }
  });
  process.stdout.write(JSON.stringify(results));
}

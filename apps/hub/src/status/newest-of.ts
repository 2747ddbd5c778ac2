import type { Run } from '../runs/run.js';

/** The newest run of each target. */
export function newestOf(runs: readonly Run[]): ReadonlyMap<string, Run> {
  const newest = new Map<string, Run>();
  for (const run of runs) {
    const other = newest.get(run.target);
    if (!other || other.startedAt < run.startedAt) newest.set(run.target, run);
  }
  return newest;
}

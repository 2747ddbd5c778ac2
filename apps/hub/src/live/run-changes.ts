import type { LiveRun } from './live.repository.js';

/** What is known of the runs that were looked at last. */
export type KnownRuns = ReadonlyMap<string, LiveRun>;

export const toKnown = (runs: readonly LiveRun[]): KnownRuns =>
  new Map(runs.map((run) => [run.id, run]));

/** A run, or what is left of one that ended without a trace: an evaluation that changed nothing is not kept. */
export type RunChange = LiveRun & { readonly isForgotten: boolean };

/** Those that are new, got on, or ended. */
export function runChanges(before: KnownRuns, runs: readonly LiveRun[], now: Date): RunChange[] {
  const after = toKnown(runs);
  const changed = runs.filter((run) => {
    const known = before.get(run.id);
    return !known || signatureOf(known) !== signatureOf(run);
  });
  const gone = [...before.values()].filter(
    ({ id, state }) => state === 'running' && !after.has(id),
  );
  return [
    ...changed.map((run) => ({ ...run, isForgotten: false })),
    ...gone.map((run) => ({
      ...run,
      ...({ state: 'succeeded', finishedAt: now, isForgotten: true } as const),
    })),
  ];
}

const signatureOf = ({ state, counts, expected, finishedAt }: LiveRun): string =>
  JSON.stringify([state, counts, expected, finishedAt]);

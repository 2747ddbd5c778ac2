import type { Run } from './run.js';

/** How far a run is. */
export interface Progress {
  /** Records that were read, or changes whose end is known. */
  readonly done: number;
  /** Null where nobody knows how many there are. */
  readonly total: number | null;
  readonly perSecond: number;
  /** Null where it cannot be told. */
  readonly remainingMs: number | null;
}

/** Null of a run that is over, or of one that counts nothing. */
export function progressOf(run: Run, now: Date): Progress | null {
  const { kind, state, counts, startedAt, expected } = run;
  if (state !== 'running' || (kind !== 'pull' && kind !== 'sync')) return null;
  const { read = 0, confirmed = 0, failed = 0, skipped = 0 } = counts;
  const done = kind === 'pull' ? read : confirmed + failed + skipped;
  const total = kind === 'sync' ? expected : null;
  const seconds = Math.max(0.001, (now.getTime() - startedAt.getTime()) / 1000);
  const perSecond = done / seconds;
  const left = total === null ? null : Math.max(0, total - done);
  const remainingMs = left === null || done === 0 ? null : Math.round((left / perSecond) * 1000);
  return { done, total, perSecond: Math.round(perSecond * 10) / 10, remainingMs };
}

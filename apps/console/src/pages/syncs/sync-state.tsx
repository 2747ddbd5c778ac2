import type { Schemas } from '../../api/client';
import { StateMark } from '../../components/state-mark';
import { RUN_STATES } from '../../runs/run-words';

/** How a sync is doing, in a word. */
export function SyncState({ sync }: { readonly sync: Schemas['SyncDto'] }) {
  const { problems, isPaused, blockedBy, latestRun } = sync;
  if (problems.length > 0) return <StateMark tone="bad" label="Cannot be used" />;
  if (isPaused) return <StateMark tone="idle" label="Paused" />;
  if (latestRun?.state === 'running') return <StateMark {...RUN_STATES.running} />;
  if (blockedBy) return <StateMark {...RUN_STATES.blocked} />;
  if (latestRun?.state === 'succeeded') return <StateMark tone="good" label="Up to date" />;
  return latestRun ? (
    <StateMark {...RUN_STATES[latestRun.state]} />
  ) : (
    <StateMark tone="idle" label="Not run yet" />
  );
}

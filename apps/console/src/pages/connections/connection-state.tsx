import type { Schemas } from '../../api/client';
import { StateMark } from '../../components/state-mark';
import { RUN_STATES } from '../../runs/run-words';

type Connection = Schemas['ConnectionDto'];

/** How a connection is doing, in a word. */
export function ConnectionState({ connection }: { readonly connection: Connection }) {
  const { problems, isPaused, latestRun, kind, isPush } = connection;
  if (problems.length > 0) return <StateMark tone="bad" label="Cannot be used" />;
  if (isPaused) return <StateMark tone="idle" label="Paused" />;
  if (latestRun?.state === 'succeeded') return <StateMark tone="good" label="Works" />;
  if (latestRun) return <StateMark {...RUN_STATES[latestRun.state]} />;
  if (kind === 'destination') return <StateMark tone="idle" label="Ready" />;
  return <StateMark tone="idle" label={isPush ? 'Nothing received yet' : 'Not read yet'} />;
}

export const KINDS: Readonly<Record<Connection['kind'], string>> = {
  source: 'Source',
  destination: 'Destination',
  both: 'Source and destination',
};

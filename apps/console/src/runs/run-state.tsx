import type { Schemas } from '../api/client';
import { StateMark } from '../components/state-mark';
import { RUN_STATES } from './run-words';

export function RunState({ state }: Pick<Schemas['RunDto'], 'state'>) {
  return <StateMark {...RUN_STATES[state]} />;
}

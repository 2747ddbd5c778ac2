import { Badge } from '@mantine/core';
import type { Schemas } from '../api/client';

export type RunState = Schemas['RunDto']['state'];

const COLORS: Readonly<Record<RunState, string>> = {
  running: 'ink.7',
  succeeded: 'green.9',
  partial: 'orange.9',
  failed: 'red.9',
  blocked: 'orange.9',
  cancelled: 'gray.7',
};

export function RunStateBadge({ state }: { readonly state: RunState }) {
  const isFine = state === 'succeeded' || state === 'cancelled';
  return (
    <Badge color={COLORS[state]} variant={isFine ? 'outline' : 'filled'}>
      {state}
    </Badge>
  );
}

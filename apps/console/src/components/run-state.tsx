import { Badge } from '@mantine/core';
import type { Schemas } from '../api/client';

export type RunState = Schemas['RunDto']['state'];

const COLORS: Readonly<Record<Exclude<RunState, 'succeeded'>, string>> = {
  running: 'ink.7',
  partial: 'orange.9',
  failed: 'red.9',
  blocked: 'orange.9',
  cancelled: 'gray.7',
};

export function RunStateBadge({ state }: { readonly state: RunState }) {
  if (state === 'succeeded') {
    return (
      <Badge color="gray" variant="outline" c="var(--segue-good)">
        succeeded
      </Badge>
    );
  }
  return (
    <Badge color={COLORS[state]} variant="filled">
      {state}
    </Badge>
  );
}

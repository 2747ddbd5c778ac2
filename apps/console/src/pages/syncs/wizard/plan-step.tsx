import { Stack, Text, TextInput } from '@mantine/core';
import { api } from '../../../api/client';
import { useCan } from '../../../api/session';
import { Empty, Loaded } from '../../../components/states';
import { Warning } from '../../../components/warning';
import { PlanNumbers } from '../plan-numbers';
import { PlanRows } from '../plan-rows';
import type { StepProps } from './step-props';
import { bodyOf, idOf } from './sync-draft';

const ROWS = 50;

/** What the first run would do, and what the sync is called. */
export function PlanStep({ draft, audienceFields, problems, isNew, onChange }: StepProps) {
  const canRead = useCan('personal:read');
  const body = {
    ...bodyOf(draft, audienceFields),
    limit: ROWS,
    ...(isNew || draft.id === undefined ? {} : { id: draft.id }),
  };
  const plan = api.useQuery(
    'post',
    '/api/syncs/plan',
    { body },
    { enabled: canRead, retry: false },
  );
  return (
    <Stack gap="md">
      {isNew && (
        <TextInput
          label="Name of the sync"
          description="Lower-case words joined by hyphens. It cannot be changed later."
          required
          maxLength={64}
          value={idOf(draft)}
          error={problems.find(({ pointer }) => pointer === '/id')?.message}
          onChange={({ currentTarget }) => onChange({ id: currentTarget.value })}
        />
      )}
      {canRead ? (
        <Loaded query={plan}>
          {({ blockedBy, rows, ...numbers }) => (
            <Stack gap="md">
              {blockedBy !== null && (
                <Warning title="A guard would stop the first run">
                  <Text fz="sm">
                    {blockedBy}. You can change the guards, or approve the run then.
                  </Text>
                </Warning>
              )}
              <PlanNumbers plan={numbers} />
              <PlanRows rows={rows} />
              <Text fz="xs" c="dimmed">
                At most {ROWS} of each kind are shown. A plan sends nothing.
              </Text>
            </Stack>
          )}
        </Loaded>
      ) : (
        <Empty title="The plan names people">Your role sees no personal data.</Empty>
      )}
    </Stack>
  );
}

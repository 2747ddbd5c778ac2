import { Button, Group, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { api, type Schemas } from '../../api/client';
import { useCan } from '../../api/session';
import { Card } from '../../components/card';
import { Loaded } from '../../components/states';
import { Warning } from '../../components/warning';
import { PlanNumbers } from './plan-numbers';
import { PlanRows } from './plan-rows';

type Sync = Schemas['SyncDetailDto'];

/** What a run would do now. */
export function SyncPlan({ sync }: { readonly sync: Sync }) {
  const canExport = useCan('personal:export');
  const canSeeRows = useCan('personal:read') && sync.problems.length === 0;
  const canDraft = useCan('syncs:write') && canSeeRows;
  const plan = api.useQuery('get', '/api/syncs/{id}/plan', { params: { path: { id: sync.id } } });
  const rows = useRows(sync, canDraft);
  const planAgain = (): void => {
    void plan.refetch();
    if (canDraft) void rows.refetch();
  };
  return (
    <Card
      title="What a run would do now"
      actions={
        <Group gap="xs">
          <Button
            variant="default"
            loading={plan.isFetching || rows.isFetching}
            onClick={planAgain}
          >
            Plan again
          </Button>
          {canExport && (
            <Button
              component="a"
              href={`/api/syncs/${encodeURIComponent(sync.id)}/plan/rows?format=csv`}
              download
              variant="default"
              leftSection={<IconDownload size={15} />}
            >
              All rows, CSV
            </Button>
          )}
        </Group>
      }
    >
      <Loaded query={plan}>
        {({ blockedBy, ...numbers }) => (
          <Stack gap="md">
            {blockedBy !== null && sync.blockedBy === null && (
              <Warning title="A guard would stop it">
                <Text fz="sm">{blockedBy}</Text>
              </Warning>
            )}
            <PlanNumbers plan={numbers} />
            {canDraft && (
              <Loaded query={rows}>
                {(draft) => <PlanRows rows={draft.rows} skips={numbers.skips} />}
              </Loaded>
            )}
            <Text fz="xs" c="dimmed">
              A plan sends nothing.
            </Text>
          </Stack>
        )}
      </Loaded>
    </Card>
  );
}

/** Some of the people whom a run would add, change or remove. */
function useRows(sync: Sync, enabled: boolean) {
  const { id, segmentKey, connectionId, audience, fields, guards } = sync;
  const body = {
    id,
    segment: segmentKey,
    connection: connectionId,
    audience,
    fields,
    guards: { ...guards },
    limit: 50,
  };
  return api.useQuery('post', '/api/syncs/plan', { body }, { enabled });
}

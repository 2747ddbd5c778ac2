import { Box, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { Schemas } from '../../api/client';
import { Confirm } from '../../components/confirm';
import { LinkButton } from '../../components/links';
import { RightButton } from '../../components/right-button';
import { Warning } from '../../components/warning';
import { useStartRun } from '../../runs/start-run';

/** What stopped the latest run, and how to go on. */
export function BlockedSync({ sync }: { readonly sync: Schemas['SyncDto'] }) {
  const { id, blockedBy, isPaused } = sync;
  const [isOpen, { open, close }] = useDisclosure(false);
  const start = useStartRun();
  if (!blockedBy) return null;
  return (
    <Box mb="md">
      <Warning title="A guard stopped it before anything was sent">
        <Text fz="sm">{blockedBy.message}</Text>
        <Group gap="xs" mt="sm">
          <LinkButton
            to="/syncs/$id"
            params={{ id }}
            search={{ tab: 'plan' }}
            variant="default"
            size="xs"
          >
            See the plan
          </LinkButton>
          <RightButton
            right="runs:approve"
            reason={isPaused ? 'It is paused: resume it first.' : undefined}
            onClick={open}
          >
            Approve and run
          </RightButton>
        </Group>
        <Confirm
          title={`Run ${id} although a guard stops it?`}
          action="Approve and run"
          isOpen={isOpen}
          isPending={start.isPending}
          error={start.error}
          onConfirm={() =>
            start.mutate(
              { body: { ids: [id], full: false, approve: true } },
              { onSuccess: () => close() },
            )
          }
          onClose={close}
        >
          {blockedBy.message}. This one run goes through; the guards stay for those after it. Your
          name is kept with it.
        </Confirm>
      </Warning>
    </Box>
  );
}

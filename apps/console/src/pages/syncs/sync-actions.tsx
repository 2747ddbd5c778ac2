import { useDisclosure } from '@mantine/hooks';
import { IconEdit } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { api, type Schemas } from '../../api/client';
import { useCan } from '../../api/session';
import { useRefresh } from '../../api/use-refresh';
import { Confirm } from '../../components/confirm';
import { LinkButton } from '../../components/links';
import { MoreMenu } from '../../components/more-menu';
import { StartRun } from '../../runs/start-run';

type Sync = Schemas['SyncDetailDto'];

/** What can be done with a sync. */
export function SyncActions({ sync }: { readonly sync: Sync }) {
  const { id, isPaused, latestRun, origin } = sync;
  const canWrite = useCan('syncs:write');
  return (
    <>
      <StartRun id={id} isPaused={isPaused} isRunning={latestRun?.state === 'running'} />
      {canWrite && origin === 'api' && (
        <LinkButton
          to="/syncs/$id/edit"
          params={{ id }}
          variant="default"
          leftSection={<IconEdit size={15} />}
        >
          Edit
        </LinkButton>
      )}
      {canWrite && <More sync={sync} />}
    </>
  );
}

function More({ sync: { id, isPaused, origin } }: { readonly sync: Sync }) {
  const [isDeleting, { open, close }] = useDisclosure(false);
  const refresh = useRefresh();
  const navigate = useNavigate();
  const changed = { onSuccess: () => refresh('/api/syncs', '/api/syncs/{id}') };
  const pause = api.useMutation('post', '/api/syncs/{id}/pause', changed);
  const resume = api.useMutation('post', '/api/syncs/{id}/resume', changed);
  const remove = api.useMutation('delete', '/api/syncs/{id}', {
    onSuccess: async () => {
      close();
      await navigate({ to: '/syncs' });
      await refresh('/api/syncs');
    },
  });
  const target = { params: { path: { id } } };
  return (
    <>
      <MoreMenu
        subject="this sync"
        isPaused={isPaused}
        onPause={() => pause.mutate(target)}
        onResume={() => resume.mutate(target)}
        onDelete={origin === 'api' ? open : undefined}
      />
      <Confirm
        title={`Delete ${id}?`}
        action="Delete"
        isOpen={isDeleting}
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(target)}
        onClose={close}
      >
        Nothing more is sent. Who is in the audience stays there. This cannot be undone.
      </Confirm>
    </>
  );
}

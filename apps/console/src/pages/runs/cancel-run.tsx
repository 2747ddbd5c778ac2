import { useDisclosure } from '@mantine/hooks';
import { api, type Schemas } from '../../api/client';
import { useRefresh } from '../../api/use-refresh';
import { Confirm } from '../../components/confirm';
import { RightButton } from '../../components/right-button';

/** Ends a run before its time. */
export function CancelRun({ run }: { readonly run: Schemas['RunDto'] }) {
  const [isOpen, { open, close }] = useDisclosure(false);
  const refresh = useRefresh();
  const cancel = api.useMutation('post', '/api/runs/{id}/cancel', {
    onSuccess: async () => {
      close();
      await refresh('/api/runs', '/api/runs/{id}');
    },
  });
  const isAsked = run.cancelAskedAt !== null;
  return (
    <>
      <RightButton
        right="runs:start"
        variant="default"
        reason={isAsked ? 'It ends after what it has in hand.' : undefined}
        onClick={open}
      >
        {isAsked ? 'Cancelling …' : 'Cancel the run'}
      </RightButton>
      <Confirm
        title="Cancel this run?"
        action="Cancel the run"
        isOpen={isOpen}
        isPending={cancel.isPending}
        error={cancel.error}
        onConfirm={() => cancel.mutate({ params: { path: { id: run.id } } })}
        onClose={close}
      >
        It ends after the page or batch that it has in hand. What is done stays done; the next run
        goes on from there.
      </Confirm>
    </>
  );
}

import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../api/client';
import { useCan } from '../../api/session';
import { useRefresh } from '../../api/use-refresh';
import { Confirm } from '../../components/confirm';
import { RightButton } from '../../components/right-button';
import { formatNumber, plural } from '../../format/numbers';

/** The way back from made-up people. */
export function RemoveDemoData() {
  const [isOpen, { open, close }] = useDisclosure(false);
  const canDeleteSegments = useCan('segments:write');
  const refresh = useRefresh();
  const navigate = useNavigate();
  const remove = api.useMutation('delete', '/api/demo-data', {
    onSuccess: async ({ people, kept }) => {
      close();
      const others = kept > 0 ? ` ${formatNumber(kept)} stay, whom another connection knows.` : '';
      notifications.show({
        title: 'Demo data are removed',
        message: `${plural(people, 'person is', 'people are')} erased.${others}`,
      });
      await navigate({ to: '/' });
      await refresh('/api/overview', '/api/connections', '/api/segments', '/api/profiles');
    },
  });
  return (
    <>
      <RightButton
        right="connections:write"
        reason={canDeleteSegments ? undefined : 'It also deletes segments. Ask an owner.'}
        variant="default"
        color="red"
        leftSection={<IconTrash size={15} />}
        onClick={open}
      >
        Remove demo data
      </RightButton>
      <Confirm
        title="Remove the demo data?"
        action="Remove"
        isOpen={isOpen}
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate({})}
        onClose={close}
      >
        The made-up people are erased with all that is known of them, unless another connection
        knows them, too. The connection is deleted, and so are its segments, but those that are used
        or were edited. This cannot be undone.
      </Confirm>
    </>
  );
}

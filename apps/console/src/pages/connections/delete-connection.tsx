import { List } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../api/client';
import { useRefresh } from '../../api/use-refresh';
import { Confirm } from '../../components/confirm';
import { TextLink } from '../../components/links';

interface DeleteConnectionProps {
  readonly id: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function DeleteConnection({ id, isOpen, onClose }: DeleteConnectionProps) {
  const refresh = useRefresh();
  const navigate = useNavigate();
  const syncs = api.useQuery('get', '/api/syncs', {}, { enabled: isOpen });
  const users = (syncs.data?.syncs ?? []).filter(({ connectionId }) => connectionId === id);
  const remove = api.useMutation('delete', '/api/connections/{id}', {
    onSuccess: async () => {
      onClose();
      await navigate({ to: '/connections' });
      await refresh('/api/connections');
    },
  });
  return (
    <Confirm
      title={`Delete ${id}?`}
      action="Delete"
      isOpen={isOpen}
      isPending={remove.isPending}
      isDisabled={users.length > 0}
      error={remove.error}
      onConfirm={() => remove.mutate({ params: { path: { id } } })}
      onClose={onClose}
    >
      {users.length === 0 ? (
        'Its settings and write keys are deleted. People and events that it brought stay.'
      ) : (
        <>
          It cannot be deleted as long as syncs use it:
          <List fz="sm" mt={4}>
            {users.map((sync) => (
              <List.Item key={sync.id}>
                <TextLink to="/syncs/$id" params={{ id: sync.id }}>
                  {sync.id}
                </TextLink>
              </List.Item>
            ))}
          </List>
        </>
      )}
    </Confirm>
  );
}

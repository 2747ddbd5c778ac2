import { ActionIcon, Menu, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconDots, IconKey, IconLock, IconLockOpen, IconTrash } from '@tabler/icons-react';
import { api, type Schemas } from '../../api/client';
import { toProblem } from '../../api/problem';
import { useRefresh } from '../../api/use-refresh';
import { Confirm } from '../../components/confirm';
import { SetUpLink } from './set-up-link';

/** What else can be done with somebody's account. */
export function PersonMenu({ user }: { readonly user: Schemas['UserDto'] }) {
  const { id, name, isDisabled } = user;
  const [isDeleting, { open, close }] = useDisclosure(false);
  const refresh = useRefresh();
  const onError = (error: unknown) => {
    notifications.show({ color: 'red', title: 'Not done', message: toProblem(error).detail });
  };
  const edit = api.useMutation('patch', '/api/users/{id}', {
    onSuccess: () => refresh('/api/users'),
    onError,
  });
  const link = api.useMutation('post', '/api/users/{id}/setup-link', { onError });
  const remove = api.useMutation('delete', '/api/users/{id}', {
    onSuccess: async () => {
      close();
      await refresh('/api/users');
    },
  });
  const target = { params: { path: { id } } };
  return (
    <>
      <Menu position="bottom-end" width={210} trapFocus>
        <Menu.Target>
          <ActionIcon aria-label={`More for ${name}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconKey size={15} />} onClick={() => link.mutate(target)}>
            Link to set a password
          </Menu.Item>
          <Menu.Item
            leftSection={isDisabled ? <IconLockOpen size={15} /> : <IconLock size={15} />}
            onClick={() => edit.mutate({ ...target, body: { isDisabled: !isDisabled } })}
          >
            {isDisabled ? 'Let in again' : 'Keep out'}
          </Menu.Item>
          <Menu.Item c="var(--segue-bad)" leftSection={<IconTrash size={15} />} onClick={open}>
            Remove
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Confirm
        title={`Remove ${name}?`}
        action="Remove"
        isOpen={isDeleting}
        isPending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate(target)}
        onClose={close}
      >
        They are signed out at once and cannot sign in again. What they made stays; their segments
        become yours.
      </Confirm>
      <Modal
        opened={link.data !== undefined}
        onClose={() => link.reset()}
        title={`Link for ${name}`}
        closeOnClickOutside={false}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {link.data && <SetUpLink link={link.data} />}
      </Modal>
    </>
  );
}

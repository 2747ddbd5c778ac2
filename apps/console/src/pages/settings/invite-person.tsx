import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client';
import type { Session } from '../../api/session';
import { useRefresh } from '../../api/use-refresh';
import { Failed } from '../../components/states';
import { ROLES } from './role-words';
import { SetUpLink } from './set-up-link';

/** Lets somebody sign in, who sets their password themselves. */
export function InvitePerson({ onClose }: { readonly onClose: () => void }) {
  const [person, setPerson] = useState({ name: '', email: '', role: 'viewer' as Session['role'] });
  const refresh = useRefresh();
  const create = api.useMutation('post', '/api/users', { onSuccess: () => refresh('/api/users') });
  return (
    <Modal
      opened
      onClose={onClose}
      title={create.data ? `${create.data.user.name} can come in` : 'Invite somebody'}
      closeOnClickOutside={!create.data}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {create.data ? (
        <Stack gap="sm">
          {create.data.setUpLink && <SetUpLink link={create.data.setUpLink} />}
          <Group justify="flex-end">
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate({ body: person });
          }}
        >
          <Stack gap="sm">
            <TextInput
              label="Name"
              required
              maxLength={100}
              data-autofocus
              value={person.name}
              onChange={({ currentTarget }) => setPerson({ ...person, name: currentTarget.value })}
            />
            <TextInput
              label="E-mail address"
              type="email"
              required
              value={person.email}
              onChange={({ currentTarget }) => setPerson({ ...person, email: currentTarget.value })}
            />
            <NativeSelect
              label="Role"
              data={ROLES}
              value={person.role}
              onChange={({ currentTarget }) =>
                setPerson({ ...person, role: currentTarget.value as Session['role'] })
              }
            />
            {create.error != null && <Failed error={create.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={create.isPending}>
                Make the account
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

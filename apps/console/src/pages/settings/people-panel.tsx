import { Badge, Button, Group, Modal, NativeSelect, Stack, Table, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconUserPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client';
import { toProblem } from '../../api/problem';
import { useSession } from '../../api/session';
import { Card } from '../../components/card';
import { Failed, Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { Once } from './once';
import { ROLES, type Role } from './roles';

type User = Schemas['UserDto'];

/** Who may come in, and as what. */
export function PeoplePanel() {
  const users = api.useQuery('get', '/api/users');
  const [isOpen, { open, close }] = useDisclosure(false);
  const [link, setLink] = useState<string>();
  return (
    <Card
      title="People"
      actions={
        <Button leftSection={<IconUserPlus size={15} />} onClick={open}>
          Invite
        </Button>
      }
    >
      <Loaded query={users}>
        {(data) => (
          <Table.ScrollContainer minWidth={640} type="native">
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Name</Table.Th>
                  <Table.Th>Role</Table.Th>
                  <Table.Th>Signed in last</Table.Th>
                  <Table.Th />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.users.map((user) => (
                  <Row key={user.id} user={user} onLink={setLink} />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Loaded>
      <InviteForm isOpen={isOpen} onClose={close} onLink={setLink} />
      <Once
        title="Set-up link"
        text="Send it to them. It works once, for three days; it is not shown again."
        value={link}
        onClose={() => setLink(undefined)}
      />
    </Card>
  );
}

interface RowProps {
  readonly user: User;
  readonly onLink: (url: string) => void;
}

function Row({ user, onLink }: RowProps) {
  const { id, name, email, role, isDisabled, hasPassword, lastSignInAt } = user;
  const me = useSession();
  const queries = useQueryClient();
  const onError = (error: unknown) =>
    notifications.show({ color: 'red', message: toProblem(error).detail });
  const edit = api.useMutation('patch', '/api/users/{id}', {
    onSuccess: () => queries.invalidateQueries({ queryKey: ['get', '/api/users'] }),
    onError,
  });
  const relink = api.useMutation('post', '/api/users/{id}/setup-link', {
    onSuccess: ({ url }) => onLink(url),
    onError,
  });
  const params = { path: { id } };
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap={6}>
          <b>{name}</b>
          {isDisabled && <Badge color="gray">disabled</Badge>}
          {!hasPassword && <Badge color="ink">invited</Badge>}
        </Group>
        {email}
      </Table.Td>
      <Table.Td>
        <NativeSelect
          aria-label={`Role of ${name}`}
          value={role}
          data={ROLES.map(({ value }) => value)}
          disabled={id === me.id}
          onChange={({ currentTarget }) =>
            edit.mutate({ params, body: { role: currentTarget.value as Role } })
          }
        />
      </Table.Td>
      <Table.Td>
        <Time at={lastSignInAt} isRelative />
      </Table.Td>
      <Table.Td>
        <Group gap={4} justify="flex-end" wrap="nowrap">
          <Button
            variant="subtle"
            aria-label={`New link for ${name}`}
            onClick={() => relink.mutate({ params })}
          >
            New link
          </Button>
          {id !== me.id && (
            <Button
              variant="subtle"
              color="gray"
              aria-label={`${isDisabled ? 'Enable' : 'Disable'} ${name}`}
              onClick={() => edit.mutate({ params, body: { isDisabled: !isDisabled } })}
            >
              {isDisabled ? 'Enable' : 'Disable'}
            </Button>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

interface InviteFormProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onLink: (url: string) => void;
}

const NOBODY = { name: '', email: '', role: 'marketer' as Role };

function InviteForm({ isOpen, onClose, onLink }: InviteFormProps) {
  const [values, setValues] = useState(NOBODY);
  const queries = useQueryClient();
  const invite = api.useMutation('post', '/api/users', {
    onSuccess: async ({ setUpLink }) => {
      await queries.invalidateQueries({ queryKey: ['get', '/api/users'] });
      setValues(NOBODY);
      onClose();
      if (setUpLink) onLink(setUpLink.url);
    },
  });
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title="Invite somebody"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          invite.mutate({ body: values });
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Name"
            required
            data-autofocus
            value={values.name}
            onChange={({ currentTarget }) => setValues({ ...values, name: currentTarget.value })}
          />
          <TextInput
            label="E-mail address"
            type="email"
            required
            value={values.email}
            onChange={({ currentTarget }) => setValues({ ...values, email: currentTarget.value })}
          />
          <NativeSelect
            label="Role"
            value={values.role}
            data={ROLES.map(({ value, label }) => ({ value, label }))}
            onChange={({ currentTarget }) =>
              setValues({ ...values, role: currentTarget.value as Role })
            }
          />
          {invite.error != null && <Failed error={invite.error} />}
          <Button type="submit" loading={invite.isPending} style={{ alignSelf: 'flex-end' }}>
            Invite
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}

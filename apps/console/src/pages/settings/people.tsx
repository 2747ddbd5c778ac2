import { Badge, Group, NativeSelect, Table, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconUserPlus } from '@tabler/icons-react';
import { api, type Schemas } from '../../api/client';
import { toProblem } from '../../api/problem';
import { useSession, type Session } from '../../api/session';
import { useRefresh } from '../../api/use-refresh';
import { Card } from '../../components/card';
import { RightButton } from '../../components/right-button';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { InvitePerson } from './invite-person';
import { PersonMenu } from './person-menu';
import { ROLE_WORDS } from './role-words';

type User = Schemas['UserDto'];

/** Who may sign in, and what they may do. */
export function People() {
  const [isInviting, { open, close }] = useDisclosure(false);
  const users = api.useQuery('get', '/api/users');
  return (
    <Card
      title="People"
      actions={
        <RightButton right="access:write" leftSection={<IconUserPlus size={15} />} onClick={open}>
          Invite somebody
        </RightButton>
      }
    >
      <Loaded query={users}>{(data) => <UserTable users={data.users} />}</Loaded>
      {isInviting && <InvitePerson onClose={close} />}
    </Card>
  );
}

function UserTable({ users }: { readonly users: readonly User[] }) {
  const me = useSession();
  return (
    <Table.ScrollContainer minWidth={640} type="native">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>E-mail</Table.Th>
            <Table.Th>Role</Table.Th>
            <Table.Th>Last sign-in</Table.Th>
            <Table.Th>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {users.map((user) => (
            <Table.Tr key={user.id}>
              <Table.Td>
                <Group gap={6}>
                  {user.name}
                  {user.id === me.id && <Badge color="gray">you</Badge>}
                  {user.isDisabled && <Badge color="gray">kept out</Badge>}
                  {!user.hasPassword && !user.isDisabled && (
                    <Badge color="gray">no password yet</Badge>
                  )}
                </Group>
              </Table.Td>
              <Table.Td>{user.email}</Table.Td>
              <Table.Td>
                <RoleChoice user={user} />
              </Table.Td>
              <Table.Td>
                <Time at={user.lastSignInAt} isRelative />
              </Table.Td>
              <Table.Td ta="right">
                <PersonMenu user={user} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function RoleChoice({ user: { id, name, role } }: { readonly user: User }) {
  const refresh = useRefresh();
  const edit = api.useMutation('patch', '/api/users/{id}', {
    onSuccess: () => refresh('/api/users', '/api/session'),
    onError: (error) => {
      notifications.show({ color: 'red', title: 'Not changed', message: toProblem(error).detail });
    },
  });
  return (
    <NativeSelect
      aria-label={`Role of ${name}`}
      value={role}
      disabled={edit.isPending}
      data={Object.keys(ROLE_WORDS)}
      onChange={({ currentTarget }) =>
        edit.mutate({
          params: { path: { id } },
          body: { role: currentTarget.value as Session['role'] },
        })
      }
    />
  );
}

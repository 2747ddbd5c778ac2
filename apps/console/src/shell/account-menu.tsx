import { Avatar, Group, Menu, Text, UnstyledButton } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../api/client';
import { queryClient } from '../api/query-client';
import { useSession } from '../api/session';

/** Who is signed in, and the way out. */
export function AccountMenu() {
  const { name, role, email } = useSession();
  const navigate = useNavigate();
  const leave = {
    onSuccess: async () => {
      queryClient.clear();
      await navigate({ to: '/sign-in', ignoreBlocker: true });
    },
  };
  const signOut = api.useMutation('delete', '/api/session', leave);
  const signOutEverywhere = api.useMutation('delete', '/api/sessions', leave);
  return (
    <Menu position="top-start" width={220} trapFocus>
      <Menu.Target>
        <UnstyledButton p={6} style={{ borderRadius: 6, minWidth: 0, flex: 1 }}>
          <Group gap={8} wrap="nowrap">
            <Avatar size={26} radius="xl" name={name} color="ink" aria-hidden />
            <div style={{ minWidth: 0 }}>
              <Text fz="sm" truncate lh={1.2}>
                {name}
              </Text>
              <Text fz="xs" c="dimmed" lh={1.2}>
                {role}
              </Text>
            </div>
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {email && <Menu.Label>{email}</Menu.Label>}
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => signOut.mutate({})}>
          Sign out
        </Menu.Item>
        <Menu.Item onClick={() => signOutEverywhere.mutate({})}>Sign out everywhere</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

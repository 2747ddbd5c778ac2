import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import { queryClient } from '../../api/query-client';
import { useSession } from '../../api/session';
import { Card } from '../../components/card';
import { Facts } from '../../components/facts';
import { Failed } from '../../components/states';
import { Time } from '../../components/time';
import { ROLE_WORDS } from './role-words';

const SHORTEST = 12;

/** Who is signed in: what they may do, their password, their sessions. */
export function Account() {
  const { name, email, role, expiresAt, kind } = useSession();
  return (
    <Stack gap="md" maw={640}>
      <Card title="You">
        <Facts
          facts={[
            ['Name', name],
            ['E-mail', email ?? '–'],
            ['Role', `${role}: ${ROLE_WORDS[role]}`],
            ['Session', <Session key="session" expiresAt={expiresAt} />],
          ]}
        />
      </Card>
      {kind === 'user' && <ChangePassword />}
      <SignOutEverywhere />
    </Stack>
  );
}

const Session = ({ expiresAt }: { readonly expiresAt: string | null }) =>
  expiresAt === null ? (
    'does not end by itself'
  ) : (
    <>
      ends <Time at={expiresAt} isRelative />
    </>
  );

function ChangePassword() {
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const change = api.useMutation('post', '/api/session/password', {
    onSuccess: () => {
      setCurrent('');
      setPassword('');
      notifications.show({ message: 'The password is changed; other browsers are signed out' });
    },
  });
  return (
    <Card title="Password">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ body: { current, password } });
        }}
      >
        <Stack gap="sm" maw={380}>
          <PasswordInput
            label="Password as it is"
            required
            autoComplete="current-password"
            value={current}
            onChange={({ currentTarget }) => setCurrent(currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password as it is' }}
          />
          <PasswordInput
            label="New password"
            description={`At least ${SHORTEST} characters; several words are good`}
            required
            minLength={SHORTEST}
            autoComplete="new-password"
            value={password}
            onChange={({ currentTarget }) => setPassword(currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the new password' }}
          />
          {change.error != null && <Failed error={change.error} />}
          <Group>
            <Button type="submit" variant="default" loading={change.isPending}>
              Change the password
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  );
}

function SignOutEverywhere() {
  const navigate = useNavigate();
  const leave = api.useMutation('delete', '/api/sessions', {
    onSuccess: async () => {
      queryClient.clear();
      await navigate({ to: '/sign-in', ignoreBlocker: true });
    },
  });
  return (
    <Card title="Sessions">
      <Text fz="sm" c="dimmed" mb="sm">
        Did you leave a computer that is not yours? This signs you out in each browser, this one
        too.
      </Text>
      {leave.error != null && <Failed error={leave.error} />}
      <Button variant="default" loading={leave.isPending} onClick={() => leave.mutate({})}>
        Sign out everywhere
      </Button>
    </Card>
  );
}

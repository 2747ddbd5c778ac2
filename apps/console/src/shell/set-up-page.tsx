import { Alert, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../api/client';
import { toProblem } from '../api/problem';
import { queryClient } from '../api/query-client';
import { sessionQuery } from '../api/session';
import { Loading } from '../components/states';
import { Door } from './door';

const SHORTEST = 12;

const route = getRouteApi('/setup');

/** Where a set-up link leads: somebody sets their password, the first one their name as well. */
export function SetUpPage() {
  const { token = '' } = route.useSearch();
  const link = api.useQuery(
    'post',
    '/api/setup/check',
    { body: { token } },
    { enabled: token !== '', retry: false },
  );
  if (token === '' || link.error) {
    return (
      <Door title="Set-up link">
        <Alert color="red" role="alert">
          {link.error ? toProblem(link.error).detail : 'The link is not whole.'}
        </Alert>
        <Text fz="sm" c="dimmed">
          Links hold for a limited time and work once. Ask an owner for another one, or run{' '}
          <code>npx segue user setup-link</code> where the hub runs.
        </Text>
      </Door>
    );
  }
  if (!link.data) return <Loading />;
  const isOwner = link.data.kind === 'owner';
  return (
    <Door title={isOwner ? 'Welcome to Segue' : 'Set your password'}>
      {isOwner && (
        <Text fz="sm" c="dimmed">
          You make the first account. It owns this workspace, and can invite others.
        </Text>
      )}
      <SetUpForm token={token} isOwner={isOwner} email={link.data.email} />
    </Door>
  );
}

interface SetUpFormProps {
  readonly token: string;
  readonly isOwner: boolean;
  readonly email: string | null;
}

function SetUpForm({ token, isOwner, email }: SetUpFormProps) {
  const navigate = useNavigate();
  const [owner, setOwner] = useState({ name: '', email: '' });
  const [password, setPassword] = useState('');
  const setUp = api.useMutation('post', '/api/setup', {
    onSuccess: async (session) => {
      queryClient.setQueryData(sessionQuery.queryKey, session);
      await navigate({ to: '/', replace: true });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setUp.mutate({ body: { token, password, ...(isOwner ? owner : {}) } });
      }}
    >
      <Stack gap="sm">
        {isOwner && (
          <TextInput
            label="Your name"
            size="sm"
            required
            autoComplete="name"
            value={owner.name}
            onChange={({ currentTarget }) => setOwner({ ...owner, name: currentTarget.value })}
          />
        )}
        <TextInput
          label="E-mail address"
          type="email"
          size="sm"
          required
          autoComplete="username"
          readOnly={!isOwner}
          value={isOwner ? owner.email : (email ?? '')}
          onChange={({ currentTarget }) => setOwner({ ...owner, email: currentTarget.value })}
        />
        <PasswordInput
          label="Password"
          description={`At least ${SHORTEST} characters; several words are good`}
          required
          minLength={SHORTEST}
          autoComplete="new-password"
          value={password}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
        />
        {setUp.error != null && (
          <Alert color="red" role="alert">
            {toProblem(setUp.error).detail}
          </Alert>
        )}
        <Button type="submit" size="sm" loading={setUp.isPending}>
          {isOwner ? 'Create the account' : 'Set the password'}
        </Button>
      </Stack>
    </form>
  );
}

import {
  Alert,
  Anchor,
  Button,
  Divider,
  PasswordInput,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import { api } from '../api/client';
import { toProblem } from '../api/problem';
import { queryClient } from '../api/query-client';
import { sessionQuery } from '../api/session';

/** @param onSignedIn  once the session is there */
export function SignInForm({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const options = api.useQuery('get', '/api/session/options');
  const signIn = api.useMutation('post', '/api/session', {
    onSuccess: (session) => {
      queryClient.setQueryData(sessionQuery.queryKey, session);
      onSignedIn();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        signIn.mutate({ body: { email, password } });
      }}
    >
      <Stack gap="sm">
        {options.data?.needsSetUp && (
          <Alert color="ink" title="Nobody has an account yet">
            <Text fz="sm">
              When it started, the hub printed a set-up link for the first owner. A new one: restart
              it, or run <code>npx segue user setup-link</code>.
            </Text>
          </Alert>
        )}
        <TextInput
          label="E-mail address"
          type="email"
          size="sm"
          required
          autoComplete="username"
          value={email}
          onChange={({ currentTarget }) => setEmail(currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          required
          autoComplete="current-password"
          value={password}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
        />
        {signIn.error != null && (
          <Alert color="red" role="alert">
            {toProblem(signIn.error).detail}
          </Alert>
        )}
        <Button type="submit" size="sm" loading={signIn.isPending}>
          Sign in
        </Button>
        {options.data?.oidc && (
          <>
            <Divider label="or" />
            <Anchor href="/api/session/oidc" ta="center" fz="sm">
              Sign in with your company’s account
            </Anchor>
          </>
        )}
      </Stack>
    </form>
  );
}

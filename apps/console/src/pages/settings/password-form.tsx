import { Alert, Button, PasswordInput, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { api } from '../../api/client';
import { toProblem } from '../../api/problem';
import { Card } from '../../components/card';

const SHORTEST = 12;
const EMPTY = { current: '', password: '' };

export function PasswordForm() {
  const [values, setValues] = useState(EMPTY);
  const change = api.useMutation('post', '/api/session/password', {
    onSuccess: () => {
      setValues(EMPTY);
      notifications.show({ message: 'Your password is changed; other browsers are signed out.' });
    },
  });
  return (
    <Card title="Your password" maw={420}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ body: values });
        }}
      >
        <Stack gap="sm">
          <PasswordInput
            label="The one that you have"
            required
            autoComplete="current-password"
            value={values.current}
            onChange={({ currentTarget }) => setValues({ ...values, current: currentTarget.value })}
          />
          <PasswordInput
            label="A new one"
            description={`At least ${SHORTEST} characters`}
            required
            minLength={SHORTEST}
            autoComplete="new-password"
            value={values.password}
            onChange={({ currentTarget }) =>
              setValues({ ...values, password: currentTarget.value })
            }
          />
          {change.error != null && (
            <Alert color="red" role="alert">
              {toProblem(change.error).detail}
            </Alert>
          )}
          <Button type="submit" loading={change.isPending} style={{ alignSelf: 'flex-start' }}>
            Change it
          </Button>
        </Stack>
      </form>
    </Card>
  );
}

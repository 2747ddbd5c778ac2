import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { api } from '../../api/client';
import type { Session } from '../../api/session';
import { useRefresh } from '../../api/use-refresh';
import { CopyText } from '../../components/copy-text';
import { Failed } from '../../components/states';
import { ROLES } from './role-words';

const DAY_MS = 86_400_000;

const LIFETIMES = [
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: '', label: 'Never' },
];

/** Makes a key, and shows it this once. */
export function NewApiKey({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Session['role']>('viewer');
  const [days, setDays] = useState('90');
  const refresh = useRefresh();
  const create = api.useMutation('post', '/api/api-keys', {
    onSuccess: () => refresh('/api/api-keys'),
  });
  const submit = () => {
    const expiry =
      days === '' ? {} : { expiresAt: new Date(Date.now() + Number(days) * DAY_MS).toISOString() };
    create.mutate({ body: { name, role, ...expiry } });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={create.data ? create.data.apiKey.name : 'New API key'}
      closeOnClickOutside={!create.data}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {create.data ? (
        <Stack gap="sm">
          <Text fz="sm">
            Copy it now: it is not shown again. Programs send it as{' '}
            <code>Authorization: Bearer …</code>
          </Text>
          <CopyText text={create.data.secret} label="API key" />
          <Group justify="flex-end">
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Stack gap="sm">
            <TextInput
              label="Name"
              description="What uses it"
              placeholder="Nightly export"
              required
              maxLength={100}
              data-autofocus
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
            />
            <NativeSelect
              label="Role"
              data={ROLES}
              value={role}
              onChange={({ currentTarget }) => setRole(currentTarget.value as Session['role'])}
            />
            <NativeSelect
              label="Expires"
              data={LIFETIMES}
              value={days}
              onChange={({ currentTarget }) => setDays(currentTarget.value)}
            />
            {create.error != null && <Failed error={create.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={create.isPending}>
                Make the key
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

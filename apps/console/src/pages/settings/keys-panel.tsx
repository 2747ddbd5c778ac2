import { Button, Code, Modal, NativeSelect, Stack, Table, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKey } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { Card } from '../../components/card';
import { Empty, Failed, Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { Once } from './once';
import { ROLES, type Role } from './roles';

const KEYS = { queryKey: ['get', '/api/api-keys'] };

/** Keys with which programs use the API. */
export function KeysPanel() {
  const keys = api.useQuery('get', '/api/api-keys');
  const [isOpen, { open, close }] = useDisclosure(false);
  const [secret, setSecret] = useState<string>();
  const queries = useQueryClient();
  const revoke = api.useMutation('delete', '/api/api-keys/{id}', {
    onSuccess: () => queries.invalidateQueries(KEYS),
  });
  return (
    <Card
      title="API keys"
      actions={
        <Button leftSection={<IconKey size={15} />} onClick={open}>
          New key
        </Button>
      }
    >
      <Loaded query={keys}>
        {({ apiKeys }) =>
          apiKeys.length === 0 ? (
            <Empty title="No keys">Programs need one to use the API.</Empty>
          ) : (
            <Table.ScrollContainer minWidth={640} type="native">
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Name</Table.Th>
                    <Table.Th>Role</Table.Th>
                    <Table.Th>Used last</Table.Th>
                    <Table.Th>Expires</Table.Th>
                    <Table.Th />
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {apiKeys.map(({ id, name, prefix, role, lastUsedAt, expiresAt }) => (
                    <Table.Tr key={id}>
                      <Table.Td>
                        {name} <Code>{prefix}…</Code>
                      </Table.Td>
                      <Table.Td>{role}</Table.Td>
                      <Table.Td>
                        <Time at={lastUsedAt} isRelative />
                      </Table.Td>
                      <Table.Td>
                        <Time at={expiresAt} />
                      </Table.Td>
                      <Table.Td ta="right">
                        <Button
                          variant="subtle"
                          color="red"
                          aria-label={`Revoke ${name}`}
                          onClick={() => revoke.mutate({ params: { path: { id } } })}
                        >
                          Revoke
                        </Button>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Loaded>
      <KeyForm isOpen={isOpen} onClose={close} onSecret={setSecret} />
      <Once
        title="Your new key"
        text="Keep it where programs keep secrets: it is not shown again."
        value={secret}
        onClose={() => setSecret(undefined)}
      />
    </Card>
  );
}

interface KeyFormProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onSecret: (secret: string) => void;
}

function KeyForm({ isOpen, onClose, onSecret }: KeyFormProps) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const queries = useQueryClient();
  const create = api.useMutation('post', '/api/api-keys', {
    onSuccess: async ({ secret }) => {
      await queries.invalidateQueries(KEYS);
      setName('');
      onClose();
      onSecret(secret);
    },
  });
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title="New API key"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({ body: { name, role } });
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Name"
            placeholder="What uses it"
            required
            data-autofocus
            value={name}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
          />
          <NativeSelect
            label="Role"
            value={role}
            data={ROLES.map(({ value, label }) => ({ value, label }))}
            onChange={({ currentTarget }) => setRole(currentTarget.value as Role)}
          />
          {create.error != null && <Failed error={create.error} />}
          <Button type="submit" loading={create.isPending} style={{ alignSelf: 'flex-end' }}>
            Make the key
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}

import { Button, Group, Modal, Stack, Table, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client';
import { useRefresh } from '../../api/use-refresh';
import { Card } from '../../components/card';
import { CopyText } from '../../components/copy-text';
import { RevokeButton } from '../../components/revoke-button';
import { RightButton } from '../../components/right-button';
import { Empty, Failed, Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { SenderSnippet } from './sender-snippet';

type Key = Schemas['WriteKeyDto'];
type Connection = Schemas['ConnectionDetailDto'];

/** The keys that senders use, and what they have to be told. */
export function WriteKeys({ connection }: { readonly connection: Connection }) {
  const { id } = connection;
  const [isMaking, { open, close }] = useDisclosure(false);
  const keys = api.useQuery('get', '/api/connections/{id}/write-keys', {
    params: { path: { id } },
  });
  return (
    <Stack gap="md">
      <Card
        title="Write keys"
        actions={
          <RightButton
            right="connections:write"
            leftSection={<IconPlus size={15} />}
            onClick={open}
          >
            New write key
          </RightButton>
        }
      >
        <Text fz="sm" c="dimmed" mb="sm">
          A key says which connection a request is for. It allows to send, and nothing else.
        </Text>
        <Loaded query={keys}>
          {({ writeKeys }) =>
            writeKeys.length === 0 ? (
              <Empty title="No key was made here">
                Make one for each site or app that sends, so that each can be revoked by itself.
                {connection.secrets['writeKey'] && ' The key of the settings works as well.'}
              </Empty>
            ) : (
              <KeyTable keys={writeKeys} />
            )
          }
        </Loaded>
      </Card>
      {keys.data && <SenderSnippet connection={connection} paths={keys.data.paths} />}
      {isMaking && <NewWriteKey connectionId={id} onClose={close} />}
    </Stack>
  );
}

function KeyTable({ keys }: { readonly keys: readonly Key[] }) {
  return (
    <Table.ScrollContainer minWidth={560} type="native">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Begins with</Table.Th>
            <Table.Th>Made</Table.Th>
            <Table.Th>Last used</Table.Th>
            <Table.Th>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keys.map((key) => (
            <Table.Tr key={key.id}>
              <Table.Td>{key.name}</Table.Td>
              <Table.Td ff="monospace">{key.prefix}…</Table.Td>
              <Table.Td>
                <Time at={key.madeAt} isRelative /> by {key.madeBy}
              </Table.Td>
              <Table.Td>
                <Time at={key.usedAt} isRelative />
              </Table.Td>
              <Table.Td ta="right">
                <Revoke writeKey={key} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Revoke({ writeKey: { id: keyId, connectionId, name } }: { readonly writeKey: Key }) {
  const refresh = useRefresh();
  const revoke = api.useMutation('delete', '/api/connections/{id}/write-keys/{keyId}', {
    onSuccess: () => refresh('/api/connections/{id}/write-keys'),
  });
  return (
    <RevokeButton
      name={name}
      right="connections:write"
      isPending={revoke.isPending}
      error={revoke.error}
      onRevoke={() => revoke.mutate({ params: { path: { id: connectionId, keyId } } })}
    >
      What still comes with this key is refused at once, and lost. This cannot be undone.
    </RevokeButton>
  );
}

interface NewWriteKeyProps {
  readonly connectionId: string;
  readonly onClose: () => void;
}

function NewWriteKey({ connectionId, onClose }: NewWriteKeyProps) {
  const [name, setName] = useState('');
  const refresh = useRefresh();
  const create = api.useMutation('post', '/api/connections/{id}/write-keys', {
    onSuccess: () => refresh('/api/connections/{id}/write-keys'),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title="New write key"
      closeOnClickOutside={!create.data}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {create.data ? (
        <Stack gap="sm">
          <Text fz="sm">Copy it now: it is not shown again.</Text>
          <CopyText text={create.data.key} label="Write key" />
          <Group justify="flex-end">
            <Button onClick={onClose}>Done</Button>
          </Group>
        </Stack>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate({ params: { path: { id: connectionId } }, body: { name } });
          }}
        >
          <Stack gap="sm">
            <TextInput
              label="Name"
              description="Who sends with it"
              placeholder="Web shop"
              required
              maxLength={100}
              data-autofocus
              value={name}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
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

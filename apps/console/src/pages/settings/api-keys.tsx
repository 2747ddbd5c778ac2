import { Table, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { api, type Schemas } from '../../api/client';
import { useRefresh } from '../../api/use-refresh';
import { Card } from '../../components/card';
import { RevokeButton } from '../../components/revoke-button';
import { RightButton } from '../../components/right-button';
import { Empty, Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { NewApiKey } from './new-api-key';
import { WriteKeyLinks } from './write-key-links';

type Key = Schemas['ApiKeyDto'];

/** The keys of programs that use the API. */
export function ApiKeys() {
  const [isMaking, { open, close }] = useDisclosure(false);
  const keys = api.useQuery('get', '/api/api-keys');
  return (
    <>
      <Card
        title="API keys"
        mb="md"
        actions={
          <RightButton right="access:write" leftSection={<IconPlus size={15} />} onClick={open}>
            New API key
          </RightButton>
        }
      >
        <Loaded query={keys}>
          {({ apiKeys }) =>
            apiKeys.length === 0 ? (
              <Empty title="No API key yet">
                Programs that use the API need one, each with a role of its own.
              </Empty>
            ) : (
              <KeyTable keys={apiKeys} />
            )
          }
        </Loaded>
        {isMaking && <NewApiKey onClose={close} />}
      </Card>
      <WriteKeyLinks />
    </>
  );
}

function KeyTable({ keys }: { readonly keys: readonly Key[] }) {
  return (
    <Table.ScrollContainer minWidth={720} type="native">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Begins with</Table.Th>
            <Table.Th>Role</Table.Th>
            <Table.Th>Made</Table.Th>
            <Table.Th>Expires</Table.Th>
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
              <Table.Td>{key.role}</Table.Td>
              <Table.Td>
                <Time at={key.createdAt} isRelative /> by {key.createdBy}
              </Table.Td>
              <Table.Td>
                <Time at={key.expiresAt} isRelative />
              </Table.Td>
              <Table.Td>
                <Time at={key.lastUsedAt} isRelative />
              </Table.Td>
              <Table.Td ta="right">
                <Revoke apiKey={key} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Revoke({ apiKey: { id, name } }: { readonly apiKey: Key }) {
  const refresh = useRefresh();
  const revoke = api.useMutation('delete', '/api/api-keys/{id}', {
    onSuccess: () => refresh('/api/api-keys'),
  });
  return (
    <RevokeButton
      name={name}
      right="access:write"
      isPending={revoke.isPending}
      error={revoke.error}
      onRevoke={() => revoke.mutate({ params: { path: { id } } })}
    >
      Programs that use it are refused at once. This cannot be undone.
    </RevokeButton>
  );
}

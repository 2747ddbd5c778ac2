import { Badge, Code, Table, Text } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { Time } from '../../components/time';

interface ProfileProps {
  readonly profile: Schemas['ProfileDto'];
}

/** How a person is known, and to whom. */
export function IdentifiersCard({ profile: { identifiers, merged } }: ProfileProps) {
  return (
    <Card title="Identifiers">
      <Table layout="fixed">
        <Table.Tbody>
          {identifiers.map(({ type, value, connectionId, since }) => (
            <Table.Tr key={`${type} ${value}`}>
              <Table.Td w={100} c="dimmed">
                {type}
              </Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                {value}
                <Text fz="xs" c="dimmed">
                  {connectionId}, since <Time at={since} />
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {merged.length > 0 && (
        <Text fz="xs" c="dimmed" mt="xs">
          Made of {merged.length + 1} profiles that turned out to be one person.
        </Text>
      )}
    </Card>
  );
}

/** What is known of a person, and where each of it is from. */
export function TraitsCard({ profile: { traits } }: ProfileProps) {
  return (
    <Card title="Traits">
      {traits.length === 0 && <Text c="dimmed">None.</Text>}
      <Table layout="fixed">
        <Table.Tbody>
          {traits.map(({ key, value, connectionId, observedAt }) => (
            <Table.Tr key={key}>
              <Table.Td w={150} c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {key}
              </Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                {typeof value === 'string' ? value : <Code>{JSON.stringify(value)}</Code>}
                {connectionId && (
                  <Text fz="xs" c="dimmed">
                    {connectionId}, <Time at={observedAt} isRelative />
                  </Text>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

export function ConsentCard({ profile: { consent } }: ProfileProps) {
  if (consent.length === 0) return null;
  return (
    <Card title="Consent">
      <Table>
        <Table.Tbody>
          {consent.map(({ channel, isGranted, connectionId, observedAt }) => (
            <Table.Tr key={channel}>
              <Table.Td>{channel}</Table.Td>
              <Table.Td>
                <Badge color={isGranted ? 'green.9' : 'red.9'} variant="filled">
                  {isGranted ? 'granted' : 'denied'}
                </Badge>
              </Table.Td>
              <Table.Td c="dimmed">
                {connectionId}, <Time at={observedAt} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

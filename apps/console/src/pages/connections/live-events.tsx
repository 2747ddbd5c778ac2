import { Button, Code, Group, Spoiler, Table, Text } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useState } from 'react';
import { Card } from '../../components/card';
import { StateMark } from '../../components/state-mark';
import { Empty } from '../../components/states';
import { Time } from '../../components/time';
import { formatNumber } from '../../format/numbers';
import { useArrivals, type Arrival } from './use-arrivals';

/** What comes in from a connection, as it comes. */
export function LiveEvents({ connectionId }: { readonly connectionId: string }) {
  const [isPaused, setPaused] = useState(false);
  const { arrivals, others, isOpen } = useArrivals(connectionId, isPaused);
  return (
    <Card
      title="As it comes in"
      actions={
        <Group gap="sm">
          {isPaused ? (
            <StateMark tone="idle" label="Paused" />
          ) : (
            <StateMark
              tone={isOpen ? 'busy' : 'idle'}
              label={isOpen ? 'Listening' : 'Connecting'}
            />
          )}
          <Button
            variant="default"
            leftSection={isPaused ? <IconPlayerPlay size={15} /> : <IconPlayerPause size={15} />}
            onClick={() => setPaused(!isPaused)}
          >
            {isPaused ? 'Go on' : 'Pause'}
          </Button>
        </Group>
      }
    >
      {arrivals.length === 0 ? (
        <Empty title="Nothing has come in since you opened this">
          Send something, or run the connection: it appears here at once. Nothing of it is kept on
          this page.
        </Empty>
      ) : (
        <>
          <ArrivalTable arrivals={arrivals} />
          <Text fz="xs" c="dimmed" mt="xs">
            The latest {formatNumber(arrivals.length)}
            {others > 0 && `; ${formatNumber(others)} others came with them`}
          </Text>
        </>
      )}
    </Card>
  );
}

function ArrivalTable({ arrivals }: { readonly arrivals: readonly Arrival[] }) {
  return (
    <Table.ScrollContainer minWidth={640} type="native">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Received</Table.Th>
            <Table.Th>What</Table.Th>
            <Table.Th>Who</Table.Th>
            <Table.Th>With</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {arrivals.map(({ key, receivedAt, kind, name, identifiers, values }) => (
            <Table.Tr key={key} style={{ verticalAlign: 'top' }}>
              <Table.Td style={{ whiteSpace: 'nowrap' }}>
                <Time at={receivedAt} isRelative />
              </Table.Td>
              <Table.Td>
                {name ?? kind}
                {name !== null && (
                  <Text fz="xs" c="dimmed">
                    {kind}
                  </Text>
                )}
              </Table.Td>
              <Table.Td maw={260}>
                <Values of={identifiers} />
              </Table.Td>
              <Table.Td maw={420}>
                <Values of={values} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

const SHOWN_HEIGHT = 48;

function Values({ of }: { readonly of: Readonly<Record<string, unknown>> }) {
  const entries = Object.entries(of);
  if (entries.length === 0) return <Text c="dimmed">–</Text>;
  return (
    <Spoiler maxHeight={SHOWN_HEIGHT} showLabel="Show all" hideLabel="Show less" fz="xs">
      <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {entries
          .map(
            ([name, value]) =>
              `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
          )
          .join('\n')}
      </Code>
    </Spoiler>
  );
}

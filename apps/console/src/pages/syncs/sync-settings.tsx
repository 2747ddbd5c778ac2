import { Grid, Stack, Table, Text } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { Facts } from '../../components/facts';
import { Time } from '../../components/time';
import { Times } from '../../schedules/schedule-preview';
import { guardFacts } from './guard-words';

type Sync = Schemas['SyncDetailDto'];

/** What a sync was told to do. */
export function SyncSettings({ sync }: { readonly sync: Sync }) {
  const { audience, guards, nextTimes, scheduleText, changedAt, changedBy } = sync;
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Stack gap="md">
          <Card title="Audience">
            <Facts facts={Object.entries(audience).map(([name, value]) => [name, shown(value)])} />
          </Card>
          <Card title="Schedule">
            <Text fz="sm">{scheduleText ?? 'By hand'}</Text>
            {nextTimes.length > 0 && (
              <Text fz="xs" c="dimmed" mt={4} component="div">
                <Times times={nextTimes} />
              </Text>
            )}
          </Card>
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 6 }}>
        <Stack gap="md">
          <Card title="Fields">
            <FieldTable fields={sync.fields} />
          </Card>
          <Card title="Guards">
            <Facts facts={guardFacts(guards)} />
          </Card>
          {changedAt && (
            <Text fz="xs" c="dimmed">
              Changed <Time at={changedAt} isRelative /> by {changedBy}
            </Text>
          )}
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

const shown = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

function FieldTable({ fields }: { readonly fields: Sync['fields'] }) {
  const entries = Object.entries(fields);
  if (entries.length === 0) {
    return (
      <Text fz="sm" c="dimmed">
        None: only who is in, and who is not, is sent.
      </Text>
    );
  }
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Field there</Table.Th>
          <Table.Th>Trait here</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map(([name, trait]) => (
          <Table.Tr key={name}>
            <Table.Td>{name}</Table.Td>
            <Table.Td>{trait}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

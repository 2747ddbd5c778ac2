import { Button, Group, Select, Stack, Table, Text } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import { api, type Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { TextLink } from '../../components/links';
import { Time } from '../../components/time';

interface MembershipsCardProps {
  readonly segments: Schemas['ProfileDto']['segments'];
  readonly onWhy: (key: string) => void;
}

/** The segments that a person is in, each with why; and why not, of any other. */
export function MembershipsCard({ segments, onWhy }: MembershipsCardProps) {
  const { data } = api.useQuery('get', '/api/segments');
  const others = (data?.segments ?? [])
    .filter(({ key }) => segments.every((segment) => segment.key !== key))
    .map(({ key, name }) => ({ value: key, label: name }));
  return (
    <Card title="Segments">
      <Stack gap="sm">
        {segments.length === 0 ? (
          <Text fz="sm" c="dimmed">
            In no segment. Choose one below to see what is missing.
          </Text>
        ) : (
          <Table>
            <Table.Tbody>
              {segments.map(({ key, name, joinedAt }) => (
                <Table.Tr key={key}>
                  <Table.Td>
                    <TextLink to="/segments/$key" params={{ key }}>
                      {name}
                    </TextLink>
                  </Table.Td>
                  <Table.Td>
                    since <Time at={joinedAt} />
                  </Table.Td>
                  <Table.Td ta="right">
                    <Button
                      variant="subtle"
                      leftSection={<IconHelpCircle size={15} />}
                      aria-label={`Why? ${name}`}
                      onClick={() => onWhy(key)}
                    >
                      Why?
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        <Group>
          <Select
            label="Why not in …"
            placeholder="Another segment"
            data={others}
            value={null}
            searchable
            w={260}
            onChange={(key) => key !== null && onWhy(key)}
          />
        </Group>
      </Stack>
    </Card>
  );
}

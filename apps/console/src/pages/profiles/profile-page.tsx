import { Button, Drawer, Group, Select, Stack, Table } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { api } from '../../api/client';
import { Card } from '../../components/card';
import { TextLink } from '../../components/links';
import { Page } from '../../components/page';
import { Empty, Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { Explanation } from './explanation';

const route = getRouteApi('/shell/profiles/$id');

export function ProfilePage() {
  const { id } = route.useParams();
  const { why } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page title="Person" description={id}>
      <Memberships id={id} />
      <Drawer
        opened={why !== undefined}
        onClose={() => void navigate({ search: {} })}
        position="right"
        size="xl"
        title="Why?"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {why !== undefined && <Explanation profileId={id} segmentKey={why} />}
      </Drawer>
    </Page>
  );
}

/** The segments that a person is in, each with why; and why not, of any other. */
function Memberships({ id }: { readonly id: string }) {
  const navigate = route.useNavigate();
  const memberships = api.useQuery('get', '/api/profiles/{id}/memberships', {
    params: { path: { id } },
  });
  const segments = api.useQuery('get', '/api/segments');
  const others = (keys: readonly string[]) =>
    (segments.data?.segments ?? [])
      .filter(({ key }) => !keys.includes(key))
      .map(({ key, name }) => ({ value: key, label: name }));
  return (
    <Card title="Segments">
      <Loaded query={memberships}>
        {(data) => (
          <Stack gap="sm">
            {data.segments.length === 0 ? (
              <Empty title="In no segment">Choose one below to see what is missing.</Empty>
            ) : (
              <Table.ScrollContainer minWidth={420} type="native">
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>Segment</Table.Th>
                      <Table.Th>Since</Table.Th>
                      <Table.Th />
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {data.segments.map(({ key, name, joinedAt }) => (
                      <Table.Tr key={key}>
                        <Table.Td>
                          <TextLink to="/segments/$key" params={{ key }}>
                            {name}
                          </TextLink>
                        </Table.Td>
                        <Table.Td>
                          <Time at={joinedAt} isRelative />
                        </Table.Td>
                        <Table.Td ta="right">
                          <Button
                            variant="subtle"
                            leftSection={<IconHelpCircle size={15} />}
                            aria-label={`Why is this person in ${name}?`}
                            onClick={() => void navigate({ search: { why: key } })}
                          >
                            Why?
                          </Button>
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            )}
            <Group>
              <Select
                label="Why not in …"
                placeholder="Another segment"
                data={others(data.segments.map(({ key }) => key))}
                value={null}
                searchable
                w={260}
                onChange={(key) => key !== null && void navigate({ search: { why: key } })}
              />
            </Group>
          </Stack>
        )}
      </Loaded>
    </Card>
  );
}

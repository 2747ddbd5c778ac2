import { Table, Text, TextInput, Badge, Group } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { api, type Schemas } from '../../api/client';
import { useCan } from '../../api/session';
import { Card } from '../../components/card';
import { LinkButton, TextLink } from '../../components/links';
import { Page } from '../../components/page';
import { Empty, Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { formatNumber } from '../../format/numbers';

type Segment = Schemas['SegmentDto'];

const route = getRouteApi('/shell/segments');

export function SegmentsPage() {
  const canWrite = useCan('segments:write');
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const segments = api.useQuery('get', '/api/segments');
  const create = (
    <LinkButton to="/segments/new" leftSection={<IconPlus size={15} />}>
      New segment
    </LinkButton>
  );
  return (
    <Page
      title="Segments"
      description="Groups of people, kept up to date as they act and as time passes."
      actions={canWrite && create}
    >
      <Loaded query={segments}>
        {(data) =>
          data.segments.length === 0 ? (
            <Empty title="No segment yet" action={canWrite && create}>
              A segment says who belongs together: people on trial, buyers who went quiet. Build one
              from conditions, or start from a template.
            </Empty>
          ) : (
            <Card p={0}>
              <TextInput
                aria-label="Find a segment"
                placeholder="Find a segment"
                leftSection={<IconSearch size={14} />}
                m="sm"
                maw={320}
                value={q}
                onChange={({ currentTarget: { value } }) =>
                  void navigate({ search: value === '' ? {} : { q: value }, replace: true })
                }
              />
              <SegmentTable segments={data.segments.filter((segment) => matches(segment, q))} />
            </Card>
          )
        }
      </Loaded>
    </Page>
  );
}

const matches = ({ name, key, description }: Segment, q: string): boolean =>
  `${name} ${key} ${description}`.toLowerCase().includes(q.trim().toLowerCase());

function SegmentTable({ segments }: { readonly segments: readonly Segment[] }) {
  if (segments.length === 0) return <Empty title="No segment is called so" />;
  return (
    <Table.ScrollContainer minWidth={560} type="native">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th className="number">Members</Table.Th>
            <Table.Th>Evaluated</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {segments.map((segment) => (
            <Table.Tr key={segment.key}>
              <Table.Td>
                <Group gap={6}>
                  <TextLink to="/segments/$key" params={{ key: segment.key }} fw={500}>
                    {segment.name}
                  </TextLink>
                  <SegmentBadges segment={segment} />
                </Group>
                <Text fz="xs" c="dimmed" lineClamp={1}>
                  {segment.description || segment.key}
                </Text>
              </Table.Td>
              <Table.Td className="number">{formatNumber(segment.size)}</Table.Td>
              <Table.Td>
                <Time at={segment.evaluatedAt} isRelative never="not yet" />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

export function SegmentBadges({ segment }: { readonly segment: Segment }) {
  return (
    <>
      {segment.kind === 'static' && <Badge color="gray">static</Badge>}
      {segment.origin === 'file' && <Badge color="gray">segue.yaml</Badge>}
      {segment.error && <Badge color="red">error</Badge>}
      {!segment.isCurrent && !segment.error && <Badge color="yellow">not yet evaluated</Badge>}
    </>
  );
}

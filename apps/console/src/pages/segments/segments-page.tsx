import { Group, NativeSelect, Table, Text } from '@mantine/core';
import { IconFolder, IconPlus } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { api, type Schemas } from '../../api/client';
import { useCan } from '../../api/session';
import { Card } from '../../components/card';
import { FindField, withParameter } from '../../components/find-field';
import { LinkButton, TextLink } from '../../components/links';
import { Page } from '../../components/page';
import { Sparkline } from '../../components/sparkline';
import { Empty, Loaded } from '../../components/states';
import { Tags } from '../../components/tags';
import { Time } from '../../components/time';
import { formatChange, formatNumber, plural } from '../../format/numbers';
import { SegmentBadges } from './segment-badges';

type Segment = Schemas['ListedSegmentDto'];

const route = getRouteApi('/shell/segments');

export function SegmentsPage() {
  const canWrite = useCan('segments:write');
  const { q = '', tag, folder } = route.useSearch();
  const segments = api.useQuery('get', '/api/segments');
  const create = canWrite && (
    <LinkButton to="/segments/new" leftSection={<IconPlus size={15} />}>
      New segment
    </LinkButton>
  );
  const isShown = (segment: Segment) =>
    matches(segment, q) &&
    (tag === undefined || segment.tags.includes(tag)) &&
    (folder === undefined || isIn(segment.folder, folder));
  return (
    <Page
      title="Segments"
      description="Groups of people, kept up to date as they act and as time passes."
      actions={create}
    >
      <Loaded query={segments}>
        {(data) =>
          data.segments.length === 0 ? (
            <Empty title="No segment yet" action={create}>
              A segment says who belongs together: people on trial, buyers who went quiet. Build one
              from conditions, or start from a template.
            </Empty>
          ) : (
            <Card p={0}>
              <Filters tags={data.tags} folders={data.folders} />
              <SegmentTable segments={data.segments.filter(isShown)} />
            </Card>
          )
        }
      </Loaded>
    </Page>
  );
}

const matches = ({ name, key, description, tags }: Segment, q: string): boolean =>
  `${name} ${key} ${description} ${tags.join(' ')}`.toLowerCase().includes(q.trim().toLowerCase());

const isIn = (folder: string | null, wanted: string): boolean =>
  folder === wanted || (folder?.startsWith(`${wanted}/`) ?? false);

interface FiltersProps {
  readonly tags: readonly string[];
  readonly folders: readonly string[];
}

function Filters({ tags, folders }: FiltersProps) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (key: 'q' | 'tag' | 'folder', value: string) =>
    void navigate({ search: withParameter(key, value), replace: true });
  return (
    <Group gap="xs" p="sm">
      <FindField label="Find a segment" value={search.q} onChange={(value) => set('q', value)} />
      {folders.length > 0 && (
        <NativeSelect
          aria-label="Folder"
          value={search.folder ?? ''}
          data={[{ value: '', label: 'All folders' }, ...folders]}
          onChange={({ currentTarget }) => set('folder', currentTarget.value)}
        />
      )}
      {tags.length > 0 && (
        <NativeSelect
          aria-label="Tag"
          value={search.tag ?? ''}
          data={[{ value: '', label: 'All tags' }, ...tags]}
          onChange={({ currentTarget }) => set('tag', currentTarget.value)}
        />
      )}
    </Group>
  );
}

function SegmentTable({ segments }: { readonly segments: readonly Segment[] }) {
  if (segments.length === 0) {
    return (
      <Empty title="No segment fits">
        <TextLink to="/segments" search={{}}>
          Show all of them
        </TextLink>
      </Empty>
    );
  }
  return (
    <Table.ScrollContainer minWidth={860} type="native">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th className="number">Members</Table.Th>
            <Table.Th>30 days</Table.Th>
            <Table.Th className="number">Week</Table.Th>
            <Table.Th>Used by</Table.Th>
            <Table.Th>Owner</Table.Th>
            <Table.Th>Edited</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {segments.map((segment) => (
            <Row key={segment.key} segment={segment} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Row({ segment }: { readonly segment: Segment }) {
  const { key, name, description, size, sparkline, weekChange, owner, folder, tags } = segment;
  return (
    <Table.Tr>
      <Table.Td maw={420}>
        <Group gap={6}>
          <TextLink to="/segments/$key" params={{ key }} fw={500}>
            {name}
          </TextLink>
          <SegmentBadges segment={segment} />
        </Group>
        <Group gap={6}>
          {folder && (
            <Text fz="xs" c="dimmed" component="span">
              <IconFolder size={12} style={{ verticalAlign: '-1px' }} aria-label="Folder" />{' '}
              {folder}
            </Text>
          )}
          <Text fz="xs" c="dimmed" lineClamp={1}>
            {description || key}
          </Text>
          <Tags tags={tags} />
        </Group>
      </Table.Td>
      <Table.Td className="number">{formatNumber(size)}</Table.Td>
      <Table.Td>
        <Sparkline values={sparkline} label={`Members of ${name} over 30 days`} />
      </Table.Td>
      <Table.Td className="number">{formatChange(weekChange)}</Table.Td>
      <Table.Td>
        <UsedBy segment={segment} />
      </Table.Td>
      <Table.Td>{owner?.name ?? '–'}</Table.Td>
      <Table.Td>
        <Time at={segment.editedAt} isRelative />
      </Table.Td>
    </Table.Tr>
  );
}

function UsedBy({ segment: { key, usedBy } }: { readonly segment: Segment }) {
  const parts = [
    usedBy.syncs.length > 0 && plural(usedBy.syncs.length, 'sync'),
    usedBy.segments.length > 0 && plural(usedBy.segments.length, 'segment'),
  ].filter((part) => part !== false);
  if (parts.length === 0) return '–';
  return (
    <TextLink
      to="/segments/$key"
      params={{ key }}
      search={{ tab: 'use' }}
      c="inherit"
      title={[...usedBy.syncs, ...usedBy.segments].join(', ')}
    >
      {parts.join(', ')}
    </TextLink>
  );
}

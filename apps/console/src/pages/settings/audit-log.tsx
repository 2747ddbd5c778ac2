import { Button, Code, Group, Select, Spoiler, Table, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { MorePages } from '../../components/more-pages';
import { Empty, Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { formatNumber } from '../../format/numbers';

type Entry = Schemas['AuditEntryDto'];
/** The route answers a file as well, to who asks for one. */
type Page = Schemas['AuditPageDto'] | string;

const LIMIT = 50;

const ACTIONS: Readonly<Record<Entry['action'], string>> = {
  change: 'changed',
  view: 'looked at',
  export: 'exported',
  refused: 'was refused',
};

const KINDS: readonly { readonly value: Entry['action']; readonly label: string }[] = [
  { value: 'change', label: 'Changes' },
  { value: 'view', label: 'Views of people' },
  { value: 'export', label: 'Exports' },
  { value: 'refused', label: 'Refused' },
];

/** Who changed what, who looked at whom, and who was refused. */
export function AuditLog() {
  const [action, setAction] = useState<Entry['action'] | null>(null);
  const kind = action === null ? undefined : { action };
  const entries = api.useInfiniteQuery(
    'get',
    '/api/audit',
    { params: { query: { limit: LIMIT, ...kind } } },
    {
      pageParamName: 'after',
      initialPageParam: null,
      getNextPageParam: (page: Page) =>
        typeof page === 'string' ? undefined : (page.next ?? undefined),
    },
  );
  return (
    <Card
      title="Audit log"
      actions={
        <Group gap="xs">
          <Select
            aria-label="Kind of entries"
            placeholder="Everything"
            data={KINDS}
            value={action}
            onChange={setAction}
            clearable
            w={180}
          />
          <Button
            component="a"
            href={`/api/audit?${String(new URLSearchParams({ format: 'csv', ...kind }))}`}
            download="audit.csv"
            variant="default"
            leftSection={<IconDownload size={15} />}
          >
            {action === null ? 'All of it, CSV' : 'All of these, CSV'}
          </Button>
        </Group>
      }
    >
      <Loaded query={entries}>
        {({ pages }) => {
          const all = pages.flatMap((page) => (typeof page === 'string' ? [] : page.entries));
          if (all.length === 0) {
            return (
              <Empty title={action === null ? 'Nothing yet' : 'Nothing of this kind'}>
                Each change, each view of people, and what was refused is kept here.
              </Empty>
            );
          }
          return (
            <>
              <EntryTable entries={all} />
              <MorePages query={entries} shown={all.length} />
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

function EntryTable({ entries }: { readonly entries: readonly Entry[] }) {
  return (
    <Table.ScrollContainer minWidth={860} type="native">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>When</Table.Th>
            <Table.Th>Who</Table.Th>
            <Table.Th>What</Table.Th>
            <Table.Th>Before and after</Table.Th>
            <Table.Th>From</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <Row key={entry.seq} entry={entry} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** Somebody tried, and did not succeed. */
const FAILED = 400;

function Row({ entry }: { readonly entry: Entry }) {
  const { at, actorName, actorKind, action, route, target, status, count, address } = entry;
  return (
    <Table.Tr style={{ verticalAlign: 'top' }}>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        <Time at={at} />
      </Table.Td>
      <Table.Td>
        {actorName || '–'}
        <Text fz="xs" c="dimmed">
          {actorKind}
        </Text>
      </Table.Td>
      <Table.Td maw={300}>
        {ACTIONS[action]} {target ?? ''}
        <Ending status={status} />
        {count > 1 && (
          <Text fz="xs" span c="dimmed">
            {' '}
            {formatNumber(count)} more times
          </Text>
        )}
        <Text fz="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {route}
        </Text>
      </Table.Td>
      <Table.Td maw={360}>
        <Change before={entry.before} after={entry.after} />
      </Table.Td>
      <Table.Td>
        <Text fz="xs" title={entry.userAgent ?? undefined}>
          {address ?? '–'}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}

function Ending({ status }: Pick<Entry, 'status'>) {
  if (status === null) return <b> (has begun; how it ended is not known)</b>;
  return status >= FAILED ? <b> ({status})</b> : null;
}

const SHOWN_HEIGHT = 56;

function Change({ before, after }: Pick<Entry, 'before' | 'after'>) {
  if (before === null && after === null) return <Text c="dimmed">–</Text>;
  const text = [before && `− ${JSON.stringify(before)}`, after && `+ ${JSON.stringify(after)}`];
  return (
    <Spoiler maxHeight={SHOWN_HEIGHT} showLabel="Show all" hideLabel="Show less" fz="xs">
      <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {text.filter(Boolean).join('\n')}
      </Code>
    </Spoiler>
  );
}

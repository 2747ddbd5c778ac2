import { Button, Code, Spoiler, Table, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { api, type Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { MorePages } from '../../components/more-pages';
import { Empty, Loaded } from '../../components/states';
import { Time } from '../../components/time';

type Entry = Schemas['AuditEntryDto'];
/** The route answers a file as well, to who asks for one. */
type Page = Schemas['AuditPageDto'] | string;

const LIMIT = 50;

const ACTIONS: Readonly<Record<Entry['action'], string>> = {
  change: 'changed',
  view: 'looked at',
  export: 'exported',
};

/** Who changed what, and who looked at whom. */
export function AuditLog() {
  const entries = api.useInfiniteQuery(
    'get',
    '/api/audit',
    { params: { query: { limit: LIMIT } } },
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
        <Button
          component="a"
          href="/api/audit?format=csv"
          download="audit.csv"
          variant="default"
          leftSection={<IconDownload size={15} />}
        >
          All of it, CSV
        </Button>
      }
    >
      <Loaded query={entries}>
        {({ pages }) => {
          const all = pages.flatMap((page) => (typeof page === 'string' ? [] : page.entries));
          if (all.length === 0) {
            return (
              <Empty title="Nothing yet">Each change, and each view of people, is kept here.</Empty>
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

/** Errors are shown with the entry: somebody tried, and did not succeed. */
const REFUSED = 400;

function Row({ entry }: { readonly entry: Entry }) {
  const { at, actorName, actorKind, action, route, target, status, address } = entry;
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
        {status >= REFUSED && <b> (refused, {status})</b>}
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

import { Code, Spoiler, Table, Text } from '@mantine/core';
import { api, type Schemas } from '../api/client';
import { TextLink } from '../components/links';
import { MorePages } from '../components/more-pages';
import { Empty, Loaded } from '../components/states';

type Rejected = Schemas['RunRecordDto'];

const LIMIT = 50;

/** What a run did not take or could not send, each with the reason. */
export function RunRecords({ runId }: { readonly runId: string }) {
  const records = api.useInfiniteQuery(
    'get',
    '/api/runs/{id}/records',
    { params: { path: { id: runId }, query: { limit: LIMIT } } },
    {
      pageParamName: 'after',
      initialPageParam: '0',
      getNextPageParam: ({ next }: Schemas['RunRecordListDto']) => next ?? undefined,
    },
  );
  return (
    <Loaded query={records}>
      {({ pages }) => {
        const all = pages.flatMap((page) => page.records);
        if (all.length === 0) return <Empty title="Nothing was rejected, skipped or failed" />;
        return (
          <>
            <RecordTable records={all} />
            <MorePages query={records} shown={all.length} />
          </>
        );
      }}
    </Loaded>
  );
}

function RecordTable({ records }: { readonly records: readonly Rejected[] }) {
  return (
    <Table.ScrollContainer minWidth={620} type="native">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Outcome</Table.Th>
            <Table.Th>Reason</Table.Th>
            <Table.Th>What</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {records.map((record) => (
            <Table.Tr key={record.seq} style={{ verticalAlign: 'top' }}>
              <Table.Td>{record.outcome}</Table.Td>
              <Table.Td maw={380}>
                {record.reason}
                <Text fz="xs" c="dimmed">
                  {record.code}
                </Text>
              </Table.Td>
              <Table.Td maw={460}>
                <Place record={record} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

const SHOWN_HEIGHT = 66;

function Place({ record: { position, profileId, raw } }: { readonly record: Rejected }) {
  return (
    <>
      {position !== undefined && <Text fz="xs">{position}</Text>}
      {profileId !== undefined && (
        <TextLink to="/profiles/$id" params={{ id: profileId }} fz="xs">
          Profile
        </TextLink>
      )}
      {raw !== undefined && raw !== null && (
        <Spoiler maxHeight={SHOWN_HEIGHT} showLabel="Show all" hideLabel="Show less" fz="xs">
          <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {typeof raw === 'string' ? raw : JSON.stringify(raw, null, 1)}
          </Code>
        </Spoiler>
      )}
    </>
  );
}

import { Button, Code, Group, Table, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { api, type Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { MorePages } from '../../components/more-pages';
import { Empty, Loaded } from '../../components/states';
import { Time } from '../../components/time';

/** The same route gives CSV, when asked. */
type AuditPage = Schemas['AuditPageDto'];

const LIMIT = 50;

/** Who changed what, and who looked at whom. */
export function AuditPanel() {
  const audit = api.useInfiniteQuery(
    'get',
    '/api/audit',
    { params: { query: { limit: LIMIT } } },
    {
      pageParamName: 'after',
      initialPageParam: null,
      getNextPageParam: (page) => (page as AuditPage).next ?? undefined,
    },
  );
  return (
    <Card
      title="Audit log"
      actions={
        <Button
          component="a"
          href="/api/audit?format=csv"
          download
          variant="default"
          leftSection={<IconDownload size={15} />}
        >
          CSV
        </Button>
      }
    >
      <Loaded query={audit}>
        {({ pages }) => {
          const entries = pages.flatMap((page) => (page as AuditPage).entries);
          if (entries.length === 0) return <Empty title="Nothing happened yet" />;
          return (
            <>
              <Table.ScrollContainer minWidth={760} type="native">
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>When</Table.Th>
                      <Table.Th>Who</Table.Th>
                      <Table.Th>What</Table.Th>
                      <Table.Th>Changed</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {entries.map((entry) => (
                      <Table.Tr key={entry.seq}>
                        <Table.Td>
                          <Time at={entry.at} />
                        </Table.Td>
                        <Table.Td>{entry.actorName}</Table.Td>
                        <Table.Td>
                          {entry.action} {entry.target}
                          <Text fz="xs" c="dimmed">
                            {entry.route}
                          </Text>
                        </Table.Td>
                        <Table.Td>
                          <Change before={entry.before} after={entry.after} />
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
              <Group justify="center">
                <MorePages query={audit} shown={entries.length} />
              </Group>
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

interface ChangeProps {
  readonly before: object | null;
  readonly after: object | null;
}

function Change({ before, after }: ChangeProps) {
  if (!before && !after) return '–';
  return (
    <Code fz="xs" style={{ overflowWrap: 'anywhere', whiteSpace: 'normal' }}>
      {[before, after].map((side) => JSON.stringify(side ?? {})).join(' → ')}
    </Code>
  );
}

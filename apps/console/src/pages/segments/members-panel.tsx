import { Button, Group, Table, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { api, type Schemas } from '../../api/client';
import { useCan } from '../../api/session';
import { Card } from '../../components/card';
import { MorePages } from '../../components/more-pages';
import { Empty, Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { nameOf } from '../../format/people';
import { TextLink } from '../../components/links';

type Member = Schemas['MemberPageDto']['members'][number];

const LIMIT = 50;

export function MembersPanel({ segmentKey }: { readonly segmentKey: string }) {
  const canExport = useCan('personal:export');
  const members = api.useInfiniteQuery(
    'get',
    '/api/segments/{key}/members',
    { params: { path: { key: segmentKey }, query: { limit: LIMIT } } },
    {
      pageParamName: 'after',
      initialPageParam: null,
      getNextPageParam: ({ next }: Schemas['MemberPageDto']) => next ?? undefined,
    },
  );
  return (
    <Card
      title="Members"
      actions={
        canExport && (
          <Button
            component="a"
            href={`/api/segments/${encodeURIComponent(segmentKey)}/members.csv`}
            download
            variant="default"
            leftSection={<IconDownload size={15} />}
          >
            CSV
          </Button>
        )
      }
    >
      <Loaded query={members}>
        {({ pages }) => {
          const all = pages.flatMap((page) => page.members);
          if (all.length === 0) {
            return (
              <Empty title="Nobody is in this segment">
                See what each condition selects under Rule.
              </Empty>
            );
          }
          return (
            <>
              <MemberTable members={all} />
              <MorePages query={members} shown={all.length} />
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

function MemberTable({ members }: { readonly members: readonly Member[] }) {
  return (
    <Table.ScrollContainer minWidth={560} type="native">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Person</Table.Th>
            <Table.Th>Also known as</Table.Th>
            <Table.Th>Joined</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {members.map((member) => {
            const [name, ...others] = nameOf(member);
            return (
              <Table.Tr key={member.profileId}>
                <Table.Td>
                  <TextLink to="/profiles/$id" params={{ id: member.profileId }}>
                    {name}
                  </TextLink>
                </Table.Td>
                <Table.Td>
                  <Group gap="xs">
                    {others.map((other) => (
                      <Text key={other} fz="xs" c="dimmed">
                        {other}
                      </Text>
                    ))}
                  </Group>
                </Table.Td>
                <Table.Td>
                  <Time at={member.joinedAt} />
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

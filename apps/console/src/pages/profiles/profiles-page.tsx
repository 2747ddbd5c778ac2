import { Group, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, type Schemas } from '../../api/client';
import { useCan } from '../../api/session';
import { Card } from '../../components/card';
import { TextLink } from '../../components/links';
import { MorePages } from '../../components/more-pages';
import { Page } from '../../components/page';
import { Empty, Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { nameOf } from '../../format/people';

type Profiles = Schemas['ProfilePageDto'];

const LIMIT = 50;
const TYPING_MS = 250;

const route = getRouteApi('/shell/profiles');

export function ProfilesPage() {
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const canSearch = useCan('personal:read');
  const [asked] = useDebouncedValue(q.trim(), TYPING_MS);
  const profiles = api.useInfiniteQuery(
    'get',
    '/api/profiles',
    { params: { query: { limit: LIMIT, ...(asked === '' ? {} : { q: asked }) } } },
    {
      pageParamName: 'after',
      initialPageParam: null,
      placeholderData: keepPreviousData,
      getNextPageParam: ({ next }: Profiles) => next ?? undefined,
    },
  );
  return (
    <Page title="Profiles" description="Everybody that your sources know, one profile per person.">
      <Card p={0}>
        {canSearch && (
          <TextInput
            aria-label="Find a person"
            placeholder="E-mail address, user id, name, phone …"
            leftSection={<IconSearch size={14} />}
            m="sm"
            maw={380}
            value={q}
            onChange={({ currentTarget: { value } }) =>
              void navigate({ search: value === '' ? {} : { q: value }, replace: true })
            }
          />
        )}
        <Loaded query={profiles}>
          {({ pages }) => {
            const people = pages.flatMap((page) => page.profiles);
            if (people.length === 0) return <Nobody isSearch={asked !== ''} />;
            return (
              <>
                <People people={people} />
                <Group justify="center" pb="sm">
                  <MorePages query={profiles} shown={people.length} />
                </Group>
              </>
            );
          }}
        </Loaded>
      </Card>
    </Page>
  );
}

function Nobody({ isSearch }: { readonly isSearch: boolean }) {
  return isSearch ? (
    <Empty title="Nobody is found">
      Identifiers and names are found by how they begin: ada@, shop-00, Ada.
    </Empty>
  ) : (
    <Empty title="No profiles yet">They come with the first records of a connection.</Empty>
  );
}

function People({ people }: { readonly people: Profiles['profiles'] }) {
  return (
    <Table.ScrollContainer minWidth={560} type="native">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Person</Table.Th>
            <Table.Th>Known as</Table.Th>
            <Table.Th>First known</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {people.map((person) => {
            const [first, ...others] = nameOf(person);
            const known = person.name === null ? others : [first, ...others];
            return (
              <Table.Tr key={person.profileId}>
                <Table.Td>
                  <TextLink to="/profiles/$id" params={{ id: person.profileId }} fw={500}>
                    {person.name ?? first}
                  </TextLink>
                </Table.Td>
                <Table.Td>
                  <Text fz="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                    {known.join(' · ')}
                    {person.matched && !known.includes(person.matched.value) && (
                      <> (found by {person.matched.value})</>
                    )}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Time at={person.createdAt} />
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

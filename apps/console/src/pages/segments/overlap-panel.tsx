import { MultiSelect, Stack, Table, Text, Title } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { Empty, Loaded } from '../../components/states';
import { formatNumber, formatShare } from '../../format/numbers';
import classes from './segments.module.css';

type Overlap = Schemas['SegmentOverlapDto'];

const MOST = 7;
const FIRST = 4;

/** Who is also in other segments. */
export function OverlapPanel({ segmentKey }: { readonly segmentKey: string }) {
  const list = api.useQuery('get', '/api/segments');
  const others = (list.data?.segments ?? []).filter(({ key }) => key !== segmentKey);
  const [chosen, setChosen] = useState<readonly string[]>();
  const keys = chosen ?? others.slice(0, FIRST).map(({ key }) => key);
  const overlap = api.useQuery(
    'get',
    '/api/segments/{key}/overlap',
    { params: { path: { key: segmentKey }, query: { with: keys.join() } } },
    { enabled: keys.length > 0, placeholderData: keepPreviousData },
  );
  return (
    <Card title="Overlap with other segments">
      <MultiSelect
        label="Compare with"
        data={others.map(({ key, name }) => ({ value: key, label: name }))}
        value={[...keys]}
        onChange={setChosen}
        maxValues={MOST}
        searchable
        mb="md"
      />
      {keys.length === 0 ? (
        <Empty title="Choose segments to compare with" />
      ) : (
        <Loaded query={overlap}>
          {(data) => (
            <Stack gap="lg">
              <Matrix overlap={data} />
              <Groups overlap={data} />
              {data.isEstimate && (
                <Text fz="xs" c="dimmed">
                  Reckoned from a sample of the people.
                </Text>
              )}
            </Stack>
          )}
        </Loaded>
      )}
    </Card>
  );
}

/** For each pair: which share of the row's segment is in the column's. */
function Matrix({ overlap: { segments, both } }: { readonly overlap: Overlap }) {
  return (
    <div>
      <Title order={3} mb={4}>
        In both
      </Title>
      <Text fz="xs" c="dimmed" mb="xs">
        Of the people of the segment on the left, how many are also in the one above.
      </Text>
      <Table.ScrollContainer minWidth={120 + 110 * segments.length} type="native">
        <Table className={classes.matrix} withRowBorders={false}>
          <Table.Thead>
            <Table.Tr>
              <Table.Td />
              {segments.map(({ key, name }) => (
                <Table.Th key={key} scope="col">
                  {name}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {segments.map(({ key, name, size }, row) => (
              <Table.Tr key={key}>
                <Table.Th scope="row">
                  {name}
                  <Text fz="xs" c="dimmed">
                    {formatNumber(size)}
                  </Text>
                </Table.Th>
                {segments.map((other, column) => {
                  const count = both[row]?.[column] ?? 0;
                  const share = size === 0 ? 0 : count / size;
                  if (row === column) return <Table.Td key={other.key} className={classes.same} />;
                  return (
                    <Table.Td
                      key={other.key}
                      style={{ '--share': `${Math.round(share * 55)}%` }}
                      className={classes.cell}
                    >
                      <b>{formatShare(share)}</b>
                      <Text fz="xs">{formatNumber(count)}</Text>
                    </Table.Td>
                  );
                })}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </div>
  );
}

/** As UpSet pictures show it: each group of people by exactly which segments they are in. */
function Groups({ overlap: { segments, groups } }: { readonly overlap: Overlap }) {
  const most = Math.max(1, ...groups.map(({ count }) => count));
  const names = new Map(segments.map(({ key, name }) => [key, name]));
  return (
    <div>
      <Title order={3} mb={4}>
        In exactly these
      </Title>
      <Stack gap={4} component="ul" className={classes.groups}>
        {groups.slice(0, 20).map(({ keys, count }) => (
          <li key={keys.join()}>
            <span className={classes.dots} aria-hidden>
              {segments.map(({ key }) => (
                <i key={key} data-in={keys.includes(key) || undefined} />
              ))}
            </span>
            <span className={classes.track} aria-hidden>
              <span style={{ width: `${(100 * count) / most}%` }} />
            </span>
            <Text fz="xs" className="number" w={64}>
              {formatNumber(count)}
            </Text>
            <Text fz="xs" c="dimmed" style={{ flex: 2, minWidth: 0 }}>
              {keys.map((key) => names.get(key) ?? key).join(' and ')}
            </Text>
          </li>
        ))}
      </Stack>
    </div>
  );
}

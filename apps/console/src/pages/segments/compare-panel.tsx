import { Progress, SimpleGrid, Stack, Table, Text } from '@mantine/core';
import { api, type Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { Empty, Loaded } from '../../components/states';
import { formatNumber, formatShare } from '../../format/numbers';

type Trait = Schemas['ComparisonDto']['traits'][number];

/** In which traits the people of a segment differ from everyone. */
export function ComparePanel({ segmentKey }: { readonly segmentKey: string }) {
  const comparison = api.useQuery('get', '/api/segments/{key}/compare', {
    params: { path: { key: segmentKey }, query: {} },
  });
  return (
    <Loaded query={comparison}>
      {({ traits, sampled, margin }) =>
        traits.length === 0 ? (
          <Empty title="Nothing to compare">Neither has traits that occur often enough.</Empty>
        ) : (
          <Stack gap="sm">
            <Text fz="sm" c="dimmed">
              {formatNumber(sampled.segment)} members beside {formatNumber(sampled.everyone)} people
              {margin > 0
                ? `, a sample of them: shares are right to about ${formatNumber(Math.ceil(margin * 1000) / 10)} points`
                : ''}
              ; where they differ most comes first.
            </Text>
            <SimpleGrid cols={{ base: 1, md: 2 }}>
              {traits.map((trait) => (
                <TraitCard key={trait.trait} trait={trait} />
              ))}
            </SimpleGrid>
          </Stack>
        )
      }
    </Loaded>
  );
}

function TraitCard({ trait: { trait, having, mean, median, values } }: { readonly trait: Trait }) {
  return (
    <Card title={trait}>
      <Table fz="xs" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Value</Table.Th>
            <Table.Th>This segment</Table.Th>
            <Table.Th>Everyone</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {values.map(({ value, shareOfSegment, shareOfEveryone }) => (
            <Table.Tr key={`${typeof value} ${value}`}>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{String(value)}</Table.Td>
              <Table.Td>
                <Share share={shareOfSegment} label={`${value} in this segment`} />
              </Table.Td>
              <Table.Td>
                <Share share={shareOfEveryone} label={`${value} of everyone`} isMuted />
              </Table.Td>
            </Table.Tr>
          ))}
          {mean && <Numbers name="mean" pair={mean} />}
          {median && <Numbers name="median" pair={median} />}
          <Table.Tr>
            <Table.Td>has a value</Table.Td>
            <Table.Td>{formatShare(having.segment)}</Table.Td>
            <Table.Td>{formatShare(having.everyone)}</Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
    </Card>
  );
}

interface NumbersProps {
  readonly name: string;
  readonly pair: { readonly segment: number | null; readonly everyone: number | null };
}

function Numbers({ name, pair }: NumbersProps) {
  const text = (n: number | null) => (n === null ? '–' : formatNumber(n));
  return (
    <Table.Tr>
      <Table.Td>{name}</Table.Td>
      <Table.Td>{text(pair.segment)}</Table.Td>
      <Table.Td>{text(pair.everyone)}</Table.Td>
    </Table.Tr>
  );
}

interface ShareProps {
  readonly share: number;
  readonly label: string;
  readonly isMuted?: boolean;
}

function Share({ share, label, isMuted = false }: ShareProps) {
  return (
    <>
      <Text fz="xs">{formatShare(share)}</Text>
      <Progress
        value={share * 100}
        size={4}
        color={isMuted ? 'gray.6' : 'ink.6'}
        aria-label={label}
      />
    </>
  );
}

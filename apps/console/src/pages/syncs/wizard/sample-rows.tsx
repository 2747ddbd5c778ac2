import { Table, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { api } from '../../../api/client';
import { toProblem } from '../../../api/problem';
import { useCan } from '../../../api/session';
import type { StepProps } from './step-props';
import { bodyOf } from './sync-draft';

const TYPING_MS = 400;
const MEMBERS = 3;

/** Some members as the destination would get them, while fields are chosen. */
export function SampleRows({ draft, audienceFields }: StepProps) {
  const canRead = useCan('personal:read');
  const { schedule: _, guards: __, ...body } = bodyOf(draft, audienceFields);
  // As text, so that the same draft is the same.
  const [asked] = useDebouncedValue(JSON.stringify({ ...body, limit: MEMBERS }), TYPING_MS);
  const sample = api.useQuery(
    'post',
    '/api/syncs/sample',
    { body: JSON.parse(asked) as typeof body & { limit: number } },
    { enabled: canRead, retry: false, placeholderData: keepPreviousData },
  );
  if (!canRead) return null;
  const members = sample.data?.members ?? [];
  const names = Object.keys(body.fields);
  return (
    <section aria-label="As it would be sent" aria-busy={sample.isFetching}>
      <Title order={3} mb="xs">
        As it would be sent
      </Title>
      {sample.error && (
        <Text fz="xs" c="var(--segue-bad)" role="status">
          {toProblem(sample.error).problems?.[0]?.message ?? toProblem(sample.error).detail}
        </Text>
      )}
      {sample.data && members.length === 0 && (
        <Text fz="sm" c="dimmed">
          Nobody is in the segment now.
        </Text>
      )}
      {members.length > 0 && (
        <Table.ScrollContainer minWidth={160 + names.length * 120} type="native">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Address</Table.Th>
                {names.map((name) => (
                  <Table.Th key={name}>{name}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {members.map(({ profileId, address, fields }) => (
                <Table.Tr key={profileId}>
                  <Table.Td>{address ?? <Text c="dimmed">none: skipped</Text>}</Table.Td>
                  {names.map((name) => (
                    <Table.Td key={name}>{shown(fields[name])}</Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </section>
  );
}

function shown(value: unknown) {
  if (value === undefined || value === null || value === '') return <Text c="dimmed">empty</Text>;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

import { Table, Text } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { TextLink } from '../../components/links';
import { StateMark, type Tone } from '../../components/state-mark';
import { Empty } from '../../components/states';
import { formatNumber } from '../../format/numbers';

type Row = Schemas['PlannedRowDto'];

const ACTIONS: Readonly<Record<Row['action'], { tone: Tone; label: string }>> = {
  join: { tone: 'good', label: 'Add' },
  update: { tone: 'idle', label: 'Change' },
  leave: { tone: 'warn', label: 'Remove' },
  skip: { tone: 'idle', label: 'Skip' },
};

interface Props {
  readonly rows: readonly Row[];
  /** People who are left out, and not among the rows. */
  readonly skips?: number;
}

/** The plan, person by person. */
export function PlanRows({ rows, skips = 0 }: Props) {
  if (rows.length === 0) {
    const but = skips === 0 ? '' : `, but for ${formatNumber(skips)} who were skipped`;
    return <Empty title="Nothing to do">{`The audience is as the segment is${but}.`}</Empty>;
  }
  return (
    <Table.ScrollContainer minWidth={560} type="native">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>To do</Table.Th>
            <Table.Th>Person</Table.Th>
            <Table.Th>Fields, or why not</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ action, profileId, address, reason, fields }) => (
            <Table.Tr key={`${action} ${profileId}`}>
              <Table.Td>
                <StateMark {...ACTIONS[action]} />
              </Table.Td>
              <Table.Td>
                <TextLink to="/profiles/$id" params={{ id: profileId }}>
                  {address ?? profileId}
                </TextLink>
              </Table.Td>
              <Table.Td>
                {reason}
                {Object.entries<readonly unknown[]>(fields).map(([name, [before, after]]) => (
                  <Text key={name} fz="xs">
                    {name}: {action === 'update' && `${shown(before)} → `}
                    {shown(after)}
                  </Text>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

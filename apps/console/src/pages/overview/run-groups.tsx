import { Table, Text } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { TextLink } from '../../components/links';
import { StateMark } from '../../components/state-mark';
import { Empty } from '../../components/states';
import { Time } from '../../components/time';
import { formatNumber } from '../../format/numbers';
import { RUN_KINDS, RUN_STATES } from '../../runs/run-words';
import { TargetLink } from '../../runs/target-link';

type Group = Schemas['OverviewDto']['runs'][number];

/** States that are told, if there was one, before that all went well. */
const TOLD = ['running', 'failed', 'blocked', 'partial', 'cancelled'] as const;

/** Runs of the last 24 hours, by what ran. */
export function RunGroups({ groups }: { readonly groups: readonly Group[] }) {
  return (
    <Card
      title="Last 24 hours"
      actions={
        <TextLink to="/runs" fz="sm">
          All runs
        </TextLink>
      }
    >
      {groups.length === 0 ? (
        <Empty title="Nothing ran">What runs on a schedule, or by hand, is listed here.</Empty>
      ) : (
        <Table.ScrollContainer minWidth={420} type="native">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>What</Table.Th>
                <Table.Th className="number">Runs</Table.Th>
                <Table.Th>How they ended</Table.Th>
                <Table.Th>Latest</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {groups.map((group) => (
                <Table.Tr key={`${group.kind} ${group.target}`}>
                  <Table.Td>
                    <TargetLink {...group} />
                    <Text fz="xs" c="dimmed">
                      {RUN_KINDS[group.kind]}
                    </Text>
                  </Table.Td>
                  <Table.Td className="number">{formatNumber(group.runs)}</Table.Td>
                  <Table.Td>
                    <Ends group={group} />
                  </Table.Td>
                  <Table.Td style={{ whiteSpace: 'nowrap' }}>
                    <Time at={group.latestAt} isRelative />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Card>
  );
}

function Ends({ group }: { readonly group: Group }) {
  const told = TOLD.filter((state) => group[state] > 0);
  if (told.length === 0) return <StateMark tone="good" label="All succeeded" />;
  return told.map((state) => (
    <div key={state}>
      <StateMark
        tone={RUN_STATES[state].tone}
        label={`${formatNumber(group[state])} ${RUN_STATES[state].label.toLowerCase()}`}
      />
    </div>
  ));
}

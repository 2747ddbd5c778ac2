import { Table, Text } from '@mantine/core';
import { useNow } from '../components/use-now';
import type { Schemas } from '../api/client';
import { TextLink } from '../components/links';
import { Time } from '../components/time';
import { formatDuration } from '../format/times';
import { RunState } from './run-state';
import { countsText, lengthOf, RUN_KINDS, RUN_TRIGGERS } from './run-words';
import { TargetLink } from './target-link';

type Run = Schemas['RunDto'];

interface RunTableProps {
  readonly runs: readonly Run[];
  /** Whether all are of the same thing, which need not be said. */
  readonly isOfOne?: boolean;
}

/** Runs, the newest first. */
export function RunTable({ runs, isOfOne = false }: RunTableProps) {
  return (
    <Table.ScrollContainer minWidth={isOfOne ? 560 : 760} type="native">
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Run</Table.Th>
            {!isOfOne && <Table.Th>What</Table.Th>}
            <Table.Th>State</Table.Th>
            <Table.Th>What came of it</Table.Th>
            <Table.Th className="number">Took</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <Row key={run.id} run={run} isOfOne={isOfOne} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function Row({ run, isOfOne }: { readonly run: Run; readonly isOfOne: boolean }) {
  const { id, kind, state, startedAt, error, notes } = run;
  return (
    <Table.Tr>
      <Table.Td>
        <TextLink to="/runs/$id" params={{ id }}>
          <Time at={startedAt} />
        </TextLink>
        <Text fz="xs" c="dimmed">
          {RUN_TRIGGERS[run.trigger]}
        </Text>
      </Table.Td>
      {!isOfOne && (
        <Table.Td>
          <TargetLink {...run} />
          <Text fz="xs" c="dimmed">
            {RUN_KINDS[kind]}
          </Text>
        </Table.Td>
      )}
      <Table.Td>
        <RunState state={state} />
      </Table.Td>
      <Table.Td maw={460}>
        <Text fz="sm">{countsText(run) || withoutCounts(run)}</Text>
        {(error ?? notes[0]) && (
          <Text fz="xs" c={error ? 'var(--segue-bad)' : 'dimmed'} lineClamp={2}>
            {(error ?? notes[0])?.message}
          </Text>
        )}
      </Table.Td>
      <Table.Td className="number">
        <Took run={run} />
      </Table.Td>
    </Table.Tr>
  );
}

/** Of one that was stopped or failed, what is below says why. */
const withoutCounts = ({ state, error }: Run): string =>
  state === 'running' ? '…' : error ? '' : 'nothing to do';

function Took({ run }: { readonly run: Run }) {
  const now = useNow(run.finishedAt === null);
  return <span style={{ whiteSpace: 'nowrap' }}>{formatDuration(lengthOf(run, now))}</span>;
}

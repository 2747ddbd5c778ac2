import { Accordion, Group, Text } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { MorePages } from '../../components/more-pages';
import { Empty, Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { formatNumber } from '../../format/numbers';
import { RunRecords } from '../../runs/run-records';
import { useRuns } from '../../runs/use-runs';

const RUNS = 100;

/** Records that were not taken, run by run, each with the reason. */
export function RejectedPanel({ connectionId }: { readonly connectionId: string }) {
  const runs = useRuns({ target: connectionId, limit: RUNS });
  return (
    <Card title="Rejected records">
      <Loaded query={runs}>
        {({ pages }) => {
          const all = pages.flatMap((page) => page.runs);
          const rejecting = all.filter(({ counts }) => (counts['rejected'] ?? 0) > 0);
          return (
            <>
              {rejecting.length === 0 ? (
                <Empty title="Nothing was rejected">
                  {all.length === 1
                    ? 'In the latest run'
                    : `In the latest ${formatNumber(all.length)} runs`}
                  , each record was taken.
                </Empty>
              ) : (
                <RunList runs={rejecting} />
              )}
              {runs.hasNextPage && <MorePages query={runs} shown={all.length} />}
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}

function RunList({ runs }: { readonly runs: readonly Schemas['RunDto'][] }) {
  return (
    <Accordion defaultValue={runs[0]!.id} chevronPosition="left">
      {runs.map(({ id, startedAt, counts }) => (
        <Accordion.Item key={id} value={id}>
          <Accordion.Control>
            <Group gap="sm">
              <Text fz="sm">
                <Time at={startedAt} />
              </Text>
              <Text fz="sm" c="dimmed">
                {formatNumber(counts['rejected'] ?? 0)} rejected
              </Text>
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            <RunRecords runId={id} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

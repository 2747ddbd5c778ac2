import { Box, Group, Stack, Text } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { TextLink } from '../../components/links';
import { StateMark, type Tone } from '../../components/state-mark';
import { formatNumber } from '../../format/numbers';

type Item = Schemas['OverviewDto']['attention'][number];

const SEVERITIES: Readonly<Record<Item['severity'], { tone: Tone; label: string }>> = {
  error: { tone: 'bad', label: 'Error' },
  warning: { tone: 'warn', label: 'Warning' },
  info: { tone: 'idle', label: 'Note' },
};

/** What somebody should look at, the worst first. */
export function NeedsAHand({ items }: { readonly items: readonly Item[] }) {
  return (
    <Card
      title={items.length === 0 ? 'Needs a hand' : `Needs a hand (${formatNumber(items.length)})`}
    >
      {items.length === 0 ? (
        <Text fz="sm" c="dimmed">
          Nothing. All that ran did what it should.
        </Text>
      ) : (
        <Stack gap="sm" component="ul" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
          {items.map((item) => (
            <li key={`${item.code} ${item.kind} ${item.target}`}>
              <Group gap="xs" align="baseline" wrap="nowrap">
                <Box w={74} style={{ flex: 'none' }}>
                  <StateMark {...SEVERITIES[item.severity]} />
                </Box>
                <div style={{ minWidth: 0 }}>
                  <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
                    {item.message}
                  </Text>
                  <Text fz="xs" c="dimmed">
                    {item.action} <Where item={item} />
                    {item.runId !== null && (
                      <>
                        {' · '}
                        <TextLink to="/runs/$id" params={{ id: item.runId }} underline="always">
                          Its run
                        </TextLink>
                      </>
                    )}
                  </Text>
                </div>
              </Group>
            </li>
          ))}
        </Stack>
      )}
    </Card>
  );
}

/** Where it can be put right. */
function Where({ item: { kind, target, code } }: { readonly item: Item }) {
  switch (kind) {
    case 'connection':
      return (
        <TextLink
          underline="always"
          to="/connections/$id"
          params={{ id: target }}
          search={code === 'RECORDS_REJECTED' ? { tab: 'rejected' } : {}}
        >
          {code === 'RECORDS_REJECTED' ? 'See them' : `To ${target}`}
        </TextLink>
      );
    case 'sync':
      return (
        <TextLink
          underline="always"
          to="/syncs/$id"
          params={{ id: target }}
          search={
            code === 'SYNC_BLOCKED'
              ? { tab: 'plan' }
              : code === 'SYNC_PARTIAL'
                ? { tab: 'rows', rows: 'failed' }
                : {}
          }
        >
          To {target}
        </TextLink>
      );
    case 'segment':
      return (
        <TextLink to="/segments/$key" params={{ key: target }} underline="always">
          To the segment
        </TextLink>
      );
    case 'evaluation':
      return (
        <TextLink to="/segments" underline="always">
          To the segments
        </TextLink>
      );
  }
}

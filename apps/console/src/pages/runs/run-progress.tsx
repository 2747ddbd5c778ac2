import { Box, Group, Progress, Text } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { Card } from '../../components/card';
import { formatNumber, formatShare } from '../../format/numbers';
import { formatDuration } from '../../format/times';

type Done = NonNullable<Schemas['RunDetailDto']['progress']>;

/** How far a run is, how fast, and for how long still. */
export function RunProgress({ progress }: { readonly progress: Done }) {
  const { done, total, perSecond, remainingMs } = progress;
  const share = total === null || total === 0 ? undefined : Math.min(1, done / total);
  return (
    <Card>
      <Group justify="space-between" gap="xs">
        <Text fw={600}>
          {formatNumber(done)}
          {total !== null && ` of ${formatNumber(total)}`}
          {share !== undefined && ` (${formatShare(share)})`}
        </Text>
        <Text fz="sm" c="dimmed">
          {formatNumber(perSecond)} a second
          {remainingMs !== null && `, about ${formatDuration(remainingMs)} left`}
        </Text>
      </Group>
      <Box mt={8}>
        <Progress
          value={(share ?? 1) * 100}
          animated={share === undefined}
          size="sm"
          aria-label="Progress of the run"
        />
      </Box>
    </Card>
  );
}

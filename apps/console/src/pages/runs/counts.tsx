import { Group, Text } from '@mantine/core';
import { formatNumber } from '../../format/numbers';
import { wordsOf } from '../../format/words';

/** What a run did, as far as it did anything. */
export function Counts({ counts }: { readonly counts: Readonly<Record<string, number>> }) {
  const parts = Object.entries(counts).filter(([, count]) => count !== 0);
  if (parts.length === 0) {
    return (
      <Text span fz="xs" c="dimmed">
        nothing new
      </Text>
    );
  }
  return (
    <Group gap="xs">
      {parts.map(([name, count]) => (
        <Text span key={name} fz="xs">
          <b>{formatNumber(count)}</b> {wordsOf(name)}
        </Text>
      ))}
    </Group>
  );
}

import { Paper, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface StatProps {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
}

/** A number, or another short fact, with what it is. */
export function Stat({ label, value, note }: StatProps) {
  return (
    <Paper withBorder px="md" py="sm" style={{ borderColor: 'var(--segue-line)', minWidth: 0 }}>
      <Text fz="xs" c="dimmed">
        {label}
      </Text>
      <Text fz="lg" fw={600} lh={1.35} component="div" style={{ overflowWrap: 'anywhere' }}>
        {value}
      </Text>
      {note !== undefined && (
        <Text fz="xs" c="dimmed" truncate>
          {note}
        </Text>
      )}
    </Paper>
  );
}

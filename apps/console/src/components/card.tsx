import { Group, Paper, Title, type PaperProps } from '@mantine/core';
import type { ReactNode } from 'react';

interface CardProps extends PaperProps {
  readonly title?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page, with a heading of its own. */
export function Card({ title, actions, children, ...rest }: CardProps) {
  return (
    <Paper withBorder p="md" {...rest} style={{ borderColor: 'var(--segue-line)', minWidth: 0 }}>
      {(title !== undefined || actions) && (
        <Group justify="space-between" mb="sm" gap="xs">
          {title !== undefined && <Title order={2}>{title}</Title>}
          {actions && <Group gap="xs">{actions}</Group>}
        </Group>
      )}
      {children}
    </Paper>
  );
}

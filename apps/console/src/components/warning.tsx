import { Alert } from '@mantine/core';
import { IconHandStop } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './warning.module.css';

interface WarningProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** Something waits for a person. */
export function Warning({ title, children }: WarningProps) {
  return (
    <Alert
      variant="default"
      icon={<IconHandStop />}
      title={title}
      classNames={{ root: classes.root!, icon: classes.icon! }}
    >
      {children}
    </Alert>
  );
}

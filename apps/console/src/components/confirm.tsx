import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Failed } from './states';

interface ConfirmProps {
  readonly title: string;
  /** What will be, and whether it can be undone. */
  readonly children: ReactNode;
  /** What is done, as on a button: Delete. */
  readonly action: string;
  readonly isOpen: boolean;
  readonly isPending: boolean;
  readonly error?: unknown;
  readonly isHarmless?: boolean;
  readonly isDisabled?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something is done that matters. */
export function Confirm(props: ConfirmProps) {
  const { title, children, action, isOpen, isPending, error, isHarmless, isDisabled } = props;
  return (
    <Modal
      opened={isOpen}
      onClose={props.onClose}
      title={title}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="sm">
        <Text fz="sm" component="div">
          {children}
        </Text>
        {error != null && <Failed error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose} data-autofocus>
            Cancel
          </Button>
          <Button
            {...(isHarmless ? {} : { color: 'red.9' })}
            disabled={isDisabled ?? false}
            loading={isPending}
            onClick={props.onConfirm}
          >
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

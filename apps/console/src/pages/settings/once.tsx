import { Button, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core';

interface OnceProps {
  readonly title: string;
  readonly text: string;
  /** Nothing is shown without it. */
  readonly value: string | undefined;
  readonly onClose: () => void;
}

/** A secret that the hub tells once. */
export function Once({ title, text, value, onClose }: OnceProps) {
  return (
    <Modal
      opened={value !== undefined}
      onClose={onClose}
      title={title}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="sm">
        <Text fz="sm">{text}</Text>
        <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {value}
        </Code>
        <Group justify="flex-end">
          <CopyButton value={value ?? ''}>
            {({ copied, copy }) => <Button onClick={copy}>{copied ? 'Copied' : 'Copy'}</Button>}
          </CopyButton>
        </Group>
      </Stack>
    </Modal>
  );
}

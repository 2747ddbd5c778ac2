import { Modal, Text } from '@mantine/core';
import { useDisclosure, useWindowEvent } from '@mantine/hooks';
import { SESSION_ENDED } from '../api/client';
import { queryClient } from '../api/query-client';
import { SignInForm } from './sign-in-form';

/** Over the page, so that nothing that is on it is lost. */
export function SessionEnded() {
  const [isOpen, { open, close }] = useDisclosure(false);
  useWindowEvent(SESSION_ENDED, open);
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title="Sign in again"
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Text fz="sm" c="dimmed" mb="md">
        Your session has ended. What is on this page stays as it is.
      </Text>
      <SignInForm
        onSignedIn={() => {
          close();
          void queryClient.invalidateQueries();
        }}
      />
    </Modal>
  );
}

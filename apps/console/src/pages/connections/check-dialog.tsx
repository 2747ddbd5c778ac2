import { Button, Group, Modal, Stack } from '@mantine/core';
import { useEffect } from 'react';
import { api } from '../../api/client';
import { Failed, Loading } from '../../components/states';
import { CheckResult } from './check-result';

interface CheckDialogProps {
  readonly connectionId: string;
  readonly onClose: () => void;
}

/** Asks the vendor, as soon as it opens. */
export function CheckDialog({ connectionId, onClose }: CheckDialogProps) {
  const { mutate, data, error, isPending } = api.useMutation('post', '/api/connections/{id}/check');
  useEffect(() => mutate({ params: { path: { id: connectionId } } }), [mutate, connectionId]);
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Check ${connectionId}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="sm">
        {isPending && <Loading />}
        {data && <CheckResult result={data} />}
        {error != null && <Failed error={error} />}
        <Group justify="flex-end">
          <Button
            variant="default"
            loading={isPending}
            onClick={() => mutate({ params: { path: { id: connectionId } } })}
          >
            Check again
          </Button>
          <Button onClick={onClose}>Close</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api, type Schemas } from '../../api/client';
import { Failed } from '../../components/states';
import { UsePanel } from './use-panel';

interface DeleteSegmentProps {
  readonly segment: Schemas['SegmentDetailDto'];
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function DeleteSegment({ segment, isOpen, onClose }: DeleteSegmentProps) {
  const { key, name, version } = segment;
  const queries = useQueryClient();
  const navigate = useNavigate();
  const usage = api.useQuery(
    'get',
    '/api/segments/{key}/usage',
    { params: { path: { key } } },
    { enabled: isOpen },
  );
  const isUsed =
    usage.data !== undefined &&
    usage.data.segments.length + usage.data.syncs.length + usage.data.unseen > 0;
  const remove = api.useMutation('delete', '/api/segments/{key}', {
    onSuccess: async () => {
      onClose();
      await navigate({ to: '/segments' });
      await queries.invalidateQueries({ queryKey: ['get', '/api/segments'] });
    },
  });
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={`Delete ${name}?`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="sm">
        {isUsed ? (
          <>
            <Text fz="sm">It cannot be deleted as long as something uses it:</Text>
            <UsePanel segmentKey={key} />
          </>
        ) : (
          <Text fz="sm">Its members and its history go with it. This cannot be undone.</Text>
        )}
        {remove.error != null && <Failed error={remove.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button
            color="red.9"
            disabled={isUsed || !usage.data}
            loading={remove.isPending}
            onClick={() => remove.mutate({ params: { path: { key }, query: { version } } })}
          >
            Delete
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

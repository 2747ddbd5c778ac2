import { Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconUsers } from '@tabler/icons-react';
import { api } from '../../api/client';
import { toProblem } from '../../api/problem';
import { useCan } from '../../api/session';
import { useRefresh } from '../../api/use-refresh';
import { RightButton } from '../../components/right-button';

/** Fills a hub that knows nobody with made-up people. */
export function AddDemoData() {
  const canMakeSegments = useCan('segments:write');
  const refresh = useRefresh();
  const add = api.useMutation('post', '/api/demo-data', {
    onSuccess: async () => {
      notifications.show({
        title: 'Demo data are on their way',
        message: '500 people are read and evaluated. It takes some seconds.',
      });
      await refresh('/api/overview', '/api/connections', '/api/segments');
    },
    onError: (error) => {
      notifications.show({ color: 'red', title: 'Not done', message: toProblem(error).detail });
    },
  });
  return (
    <Group mt="md" gap="sm">
      <RightButton
        right="connections:write"
        reason={canMakeSegments ? undefined : 'It also makes segments. Ask an owner.'}
        variant="default"
        leftSection={<IconUsers size={15} />}
        loading={add.isPending}
        onClick={() => add.mutate({})}
      >
        Fill with demo data
      </RightButton>
      <Text fz="xs" c="dimmed">
        Only looking around? 500 made-up people with 90 days in a shop, and segments of them. They
        can be removed again.
      </Text>
    </Group>
  );
}

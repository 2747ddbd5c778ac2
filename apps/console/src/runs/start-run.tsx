import { notifications } from '@mantine/notifications';
import { IconPlayerPlay } from '@tabler/icons-react';
import { api } from '../api/client';
import { toProblem } from '../api/problem';
import { useRefresh } from '../api/use-refresh';
import { RightButton } from '../components/right-button';

/** Starts runs of these, and says so. */
export function useStartRun() {
  const refresh = useRefresh();
  return api.useMutation('post', '/api/run', {
    onSuccess: async ({ accepted }) => {
      notifications.show({ message: `Started: ${accepted.join(', ')}` });
      await refresh(
        '/api/runs',
        '/api/connections',
        '/api/connections/{id}',
        '/api/syncs',
        '/api/syncs/{id}',
      );
    },
    onError: (error) => {
      notifications.show({ color: 'red', title: 'Not started', message: toProblem(error).detail });
    },
  });
}

interface StartRunProps {
  readonly id: string;
  readonly label?: string;
  readonly isRunning: boolean;
  readonly isPaused: boolean;
}

export function StartRun({ id, label = 'Run now', isRunning, isPaused }: StartRunProps) {
  const start = useStartRun();
  const reason = isPaused ? 'It is paused: resume it first.' : undefined;
  return (
    <RightButton
      right="runs:start"
      reason={isRunning ? 'It is running.' : reason}
      variant="default"
      leftSection={<IconPlayerPlay size={15} />}
      loading={start.isPending}
      onClick={() => start.mutate({ body: { ids: [id], full: false, approve: false } })}
    >
      {label}
    </RightButton>
  );
}

import { Button, type ButtonProps } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client';
import { toProblem } from '../api/problem';
import { useCan } from '../api/session';

interface RunNowProps extends ButtonProps {
  /** Of a connection or sync, or `segments`. */
  readonly id: string;
  readonly label?: string;
}

/** Begins a run, in the background. */
export function RunNow({ id, label = 'Run now', ...rest }: RunNowProps) {
  const canStart = useCan('runs:start');
  const queries = useQueryClient();
  const start = api.useMutation('post', '/api/run', {
    onSuccess: () => {
      notifications.show({ message: `${id} runs now.` });
      return queries.invalidateQueries();
    },
    onError: (error) => notifications.show({ color: 'red', message: toProblem(error).detail }),
  });
  if (!canStart) return null;
  return (
    <Button
      variant="default"
      aria-label={`${label}: ${id}`}
      loading={start.isPending}
      onClick={() => start.mutate({ body: { ids: [id], full: false, approve: false } })}
      {...rest}
    >
      {label}
    </Button>
  );
}

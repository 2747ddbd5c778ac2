import { Alert, Box, Button, Center, List, Loader, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { toProblem } from '../api/problem';

export function Loading() {
  return (
    <Center p="xl" role="status" aria-label="Loading">
      <Loader size="sm" type="dots" />
    </Center>
  );
}

interface FailedProps {
  readonly error: unknown;
  /** Asks again. */
  readonly reset?: () => void;
}

/** What went wrong, in the words of the API, and each place that it names. */
export function Failed({ error, reset }: FailedProps) {
  const { title, detail, problems = [] } = toProblem(error);
  const places = problems.filter(({ message }) => message !== detail);
  return (
    <Box p="md" role="alert">
      <Alert color="red" variant="light" icon={<IconAlertTriangle />} title={title}>
        <Stack gap="xs" align="flex-start">
          <Text fz="sm">{detail}</Text>
          {places.length > 0 && (
            <List fz="sm">
              {places.map(({ pointer, message }) => (
                <List.Item key={`${pointer} ${message}`}>
                  {pointer && <b>{pointer}: </b>}
                  {message}
                </List.Item>
              ))}
            </List>
          )}
          {reset && (
            <Button variant="default" onClick={reset}>
              Try again
            </Button>
          )}
        </Stack>
      </Alert>
    </Box>
  );
}

interface EmptyProps {
  readonly title: string;
  /** What to do about it. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** There is nothing, and what to do so that there is something. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <Center p="xl" mih={220}>
      <Stack align="center" gap="xs" maw={440} ta="center">
        <Title order={2}>{title}</Title>
        {children && (
          <Text c="dimmed" fz="sm" component="div">
            {children}
          </Text>
        )}
        {action && <Box mt="xs">{action}</Box>}
      </Stack>
    </Center>
  );
}

interface QueryState<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

interface LoadedProps<T> {
  readonly query: QueryState<T>;
  readonly children: (data: T) => ReactNode;
}

/** What was asked for, or that it is on its way, or why it cannot be had. */
export function Loaded<T>({ query, children }: LoadedProps<T>) {
  const { data, error, refetch } = query;
  if (data !== undefined) return children(data);
  if (error) return <Failed error={error} reset={() => void refetch()} />;
  return <Loading />;
}

import { Alert, List } from '@mantine/core';
import type { Schemas } from '../api/client';

interface EntryProblemsProps {
  readonly problems: readonly Schemas['EntryProblemDto'][];
}

/** Why a connection or a sync cannot be used; nothing of one that can. */
export function EntryProblems({ problems }: EntryProblemsProps) {
  if (problems.length === 0) return null;
  return (
    <Alert color="red" title="It cannot be used as it is" mb="md">
      <List fz="sm">
        {problems.map(({ pointer, message }) => (
          <List.Item key={`${pointer} ${message}`}>
            {pointer && <b>{pointer}: </b>}
            {message}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}

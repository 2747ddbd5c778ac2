import { Alert, List, Text } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import type { Schemas } from '../../api/client';
import { formatDuration } from '../../format/times';

/** What the vendor said of the settings. */
export function CheckResult({ result }: { readonly result: Schemas['CheckResultDto'] }) {
  const { isOk, problem, tookMs } = result;
  if (isOk) {
    return (
      <Alert
        color="teal"
        icon={<IconCheck />}
        role="status"
        title="It works"
        styles={{ title: { color: 'var(--segue-good)' } }}
      >
        <Text fz="sm">Answered in {formatDuration(tookMs)}.</Text>
      </Alert>
    );
  }
  const problems = problem?.problems ?? [];
  return (
    <Alert color="red" icon={<IconAlertTriangle />} role="alert" title="It does not work">
      <Text fz="sm">{problem?.message}</Text>
      {problems.length > 0 && (
        <List fz="sm" mt={4}>
          {problems.map(({ pointer, message }) => (
            <List.Item key={`${pointer} ${message}`}>{message}</List.Item>
          ))}
        </List>
      )}
      <Text fz="xs" c="dimmed" mt={4}>
        {problem?.code}, after {formatDuration(tookMs)}
      </Text>
    </Alert>
  );
}

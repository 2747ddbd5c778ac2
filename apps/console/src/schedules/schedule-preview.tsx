import { Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { api } from '../api/client';
import { toProblem } from '../api/problem';
import { Time } from '../components/time';
import type { WrittenSchedule } from './schedule';

const WAIT_MS = 300;

/** A schedule in words, with its next times. */
export function SchedulePreview({ schedule }: { readonly schedule: WrittenSchedule }) {
  const [body] = useDebouncedValue(schedule, WAIT_MS);
  const { data, error } = api.useQuery('post', '/api/schedules/preview', { body });
  if (error) {
    const { detail, problems = [] } = toProblem(error);
    return (
      <Text fz="xs" c="var(--segue-bad)" role="status">
        {problems[0]?.message ?? detail}
      </Text>
    );
  }
  return (
    <Text fz="xs" c="dimmed" component="div" role="status" mih={18}>
      {data && (
        <>
          Runs {data.text}
          {data.times.length > 0 && <Times times={data.times} />}
        </>
      )}
    </Text>
  );
}

export function Times({ times }: { readonly times: readonly string[] }) {
  return (
    <ol style={{ margin: '4px 0 0', paddingLeft: 18 }} aria-label="Next times">
      {times.map((at) => (
        <li key={at}>
          <Time at={at} />
        </li>
      ))}
    </ol>
  );
}

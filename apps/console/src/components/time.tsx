import { Tooltip } from '@mantine/core';
import { useSession } from '../api/session';
import { exactTime, formatAgo, formatTime } from '../format/times';

interface TimeProps {
  readonly at: string | null | undefined;
  /** How long ago instead of when. */
  readonly isRelative?: boolean;
  /** What to say of a time that is not. */
  readonly never?: string;
}

/** A time in the workspace's zone; the exact instant on hover. */
export function Time({ at, isRelative = false, never = 'never' }: TimeProps) {
  const { timezone } = useSession().workspace;
  if (!at) return <span>{never}</span>;
  return (
    <Tooltip label={exactTime(at, timezone)}>
      <time dateTime={at}>{isRelative ? formatAgo(at) : formatTime(at, timezone)}</time>
    </Tooltip>
  );
}

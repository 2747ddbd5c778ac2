import type { Schedule } from '../config/config.js';
import type { EntryProblem } from '../config/merge-made.js';
import type { Run } from '../runs/run.js';
import { describeSchedule, timesFrom } from '../schedule/describe-schedule.js';
import type { FilePlace } from '../workspace/definition-errors.js';

const TIMES = 5;

/** What can be said of a connection and of a sync alike. */
export interface Scheduled {
  /** file: managed by segue.yaml. */
  readonly origin: 'file' | 'api';
  /** Where the file says it. */
  readonly location: FilePlace | null;
  readonly isPaused: boolean;
  readonly schedule: Schedule | null;
  /** In words. */
  readonly scheduleText: string | null;
  /** The newest; null before the first. */
  readonly latestRun: Run | null;
  /** When it is due next; null where nothing but other work or a person makes it run. */
  readonly nextAt: Date | null;
  /** The next five times, that one included. */
  readonly nextTimes: readonly Date[];
  /** Why it cannot be used, and so does not run. */
  readonly problems: readonly EntryProblem[];
}

export function describeTimes(
  schedule: Schedule | undefined,
  nextAt: Date | null,
): Pick<Scheduled, 'schedule' | 'scheduleText' | 'nextAt' | 'nextTimes'> {
  return {
    schedule: schedule ?? null,
    scheduleText: schedule ? describeSchedule(schedule) : null,
    nextAt,
    nextTimes: schedule ? timesFrom(schedule, nextAt, TIMES) : [],
  };
}

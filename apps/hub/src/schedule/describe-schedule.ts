import cronstrue from 'cronstrue';
import type { Schedule } from '../config/config.js';
import { nextRun } from './next-run.js';

const UNITS: Readonly<Record<string, string>> = {
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
};

/** In words: `every 15 minutes`, `at 06:00, Monday through Friday (Europe/Berlin)`, `after crm`. */
export function describeSchedule(schedule: Schedule): string {
  if ('after' in schedule) return `after ${schedule.after}`;
  if ('cron' in schedule) {
    const words = cronstrue.toString(schedule.cron, { use24HourTimeFormat: true, verbose: true });
    return `${words.charAt(0).toLowerCase()}${words.slice(1)} (${schedule.timezone})`;
  }
  const amount = Number.parseInt(schedule.every, 10);
  const unit = UNITS[schedule.every.slice(-1)]!;
  return amount === 1 ? `every ${unit}` : `every ${amount} ${unit}s`;
}

/**
 * The next times at which it is due, the first of them included.
 *
 * @param first when it is due next; null where only other work makes it so
 */
export function timesFrom(schedule: Schedule, first: Date | null, count: number): readonly Date[] {
  const times: Date[] = [];
  for (let at = first; at !== null && times.length < count; at = nextRun(schedule, at, at)) {
    times.push(at);
  }
  return times;
}

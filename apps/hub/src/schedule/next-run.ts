import { CronExpressionParser } from 'cron-parser';
import type { Schedule } from '../config/config.js';

/**
 * When work with this schedule is due next, after it was due at `dueAt` and it is `now`. What was missed is not made up for:
 * one late run stands for all of them, and `every` keeps its phase.
 *
 * @returns null where nothing but the end of other work makes it due
 */
export function nextRun(schedule: Schedule, dueAt: Date | null, now: Date): Date | null {
  if ('after' in schedule) return null;
  if ('cron' in schedule) {
    const { cron, timezone: tz } = schedule;
    return CronExpressionParser.parse(cron, { tz, currentDate: now }).next().toDate();
  }
  const base = dueAt?.getTime() ?? now.getTime();
  const passed = Math.max(0, Math.floor((now.getTime() - base) / schedule.everyMs));
  return new Date(base + (passed + 1) * schedule.everyMs);
}

/** When work is due that was just made: `every` at once, `cron` at its next time. */
export const firstRun = (schedule: Schedule, now: Date): Date | null =>
  'everyMs' in schedule ? now : nextRun(schedule, null, now);

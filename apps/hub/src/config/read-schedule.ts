import { type Schedule } from './config.js';
import { ScheduleFile } from './config-file.js';
import { durationMs } from './constraints.js';
import { readShape } from './read-shape.js';
import { type Path, type Report } from './report.js';

const FORMS = ['every', 'at', 'cron', 'after'] as const;

/** @param timezone the workspace's, for a time or a cron expression that names none */
export function readSchedule(
  json: unknown,
  timezone: string,
  path: Path,
  report: Report,
): Schedule | undefined {
  const found = report.findings.length;
  const file = readShape(ScheduleFile, json, path, report);
  if (!file || report.findings.length > found) return undefined;
  const { every, at, after } = file;
  const cron = at === undefined ? file.cron : toCron(at);
  if (FORMS.filter((form) => file[form] !== undefined).length !== 1) {
    report.refuse(path, `must have exactly one of ${FORMS.join(', ')}, such as { every: 15m }`);
    return undefined;
  }
  if (file.timezone !== undefined && cron === undefined) {
    report.refuse([...path, 'timezone'], 'has a meaning beside at and cron only: remove it', 'key');
  }
  if (every !== undefined) return { every, everyMs: durationMs(every)! };
  return cron !== undefined ? { cron, timezone: file.timezone ?? timezone } : { after: after! };
}

/** Once a day. */
function toCron(time: string): string {
  const [hour, minute] = time.split(':').map(Number);
  return `${minute} ${hour} * * *`;
}

import { parseInstant, periodOf, plusDuration } from './oracle-time.js';
import type { Json, Question } from './person.js';

/** Whether an instant falls in a window, which always counts forward from the instant. */
export function inWindow(
  t: number,
  window: Json | undefined,
  { now, timezone }: Pick<Question, 'now' | 'timezone'>,
): boolean {
  if (window === undefined) return true;
  const until = (duration: unknown): number => plusDuration(t, duration as string, timezone);
  if (window['last'] !== undefined) return t <= now && now < until(window['last']);
  if (window['between'] !== undefined) {
    const [from, to] = window['between'] as string[];
    return until(to) <= now && now < until(from);
  }
  if (window['period'] !== undefined) {
    const [start, end] = periodOf(window['period'] as string, now, timezone);
    return start <= t && t < end;
  }
  const bound = (key: string): number | undefined =>
    window[key] === undefined ? undefined : parseInstant(window[key] as string, timezone);
  return (bound('from') ?? -Infinity) <= t && t < (bound('to') ?? Infinity);
}

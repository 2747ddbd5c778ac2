import type { Schedule } from '../config/config.js';
import type { Definition } from './definition.repository.js';

type Json = Readonly<Record<string, unknown>>;

/** The schedule as an entry says it; null without one. */
export function writtenSchedule(
  schedule: Schedule | undefined,
  definition: Pick<Definition, 'entry'> | undefined,
): Json | null {
  if (definition) return (definition.entry['schedule'] ?? null) as Json | null;
  if (!schedule) return null;
  return 'every' in schedule ? { every: schedule.every } : { ...schedule };
}

/** What is null or left out is not there. */
export const withoutNulls = (entry: Json): Json =>
  Object.fromEntries(
    Object.entries(entry).filter(([, value]) => value !== null && value !== undefined),
  );

/** The text under a key; empty where there is none. */
export function textIn(entry: Json, key: string): string {
  const value = entry[key];
  return typeof value === 'string' ? value : '';
}

import { createHash } from 'node:crypto';
import type { HubspotSettings } from './settings.js';

/**
 * Assumption: after 30 s most changes are in the search index; HubSpot says "a few moments". A search leaves out what is
 * younger, so that it hardly ever looks at a moving index.
 */
export const INDEX_LAG_MS = 30_000;

/**
 * Every read starts five minutes before the end of the one before, so that what reached the index late, or what a clock
 * that differs from ours dated back, is read as well. Read twice is merely stored twice; missed stays missing.
 */
export const OVERLAP_MS = 5 * 60_000;

/** How far a read has come. All instants are Unix ms. */
export interface Checkpoint {
  /** Of the settings that decide what is read: with another value all contacts are read again. */
  readonly fingerprint: string;
  /** Contacts last changed before this have been read. */
  readonly changedSince: number;
  /** Contacts archived before this have been reported, or were never read. */
  readonly archivedSince: number;
  /** What a read that has not ended was doing. */
  readonly walk?: Walk;
}

/** The steps of a read, in their order; the first one is left out when only changes are read. */
export type Walk =
  | { readonly step: 'list'; readonly after?: string }
  | {
      readonly step: 'changes';
      /** Frozen for the whole walk: what changes meanwhile belongs to the next one. */
      readonly until: number;
      readonly afterId?: string;
      readonly after?: string;
    }
  | { readonly step: 'archived'; readonly startedAt: number; readonly after?: string };

/**
 * Where a read begins: in the middle of the one that broke off, at the changes since the last one, or from scratch.
 *
 * From scratch means the plain list, which has no 10,000 cap, reads what was saved a moment ago, and leaves HubSpot's
 * small search limit to others. What changes during it is found by the search that follows. With a start date, the search
 * finds the contacts alone. Contacts archived before the first read were never reported to the hub, so they need no
 * `deleted` either.
 */
export function beginRead(
  settings: HubspotSettings,
  now: number,
  state: Checkpoint | undefined,
): Checkpoint {
  const fingerprint = fingerprintOf(settings);
  if (state?.fingerprint === fingerprint) {
    return state.walk ? state : { ...state, walk: changesUntil(now) };
  }
  const { startDate } = settings;
  const archivedSince = state?.archivedSince ?? now - OVERLAP_MS;
  return startDate === undefined
    ? { fingerprint, changedSince: now - OVERLAP_MS, archivedSince, walk: { step: 'list' } }
    : {
        fingerprint,
        changedSince: Date.parse(startDate),
        archivedSince,
        walk: changesUntil(now),
      };
}

export const changesUntil = (now: number): Walk => ({ step: 'changes', until: now - INDEX_LAG_MS });

/** The order of the properties does not matter to what is read. */
function fingerprintOf({ properties, startDate }: HubspotSettings): string {
  const shape = JSON.stringify([[...properties].sort(), startDate ?? null]);
  return createHash('sha256').update(shape).digest('hex').slice(0, 16);
}

import { TIMELINE_KINDS, type TimelineKind, type TimelinePosition } from './timeline.repository.js';

/** An opaque text: it holds no personal data, only the time, the kind and the number of an entry. */
export const toTimelineCursor = ({ at, kind, place }: TimelinePosition): string =>
  Buffer.from(JSON.stringify([at.getTime(), kind, place])).toString('base64url');

/** Undefined for what is none. */
export function parseTimelineCursor(text: string): TimelinePosition | undefined {
  const json = parse(Buffer.from(text, 'base64url').toString());
  if (!Array.isArray(json)) return undefined;
  const [ms, kind, place] = json as readonly unknown[];
  const isValid =
    typeof ms === 'number' &&
    Number.isInteger(ms) &&
    Math.abs(ms) < MOST_MS &&
    typeof place === 'string' &&
    !place.includes('\0') &&
    TIMELINE_KINDS.includes(kind as TimelineKind);
  if (!isValid) return undefined;
  return { at: new Date(ms), kind: kind as TimelineKind, place };
}

/** The year 9999: later is no instant that is stored. */
const MOST_MS = 253_402_300_800_000;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

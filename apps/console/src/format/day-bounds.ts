interface Bounds {
  readonly from?: string;
  readonly to?: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;

/**
 * The instants between which days lie in a time zone, for a query.
 *
 * @param from first day, as `2026-03-29`; what is no day is left out
 * @param to last day, which is included
 */
export function dayBounds(
  from: string | undefined,
  to: string | undefined,
  timeZone: string,
): Bounds {
  const first = from === undefined ? undefined : startOfDay(from, timeZone);
  const last = to === undefined ? undefined : startOfDay(nextDay(to), timeZone);
  return { ...(first ? { from: first } : {}), ...(last ? { to: last } : {}) };
}

function startOfDay(day: string, timeZone: string): string | undefined {
  const midnight = DAY.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(midnight)) return undefined;
  // Twice, as the first guess may be on the other side of a change of the clocks.
  const guess = midnight - offsetAt(midnight, timeZone);
  return new Date(midnight - offsetAt(guess, timeZone)).toISOString();
}

function nextDay(day: string): string {
  const midnight = DAY.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(midnight) ? day : new Date(midnight + DAY_MS).toISOString().slice(0, 10);
}

/** By how many ms the clocks of a zone are ahead of UTC. */
function offsetAt(instant: number, timeZone: string): number {
  const local = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(instant);
  return Date.parse(`${local.replace(' ', 'T')}Z`) - Math.floor(instant / 1000) * 1000;
}

/** A time as it is said in a place, and the instant itself. */
export function formatTime(instant: string | number | Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone,
  }).format(new Date(instant));
}

export const formatDay = (instant: string | number | Date, timeZone: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone }).format(new Date(instant));

/** To the millisecond and with its offset, for who needs to know exactly. */
export function exactTime(instant: string | number | Date, timeZone: string): string {
  const date = new Date(instant);
  const local = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'full',
    timeStyle: 'long',
    timeZone,
  }).format(date);
  return `${local} (${date.toISOString()})`;
}

const STEPS = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
  ['year', Infinity],
] as const;

/** “5 minutes ago”, “in 2 days”. */
export function formatAgo(instant: string | number | Date, now: number = Date.now()): string {
  let amount = (new Date(instant).getTime() - now) / 1000;
  if (Math.abs(amount) < 10) return 'just now';
  for (const [unit, size] of STEPS) {
    if (Math.abs(Math.round(amount)) < size) {
      return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(
        Math.round(amount),
        unit,
      );
    }
    amount /= size;
  }
  return '';
}

/** “1.4 s”, “3 min”, “2 h 5 min”, “3 d 4 h”. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

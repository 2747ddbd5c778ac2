const ISO_8601 =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * The instant that an ISO 8601 date or date-time names, to the millisecond; undefined for anything else.
 *
 * Taken leniently, because many libraries write it: a space for the `T`, any number of decimals, offsets as `+02:00`, `+0200`
 * or `+02`, months and days of one digit (Segment's own batch example has `2015-2-02T00:30:08.276Z`). What names no offset is
 * UTC, so that the answer does not depend on the machine. Days that no calendar has, and years outside 0001–9999, which
 * PostgreSQL and ISO 8601 write differently, are refused.
 *
 * Source: https://github.com/segmentio/segment-docs/blob/develop/src/connections/sources/catalog/libraries/server/http-api/index.md#batch
 */
export function parseInstant(value: unknown): Date | undefined {
  const match = typeof value === 'string' ? ISO_8601.exec(value.trim()) : null;
  if (!match) return undefined;
  const [, year, month = '', dayOfMonth = ''] = match;
  const [hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = match.slice(4);

  const day = `${year}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`;
  if (!isCalendarDay(day)) return undefined;
  const millis = fraction.slice(0, 3).padEnd(3, '0');
  const instant = new Date(`${day}T${hour}:${minute}:${second}.${millis}${toOffset(zone)}`);
  return isStorable(instant) ? instant : undefined;
}

/** Whether ISO 8601 and PostgreSQL both write this instant with a year of four digits. */
export function isStorable(instant: Date): boolean {
  const year = instant.getUTCFullYear();
  return year >= 1 && year <= 9999;
}

/** `Date.parse` takes 30 February for 2 March. */
function isCalendarDay(day: string): boolean {
  const midnight = Date.parse(day);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
}

function toOffset(zone: string): string {
  if (zone.toUpperCase() === 'Z') return 'Z';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

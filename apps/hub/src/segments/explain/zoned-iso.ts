/** An instant in ISO 8601 with the offset that a zone has then; null for what is none, such as infinity. */
export function zonedIso(at: Date | string | number, timezone: string): string | null {
  const ms = new Date(at).getTime();
  if (Number.isNaN(ms)) return null;
  const offset = offsetOf(ms, timezone);
  const local = new Date(ms + offset * 60_000);
  if (Number.isNaN(local.getTime())) return null;
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.floor(Math.abs(offset) % 60)];
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${local.toISOString().slice(0, -1)}${offset < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`;
}

/** In minutes; without the seconds that some zones had before there were zones: what is written with an offset is exact. */
function offsetOf(ms: number, timezone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    timeZoneName: 'longOffset',
  });
  const name = format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')!.value;
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** Calendars for the oracle, made of Intl alone: slow, plain and unlike those of PostgreSQL. */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Clocks are changed at quarters of an hour. */
const QUARTER = 15 * MINUTE;

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** How far the clocks of a zone are ahead of UTC, in ms. */
function offsetAt(ms: number, zone: string): number {
  const key = `${zone} ${Math.floor(ms / QUARTER)}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const offset = lookUpOffset(ms, zone);
  offsets.set(key, offset);
  return offset;
}

function lookUpOffset(ms: number, zone: string): number {
  const known = formats.get(zone);
  const format =
    known ?? new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  formats.set(zone, format);
  const name = format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')!.value;
  const [, sign, hours, minutes] = /^GMT(?:([+-])(\d\d):(\d\d))?$/.exec(name)!;
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * MINUTE;
}

/** What the clock on the wall shows, as if it were UTC. */
export const wallOf = (ms: number, zone: string): Date => new Date(ms + offsetAt(ms, zone));

/** Of two instants the second; none: as much later as the clock jumped. */
export function instantOfWall(wall: number, zone: string): number {
  const offsets = [offsetAt(wall - DAY, zone), offsetAt(wall + DAY, zone)];
  const found = offsets.map((offset) => wall - offset).filter((ms) => +wallOf(ms, zone) === wall);
  return found.length > 0 ? Math.max(...found) : wall - offsets[0]!;
}

const dayStarts = new Map<string, number>();

/** The first instant of a day, looked for a quarter of an hour at a time; `day` is a UTC midnight. */
export function startOfDay(day: number, zone: string): number {
  const key = `${zone} ${day}`;
  let ms = dayStarts.get(key) ?? day - 15 * 60 * MINUTE;
  while (+wallOf(ms, zone) < day) ms += QUARTER;
  dayStarts.set(key, ms);
  return ms;
}

export function plusMonths(ms: number, months: number, zone: string): number {
  const wall = wallOf(ms, zone);
  const day = wall.getUTCDate();
  wall.setUTCDate(1);
  wall.setUTCMonth(wall.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + 1, 0)).getUTCDate();
  wall.setUTCDate(Math.min(day, lastDay));
  return instantOfWall(+wall, zone);
}

const UNIT_MS: Readonly<Record<string, number>> = { m: MINUTE, h: 60 * MINUTE, d: DAY, w: 7 * DAY };

export function plusDuration(ms: number, duration: string, zone: string): number {
  const [amount, unit] = [parseInt(duration, 10), duration.at(-1)!];
  if (unit === 'M') return plusMonths(ms, amount, zone);
  return unit === 'y' ? plusMonths(ms, amount * 12, zone) : ms + amount * UNIT_MS[unit]!;
}

/** An ISO 8601 text as the rule language has it, in ms. */
export function parseInstant(text: string, zone: string): number | undefined {
  const match = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text);
  if (!match) return undefined;
  const [, date, time, offset] = match;
  if (time === undefined && offset !== undefined) return undefined;
  const day = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date) return undefined;
  if (time === undefined) return startOfDay(day, zone);
  const wall = Date.parse(`${date}${time}Z`);
  if (Number.isNaN(wall) || time.startsWith('T24')) return undefined;
  return offset === undefined ? instantOfWall(wall, zone) : Date.parse(text);
}

/** Where the calendar unit begins that lies `shift` after that of `now`. */
export function startOfUnit(now: number, unit: string, shift: number, zone: string): number {
  const wall = wallOf(now, zone);
  const [year, month, date] = [wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate()];
  const days: Readonly<Record<string, () => number>> = {
    day: () => Date.UTC(year, month, date + shift),
    week: () => Date.UTC(year, month, date - ((wall.getUTCDay() + 6) % 7) + 7 * shift),
    month: () => Date.UTC(year, month + shift, 1),
    quarter: () => Date.UTC(year, month - (month % 3) + 3 * shift, 1),
    year: () => Date.UTC(year + shift, 0, 1),
  };
  return startOfDay(days[unit]!(), zone);
}

/** `lastWeek` and the like, from and to in ms. */
export function periodOf(name: string, now: number, zone: string): readonly [number, number] {
  const days: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 };
  const [, which, word] = /^(last|this|next)?(.*)$/.exec(name)!;
  const unit = which === undefined ? 'day' : word!.toLowerCase();
  const shift = which === undefined ? days[name]! : ['last', 'this', 'next'].indexOf(which) - 1;
  return [startOfUnit(now, unit, shift, zone), startOfUnit(now, unit, shift + 1, zone)];
}

/** Days from today to the next anniversary, counted one by one. */
export function daysToAnniversary(ms: number, now: number, zone: string): number {
  const [day, today] = [wallOf(ms, zone), wallOf(now, zone)];
  for (let days = 0; ; days++) {
    const date = new Date(
      Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() + days),
    );
    const leapYear = new Date(Date.UTC(date.getUTCFullYear(), 1, 29)).getUTCMonth() === 1;
    const isLeapDay = day.getUTCMonth() === 1 && day.getUTCDate() === 29;
    const wanted = isLeapDay && !leapYear ? 28 : day.getUTCDate();
    if (date.getUTCMonth() === day.getUTCMonth() && date.getUTCDate() === wanted) return days;
  }
}

import { DAY_MS, TIMEZONE } from '../shop.js';

/** A segment, and what a skilled person would write for it alone, by hand, on this schema and these indexes. */
export interface BenchSegment {
  readonly key: string;
  readonly rule: object;
  /** Gives each member once. */
  readonly sql: (at: Instants) => string;
}

/** Instants as literals of SQL. */
export class Instants {
  constructor(private readonly nowMs: number) {}

  get now(): string {
    return literal(this.nowMs);
  }

  ago(days: number): string {
    return literal(this.nowMs - days * DAY_MS);
  }

  ahead(days: number): string {
    return this.ago(-days);
  }

  /** Where the calendar unit begins that lies so many before the one of now. */
  start(unit: 'week' | 'month' | 'quarter', before = 0): string {
    const back = `${before * (unit === 'quarter' ? 3 : 1)} ${unit === 'week' ? 'weeks' : 'months'}`;
    return `(date_trunc('${unit}', ${this.now} AT TIME ZONE '${TIMEZONE}') - interval '${back}') AT TIME ZONE '${TIMEZONE}'`;
  }

  /** Calendar months back on the wall clock: what an event counts for, unless a month is too short for its day. */
  monthsAgo(months: number): string {
    return `(${this.now} AT TIME ZONE '${TIMEZONE}' - interval '${months} months') AT TIME ZONE '${TIMEZONE}'`;
  }

  /** The month and day of the year in so many days. */
  monthDay(daysAhead: number): string {
    return `'${new Date(this.nowMs + daysAhead * DAY_MS).toISOString().slice(5, 10)}'`;
  }

  /** `now − days < occurred_at ≤ now`. */
  last(days: number, column = 'occurred_at'): string {
    return `${column} > ${this.ago(days)} AND ${column} <= ${this.now}`;
  }
}

const literal = (ms: number): string => `timestamptz '${new Date(ms).toISOString()}'`;

/**
 * The rule language, read once more from its description: plain, slow, one profile at a time, and without
 * any code of the parser or the compiler. It takes rules as JSON that is known to be right.
 */
import {
  daysToAnniversary,
  parseInstant,
  periodOf,
  plusDuration,
  startOfUnit,
} from './oracle-time.js';
import { type StoredEvent, type StoredProfile } from './member-database.js';

export interface OracleClock {
  readonly now: Date;
  readonly timezone: string;
}

/** A rule, or any part of one. */
export type Json = { readonly [key: string]: unknown };

type Answer = boolean | undefined;

export function isMember(rule: Json, profile: StoredProfile, clock: OracleClock): boolean {
  const ask = (child: unknown): boolean => isMember(child as Json, profile, clock);
  if ('all' in rule) return (rule['all'] as Json[]).every(ask);
  if ('any' in rule) return (rule['any'] as Json[]).some(ask);
  if ('not' in rule) return !ask(rule['not']);
  if ('trait' in rule) return traitHolds(rule, profile, clock);
  if ('sequence' in rule) return sequenceHolds(rule, profile, clock);
  if ('firstSeen' in rule || 'lastSeen' in rule) return seenHolds(rule, profile, clock);
  return eventHolds(rule, profile, clock);
}

// Values

function find(document: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return document;
  if (Array.isArray(document)) {
    return document.flatMap((element) => {
      const found = find(element, [key, ...rest]);
      return found === undefined || found === null ? [] : found;
    });
  }
  if (typeof document !== 'object' || document === null) return undefined;
  return find((document as Json)[key], rest);
}

const toNumber = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  return /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d{1,3})?$/i.test(value) ? Number(value) : undefined;
};

const toText = (value: unknown): string | undefined =>
  ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;

const toBoolean = (value: unknown): boolean | undefined => {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  return { true: true, false: false }[value.toLowerCase()];
};

const toInstant = (value: unknown, { timezone }: OracleClock): number | undefined =>
  typeof value === 'string' ? parseInstant(value, timezone) : undefined;

/** The value as the operand's type, then compared. */
function equals(value: unknown, operand: unknown, ignoreCase: boolean): Answer {
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  if (typeof operand === 'string') {
    const text = toText(value);
    return text === undefined ? undefined : fold(text) === fold(operand);
  }
  const cast = typeof operand === 'number' ? toNumber(value) : toBoolean(value);
  return cast === undefined ? undefined : cast === operand;
}

const compareWith = (left: number | undefined, comparison: Json): Answer => {
  if (left === undefined) return undefined;
  const [op, operand] = Object.entries(comparison).find(([key]) => key !== 'property')!;
  if (op === 'between') {
    const [low, high] = operand as number[];
    return low! <= left && left <= high!;
  }
  return order(op, left, operand as number);
};

function order(op: string, left: number, right: number): boolean {
  switch (op) {
    case 'eq':
      return left === right;
    case 'neq':
      return left !== right;
    case 'gt':
      return left > right;
    case 'gte':
      return left >= right;
    case 'lt':
      return left < right;
    default:
      return left <= right;
  }
}

const OPPOSITE: Readonly<Record<string, string>> = {
  ...{ neq: 'eq', nin: 'in', ncontains: 'contains', hasNone: 'hasAny', missing: 'exists' },
};

function conditionHolds(
  condition: Json,
  document: unknown,
  path: string,
  clock: OracleClock,
): boolean {
  const op = condition['op'] as string;
  const found = find(document, path.split('.'));
  const positive = OPPOSITE[op];
  const isThere = found !== undefined && found !== null;
  const answer = isThere ? test(positive ?? op, condition, found, document, clock) : undefined;
  if (answer !== undefined) return positive === undefined ? answer : !answer;
  return (condition['ifMissing'] as boolean | undefined) ?? positive !== undefined;
}

function test(
  op: string,
  { value, ignoreCase }: Json,
  found: unknown,
  document: unknown,
  clock: OracleClock,
): Answer {
  const isFolded = ignoreCase === true;
  const now = clock.now.getTime();
  const zone = clock.timezone;
  const text = toText(found);
  const instant = toInstant(found, clock);
  const fold = (string: string): string => (isFolded ? string.toLowerCase() : string);
  const whenText = (holds: (text: string, wanted: string) => boolean): Answer =>
    text === undefined ? undefined : holds(fold(text), fold(value as string));
  const whenInstant = (holds: (t: number) => boolean): Answer =>
    instant === undefined ? undefined : holds(instant);
  switch (op) {
    case 'exists':
      return true;
    case 'eq':
      if (typeof value !== 'object') return equals(found, value, isFolded);
      return equalsOther(
        found,
        find(document, (value as { trait: string }).trait.split('.')),
        isFolded,
      );
    case 'in': {
      const answers = (value as unknown[]).map((operand) => equals(found, operand, isFolded));
      return answers.every((answer) => answer === undefined) ? undefined : answers.includes(true);
    }
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return ordered(op, found, value, document, clock);
    case 'between': {
      const [low, high] = value as unknown[];
      const [above, below] = [
        ordered('gte', found, low, document, clock),
        ordered('lte', found, high, document, clock),
      ];
      return above === undefined ? undefined : above && below;
    }
    case 'contains':
      return whenText((string, wanted) => string.includes(wanted));
    case 'startsWith':
      return whenText((string, wanted) => string.startsWith(wanted));
    case 'endsWith':
      return whenText((string, wanted) => string.endsWith(wanted));
    case 'matches':
      return text === undefined
        ? undefined
        : new RegExp(value as string, isFolded ? 'i' : '').test(text);
    case 'hasAny':
    case 'hasAll': {
      if (typeof found === 'object' && !Array.isArray(found)) return undefined;
      const has = (operand: unknown): boolean =>
        [found].flat().some((element) => equals(element, operand, isFolded) === true);
      return op === 'hasAny' ? (value as unknown[]).some(has) : (value as unknown[]).every(has);
    }
    case 'length':
      return compareWith(Array.isArray(found) ? found.length : undefined, value as Json);
    case 'before':
      return whenInstant((t) => t < parseInstant(value as string, zone)!);
    case 'after':
      return whenInstant((t) => t >= parseInstant(value as string, zone)!);
    case 'withinLast':
      return whenInstant((t) => t <= now && now < plusDuration(t, value as string, zone));
    case 'withinNext':
      return whenInstant((t) => now < t && t <= plusDuration(now, value as string, zone));
    case 'olderThan':
      return whenInstant((t) => plusDuration(t, value as string, zone) <= now);
    case 'inPeriod':
      return whenInstant((t) => inWindow(t, { period: value }, clock));
    case 'anniversaryWithinNext':
      return whenInstant((t) => daysToAnniversary(t, now, zone) <= parseInt(value as string, 10));
    default:
      throw new Error(`no such op: ${op}`);
  }
}

function equalsOther(found: unknown, other: unknown, ignoreCase: boolean): Answer {
  return ['string', 'number', 'boolean'].includes(typeof other)
    ? equals(found, other, ignoreCase)
    : undefined;
}

/** Against a number as numbers, against a string as instants; the operand may be another trait. */
function ordered(
  op: string,
  found: unknown,
  operand: unknown,
  document: unknown,
  clock: OracleClock,
): Answer {
  const isTrait = typeof operand === 'object';
  const right = isTrait ? find(document, (operand as { trait: string }).trait.split('.')) : operand;
  const cast = (value: unknown): number | undefined =>
    typeof right === 'number' ? toNumber(value) : toInstant(value, clock);
  if (typeof right !== 'number' && typeof right !== 'string') return undefined;
  const [a, b] = [cast(found), cast(right)];
  return a === undefined || b === undefined ? undefined : order(op, a, b);
}

// Traits

function traitHolds(rule: Json, profile: StoredProfile, clock: OracleClock): boolean {
  const path = rule['trait'] as string;
  if (!conditionHolds(rule, profile.traits ?? {}, path, clock)) return false;
  if (rule['heldFor'] === undefined) return true;
  const changedAt = lastChange(profile, path, clock);
  return (
    changedAt === undefined ||
    plusDuration(changedAt, rule['heldFor'] as string, clock.timezone) <= clock.now.getTime()
  );
}

function lastChange(profile: StoredProfile, path: string, clock: OracleClock): number | undefined {
  const keys = path.split('.');
  const relevant = (profile.observations ?? []).filter(
    ({ at, traits }) => keys[0]! in traits && Date.parse(at) <= clock.now.getTime(),
  );
  const instants = [...new Set(relevant.map(({ at }) => Date.parse(at)))].sort((a, b) => a - b);
  const valueAt = (ms: number): string => {
    const last = relevant.filter(({ at }) => Date.parse(at) === ms).at(-1)!;
    return JSON.stringify(find(last.traits, keys) ?? null);
  };
  const isChange = (ms: number, index: number): boolean =>
    valueAt(ms) !== (index === 0 ? 'null' : valueAt(instants[index - 1]!));
  return instants.filter(isChange).at(-1);
}

// Events

interface Occurred extends StoredEvent {
  readonly ms: number;
}

const eventsOf = (profile: StoredProfile, clock: OracleClock): Occurred[] =>
  (profile.events ?? [])
    .map((event) => ({ ...event, ms: Date.parse(event.at) }))
    .filter(({ ms }) => ms <= clock.now.getTime());

function matches(step: Json, event: Occurred, clock: OracleClock): boolean {
  const names = step['event'];
  const isNamed = names === '*' || [names].flat().includes(event.name);
  return (
    isNamed && (step['where'] === undefined || whereHolds(step['where'] as Json, event, clock))
  );
}

function whereHolds(where: Json, event: Occurred, clock: OracleClock): boolean {
  const ask = (child: unknown): boolean => whereHolds(child as Json, event, clock);
  if ('all' in where) return (where['all'] as Json[]).every(ask);
  if ('any' in where) return (where['any'] as Json[]).some(ask);
  if ('not' in where) return !ask(where['not']);
  const [document, path] = propertyOf(where['property'] as string, event);
  return conditionHolds(where, document, path, clock);
}

const propertyOf = (property: string, { properties, context }: Occurred): [unknown, string] =>
  property.startsWith('context.')
    ? [context, property.slice('context.'.length)]
    : [properties, property];

export function inWindow(t: number, window: Json | undefined, clock: OracleClock): boolean {
  if (window === undefined) return true;
  const [now, zone] = [clock.now.getTime(), clock.timezone];
  const until = (duration: unknown): number => plusDuration(t, duration as string, zone);
  if (window['last'] !== undefined) return t <= now && now < until(window['last']);
  if (window['between'] !== undefined) {
    const [from, to] = window['between'] as string[];
    return until(to) <= now && now < until(from);
  }
  if (window['period'] !== undefined) {
    const [start, end] = periodOf(window['period'] as string, now, zone);
    return start <= t && t < end;
  }
  const bound = (key: string): number | undefined =>
    window[key] === undefined ? undefined : parseInstant(window[key] as string, zone);
  return (bound('from') ?? -Infinity) <= t && t < (bound('to') ?? Infinity);
}

function eventHolds(rule: Json, profile: StoredProfile, clock: OracleClock): boolean {
  const within = rule['within'] as Json | undefined;
  const all = eventsOf(profile, clock).filter((event) => matches(rule, event, clock));
  const events = all.filter(({ ms }) => inWindow(ms, within, clock));
  const count = (rule['count'] as Json | undefined) ?? { gte: 1 };
  if (rule['periods'] !== undefined) return periodsHold(rule['periods'] as Json, all, count, clock);
  if (rule['occurrence'] !== undefined) return occurrenceHolds(rule, all, clock);
  const aggregate = ['sum', 'avg', 'min', 'max', 'distinct'].find((kind) => kind in rule);
  if (aggregate === undefined) return compareWith(events.length, count) === true;
  const measure = rule[aggregate] as Json;
  const values = events.map((event) =>
    find(...splitPath(propertyOf(measure['property'] as string, event))),
  );
  return compareWith(aggregateOf(aggregate, values), measure) === true;
}

const splitPath = ([document, path]: [unknown, string]): [unknown, string[]] => [
  document,
  path.split('.'),
];

function aggregateOf(kind: string, values: readonly unknown[]): number | undefined {
  if (kind === 'distinct') {
    return new Set(values.filter((value) => toText(value) !== undefined)).size;
  }
  const numbers = values.map(toNumber).filter((value) => value !== undefined);
  const sum = numbers.reduce((total, value) => total + value, 0);
  if (kind === 'sum') return sum;
  if (numbers.length === 0) return undefined;
  if (kind === 'avg') return sum / numbers.length;
  return kind === 'min' ? Math.min(...numbers) : Math.max(...numbers);
}

function occurrenceHolds(rule: Json, events: readonly Occurred[], clock: OracleClock): boolean {
  const idOf = ({ id }: Occurred): Buffer => Buffer.from(id ?? '');
  const inOrder = [...events].sort((a, b) => a.ms - b.ms || Buffer.compare(idOf(a), idOf(b)));
  const chosen = rule['occurrence'] === 'first' ? inOrder[0] : inOrder.at(-1);
  if (chosen === undefined || !inWindow(chosen.ms, rule['within'] as Json | undefined, clock))
    return false;
  return rule['having'] === undefined || whereHolds(rule['having'] as Json, chosen, clock);
}

function periodsHold(
  periods: Json,
  events: readonly Occurred[],
  count: Json,
  clock: OracleClock,
): boolean {
  const { unit, last, atLeast } = periods as { unit: string; last: number; atLeast: number };
  const start = (shift: number): number =>
    startOfUnit(clock.now.getTime(), unit, shift, clock.timezone);
  let holding = 0;
  for (let shift = -last; shift < 0; shift++) {
    const inUnit = events.filter(({ ms }) => start(shift) <= ms && ms < start(shift + 1));
    if (compareWith(inUnit.length, count)) holding++;
  }
  return holding >= atLeast;
}

/** Tries every way of matching the steps. */
function sequenceHolds(rule: Json, profile: StoredProfile, clock: OracleClock): boolean {
  const steps = rule['sequence'] as Json[];
  const events = eventsOf(profile, clock);
  const now = clock.now.getTime();
  const follow = (index: number, since: number): boolean => {
    const step = steps[index];
    if (step === undefined) return true;
    const within = step['within'] as string | undefined;
    const end = within === undefined ? Infinity : plusDuration(since, within, clock.timezone);
    const next = events.filter(
      (event) =>
        event.ms > since && (index === 0 || event.ms <= end) && matches(step, event, clock),
    );
    if (step['not'] === true) return next.length === 0 && (within === undefined || end <= now);
    return next.some(
      ({ ms }) => inWindow(ms, rule['within'] as Json | undefined, clock) && follow(index + 1, ms),
    );
  };
  return follow(0, -1e14);
}

function seenHolds(rule: Json, profile: StoredProfile, clock: OracleClock): boolean {
  const observed = (profile.observations ?? []).map(({ at }) => Date.parse(at));
  const times = [...eventsOf(profile, clock).map(({ ms }) => ms), ...observed]
    .filter((ms) => ms <= clock.now.getTime())
    .sort((a, b) => a - b);
  const seen = 'firstSeen' in rule ? times[0] : times.at(-1);
  const window = (rule['firstSeen'] ?? rule['lastSeen']) as Json;
  return seen !== undefined && inWindow(seen, window, clock);
}

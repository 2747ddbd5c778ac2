import { compareDecimals, compareUnits, toUnits } from './decimal.js';
import { plusDuration, startOfUnit } from './oracle-time.js';
import { conditionHolds, find, toNumber, toText } from './oracle-values.js';
import { inWindow } from './oracle-window.js';
import type { Json, Occurred, Person, Question } from './person.js';

export function eventHolds(rule: Json, person: Person, question: Question): boolean {
  const all = happened(person, question).filter((event) => matches(rule, event, question));
  if (rule['periods'] !== undefined) return periodsHold(rule, all, question);
  if (rule['occurrence'] !== undefined) return occurrenceHolds(rule, all, question);
  const within = rule['within'] as Json | undefined;
  const events = all.filter(({ ms }) => inWindow(ms, within, question));
  const aggregate = ['sum', 'avg', 'min', 'max', 'distinct'].find((kind) => kind in rule);
  if (aggregate === undefined) return compareDecimals(events.length, countOf(rule));
  return aggregateHolds(aggregate, rule[aggregate] as Json, events);
}

/** Tries every way of matching the steps. */
export function sequenceHolds(rule: Json, person: Person, question: Question): boolean {
  const steps = rule['sequence'] as Json[];
  const events = happened(person, question);
  const { now, timezone } = question;
  const follow = (index: number, since: number): boolean => {
    const step = steps[index];
    if (step === undefined) return true;
    const within = step['within'] as string | undefined;
    const end = within === undefined ? Infinity : plusDuration(since, within, timezone);
    const next = events.filter(
      (event) => event.ms > since && event.ms <= end && matches(step, event, question),
    );
    if (step['not'] === true) return next.length === 0 && (within === undefined || end <= now);
    return next.some(
      ({ ms }) =>
        inWindow(ms, rule['within'] as Json | undefined, question) && follow(index + 1, ms),
    );
  };
  return follow(0, -Infinity);
}

export function seenHolds(rule: Json, person: Person, question: Question): boolean {
  const said = person.observations.filter(({ isMessage }) => isMessage);
  const times = [...said, ...person.events]
    .map(({ ms }) => ms)
    .filter((ms) => ms <= question.now)
    .sort((a, b) => a - b);
  const seen = 'firstSeen' in rule ? times[0] : times.at(-1);
  const window = (rule['firstSeen'] ?? rule['lastSeen']) as Json;
  return seen !== undefined && inWindow(seen, window, question);
}

const happened = ({ events }: Person, { now }: Question): readonly Occurred[] =>
  events.filter(({ ms }) => ms <= now);

const countOf = (rule: Json): Json => (rule['count'] as Json | undefined) ?? { gte: 1 };

function matches(step: Json, event: Occurred, question: Question): boolean {
  const names = step['event'];
  const isNamed = names === '*' || [names].flat().includes(event.name);
  const where = step['where'] as Json | undefined;
  return isNamed && (where === undefined || whereHolds(where, event, question));
}

function whereHolds(where: Json, event: Occurred, question: Question): boolean {
  const ask = (child: unknown): boolean => whereHolds(child as Json, event, question);
  if ('all' in where) return (where['all'] as Json[]).every(ask);
  if ('any' in where) return (where['any'] as Json[]).some(ask);
  if ('not' in where) return !ask(where['not']);
  const [document, path] = placeOf(where['property'] as string, event);
  return conditionHolds(where, document, path, question);
}

const placeOf = (property: string, { properties, context }: Occurred): [Json, string] =>
  property.startsWith('context.')
    ? [context, property.slice('context.'.length)]
    : [properties, property];

function aggregateHolds(kind: string, measure: Json, events: readonly Occurred[]): boolean {
  const values = events.map((event) => find(...placeOf(measure['property'] as string, event)));
  if (kind === 'distinct') {
    const distinct = new Set(values.filter((value) => toText(value) !== undefined));
    return compareDecimals(distinct.size, measure);
  }
  const numbers = values.map(toNumber).filter((value) => value !== undefined);
  const sum = numbers.reduce((total, value) => total + toUnits(value), 0n);
  if (kind === 'sum') return compareUnits(sum, measure, 1);
  if (numbers.length === 0) return false;
  if (kind === 'avg') return compareUnits(sum, measure, numbers.length);
  return compareDecimals(kind === 'min' ? Math.min(...numbers) : Math.max(...numbers), measure);
}

/** An event without a message id comes before those with one, and what arrived earlier before what came later. */
function occurrenceHolds(rule: Json, events: readonly Occurred[], question: Question): boolean {
  const idOf = ({ id }: Occurred): Buffer => Buffer.from(id ?? '');
  const inOrder = [...events].sort(
    (a, b) => a.ms - b.ms || Buffer.compare(idOf(a), idOf(b)) || a.seq - b.seq,
  );
  const chosen = rule['occurrence'] === 'first' ? inOrder[0] : inOrder.at(-1);
  if (chosen === undefined) return false;
  const having = rule['having'] as Json | undefined;
  return (
    inWindow(chosen.ms, rule['within'] as Json | undefined, question) &&
    (having === undefined || whereHolds(having, chosen, question))
  );
}

function periodsHold(rule: Json, events: readonly Occurred[], question: Question): boolean {
  const { unit, last, atLeast } = rule['periods'] as {
    readonly unit: string;
    readonly last: number;
    readonly atLeast: number;
  };
  const start = (shift: number): number =>
    startOfUnit(question.now, unit, shift, question.timezone);
  let holding = 0;
  for (let shift = -last; shift < 0; shift++) {
    const inUnit = events.filter(({ ms }) => start(shift) <= ms && ms < start(shift + 1));
    if (compareDecimals(inUnit.length, countOf(rule))) holding++;
  }
  return holding >= atLeast;
}

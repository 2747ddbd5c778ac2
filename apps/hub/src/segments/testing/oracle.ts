/**
 * The rule language, read once more from its description: plain, slow, one person at a time, and without any code of the
 * parser, the compiler, the intake or the identity. It takes rules as JSON that is known to be right.
 */
import { createHash } from 'node:crypto';
import { compareUnits } from './decimal.js';
import { eventHolds, seenHolds, sequenceHolds } from './oracle-events.js';
import { plusDuration } from './oracle-time.js';
import { conditionHolds, equals, find, positiveOf, textHolds } from './oracle-values.js';
import { type Json, newest, type Person, type Question } from './person.js';

export interface OracleSegment {
  readonly id: number;
  readonly rule: Json;
}

/**
 * Key → who is in it at one instant, of all segments.
 *
 * @param asked  keys of some: of these alone, and of those that they refer to
 */
export function membersOf(
  segments: ReadonlyMap<string, OracleSegment>,
  people: readonly Person[],
  { now, timezone }: Pick<Question, 'now' | 'timezone'>,
  asked: Iterable<string> = segments.keys(),
): ReadonlyMap<string, ReadonlySet<Person>> {
  const found = new Map<string, ReadonlySet<Person>>();
  const members = (key: string): ReadonlySet<Person> => {
    const known = found.get(key);
    if (known) return known;
    const { id, rule } = segments.get(key)!;
    const question = { now, timezone, segmentId: id, members };
    const set = new Set(people.filter((person) => isMember(rule, person, question)));
    found.set(key, set);
    return set;
  };
  for (const key of asked) members(key);
  return found;
}

export function isMember(rule: Json, person: Person, question: Question): boolean {
  const ask = (child: unknown): boolean => isMember(child as Json, person, question);
  if ('all' in rule) return (rule['all'] as Json[]).every(ask);
  if ('any' in rule) return (rule['any'] as Json[]).some(ask);
  if ('not' in rule) return !ask(rule['not']);
  if ('everyone' in rule) return true;
  if ('trait' in rule) return traitHolds(rule, person, question);
  if ('event' in rule) return eventHolds(rule, person, question);
  if ('sequence' in rule) return sequenceHolds(rule, person, question);
  if ('segment' in rule) return question.members(rule['segment'] as string).has(person);
  if ('identifier' in rule) return identifierHolds(rule, person);
  if ('source' in rule) return person.connections.has(rule['source'] as string);
  if ('consent' in rule) return consentHolds(rule, person);
  if ('bucket' in rule) return bucketHolds(rule['bucket'] as Json, person, question);
  return seenHolds(rule, person, question);
}

function traitHolds(rule: Json, person: Person, question: Question): boolean {
  const path = rule['trait'] as string;
  if (!conditionHolds(rule, newest(person, 'traits'), path, question)) return false;
  if (rule['heldFor'] === undefined) return true;
  const changedAt = lastChange(person, path);
  if (changedAt === undefined) return true;
  return plusDuration(changedAt, rule['heldFor'] as string, question.timezone) <= question.now;
}

/** The value at each instant is what was observed of its key then, of several the last that arrived. */
function lastChange({ observations }: Person, path: string): number | undefined {
  const [key = ''] = path.split(/(?<!\\)\./);
  const relevant = observations
    .filter(({ traits }) => Object.hasOwn(traits, key.replaceAll('\\.', '.')))
    .sort((a, b) => a.ms - b.ms || a.seq - b.seq);
  const values = new Map(
    relevant.map(({ ms, traits }) => [ms, JSON.stringify(find(traits, path) ?? null)]),
  );
  let [changedAt, former]: [number | undefined, string] = [undefined, 'null'];
  for (const [ms, value] of values) {
    if (value !== former) changedAt = ms;
    former = value;
  }
  return changedAt;
}

function identifierHolds(rule: Json, { identifiers }: Person): boolean {
  const { op, value } = rule as { readonly op: string; readonly value: unknown };
  const prefix = `${rule['identifier'] as string}:`;
  const ignoreCase = rule['ignoreCase'] === true;
  const positive = positiveOf(op);
  const holds = (text: string): boolean => {
    if ((positive ?? op) === 'exists') return true;
    if (['eq', 'in'].includes(positive ?? op)) {
      return [value].flat().some((operand) => equals(text, operand, ignoreCase) === true);
    }
    return textHolds(positive ?? op, text, value as string, ignoreCase) === true;
  };
  const any = [...identifiers].some(
    (name) => name.startsWith(prefix) && holds(name.slice(prefix.length)),
  );
  return positive === undefined ? any : !any;
}

function consentHolds(rule: Json, person: Person): boolean {
  const granted = newest(person, 'consent')[rule['consent'] as string];
  const state = granted === undefined ? 'unknown' : granted === true ? 'granted' : 'denied';
  return state === rule['is'];
}

/** The first eight bytes of the hash are so many of 2⁶⁴: `share · 100 / 2⁶⁴` is compared with the bounds. */
function bucketHolds(bucket: Json, { profileId }: Person, { segmentId }: Question): boolean {
  const { from, to, salt = String(segmentId) } = bucket;
  const hash = createHash('sha256')
    .update(`${salt as string}:${profileId}`)
    .digest();
  const share = hash.readBigUInt64BE() * 100n * 10n ** 24n;
  const bounds = 2n ** 64n;
  return (
    compareUnits(share / bounds, { gte: from }, 1) && compareUnits(share / bounds, { lt: to }, 1)
  );
}

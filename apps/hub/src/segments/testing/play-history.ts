import { isDeepStrictEqual } from 'node:util';
import type { HistoryHub, Members } from './history-hub.js';
import type { History } from './history.js';
import { membersOf, type OracleSegment } from './oracle.js';
import { People } from './people.js';
import { newest, type Json, type Person } from './person.js';

/** Where the hub and the oracle do not agree. */
export interface Disagreement {
  readonly kind: 'people' | 'members' | 'error';
  /** Index of the step after which. */
  readonly step: number;
  /** Of a segment; undefined where it is about who is who. */
  readonly segment?: string;
  readonly what: string;
  /** Whom the oracle has in the segment. */
  readonly expected: readonly string[];
}

export interface Played {
  readonly disagreement: Disagreement | undefined;
  /** Pairs of a rule and this history. */
  readonly cases: number;
  /** Those in which, after some step, some were members and some were not. */
  readonly telling: number;
  /** How often somebody joined or left a segment although nothing was done but to wait. */
  readonly changesByTime: number;
}

/** Plays a history up to the first step after which the hub and the oracle do not agree. */
export async function playHistory(hub: HistoryHub, history: History): Promise<Played> {
  const { timezone, steps } = history;
  const people = new People();
  const rules = new Map(history.segments);
  const asked = new Set<Json>();
  const telling = new Set<Json>();
  let [changesByTime, before]: [number, Expected] = [0, new Map()];
  await hub.start(history.segments);
  const ids = await hub.segmentIds();
  const played = (disagreement: Disagreement | undefined): Played => ({
    disagreement,
    cases: asked.size,
    telling: telling.size,
    changesByTime,
  });
  for (const [step, { at, sentAt, define, erase, send }] of steps.entries()) {
    for (const [key, rule] of define) rules.set(key, rule);
    for (const name of erase) people.erase(name);
    for (const message of send) people.receive(message, sentAt);
    const errors = await hub.play(steps[step]!);
    const problem = errorIn(errors, step) ?? (await comparePeople(hub, people, step));
    if (problem) return played(problem);

    const segments = new Map(
      [...rules].map(([key, rule]): [string, OracleSegment] => [key, { id: ids.get(key)!, rule }]),
    );
    const expected = membersOf(segments, people.all, { now: at, timezone });
    const stored = await hub.members();
    const full = await hub.membersFromScratch(at);
    const disagreement = compareMembers(expected, { stored, full }, people.all, step);
    if (disagreement) return played(disagreement);
    for (const [key, members] of expected) {
      asked.add(rules.get(key)!);
      if (members.size > 0 && members.size < people.all.length) telling.add(rules.get(key)!);
      const isQuiet = send.length + erase.length + define.size === 0;
      if (isQuiet && !isSame(before.get(key), members)) changesByTime++;
    }
    before = expected;
  }
  return played(undefined);
}

type Expected = ReadonlyMap<string, ReadonlySet<Person>>;

function errorIn(errors: ReadonlyMap<string, string>, step: number): Disagreement | undefined {
  for (const [segment, what] of errors) return { kind: 'error', step, segment, what, expected: [] };
  return undefined;
}

const isSame = (a: ReadonlySet<unknown> | undefined, b: ReadonlySet<unknown>): boolean =>
  a?.size === b.size && [...b].every((element) => a.has(element));

/** Whether both know the same people, by all of their names, with the same traits; the oracle learns their ids. */
async function comparePeople(
  hub: HistoryHub,
  { all }: People,
  step: number,
): Promise<Disagreement | undefined> {
  const key = (names: Iterable<string>): string => [...names].sort().join(' ');
  const stored = new Map((await hub.people()).map((one) => [key(one.identifiers), one]));
  const differ = (what: string): Disagreement => ({ kind: 'people', step, what, expected: [] });
  if (stored.size !== all.length) return differ(`${stored.size} profiles, not ${all.length}`);
  for (const person of all) {
    const found = stored.get(key(person.identifiers));
    if (!found) return differ(`nobody has just these names: ${key(person.identifiers)}`);
    const traits = withoutNull(newest(person, 'traits'));
    if (!isDeepStrictEqual(found.traits, traits)) {
      const [has, should] = [found.traits, traits].map((json) => JSON.stringify(json));
      return differ(`${nameOf(person)} has the traits ${has}, not ${should}`);
    }
    const { profileIds } = person;
    if (profileIds.size > 0 && !profileIds.has(found.profileId)) {
      return differ(`${nameOf(person)} is another profile than before`);
    }
    person.profileId = found.profileId;
    profileIds.add(found.profileId);
  }
  return undefined;
}

const withoutNull = (traits: Json): Json =>
  Object.fromEntries(Object.entries(traits).filter(([, value]) => value !== null));

function compareMembers(
  expected: Expected,
  found: { readonly stored: Members; readonly full: Members },
  people: readonly Person[],
  step: number,
): Disagreement | undefined {
  for (const [key, members] of expected) {
    const wrong = people.flatMap((person) => {
      const is = (set: ReadonlySet<string> | undefined): boolean =>
        set?.has(person.profileId!) === true;
      const [stored, full] = [is(found.stored.get(key)), is(found.full.get(key))];
      const should = members.has(person);
      if (stored === should && full === should) return [];
      return `${nameOf(person)}: ${say(should)} by the oracle, ${say(stored)} as stored, ${say(full)} from scratch`;
    });
    const strangers = [...(found.stored.get(key) ?? []), ...(found.full.get(key) ?? [])].filter(
      (id) => !people.some(({ profileId }) => profileId === id),
    );
    if (strangers.length > 0) wrong.push(`${strangers.length} members are no live profiles`);
    if (wrong.length > 0) {
      const names = [...members].map(nameOf).sort();
      return { kind: 'members', step, segment: key, what: wrong.join('\n'), expected: names };
    }
  }
  return undefined;
}

const say = (isMember: boolean): string => (isMember ? 'in' : 'out');

/** As a scenario names a person. */
function nameOf({ identifiers }: Person): string {
  const [first = ''] = [...identifiers].sort((a, b) => b.localeCompare(a));
  return first.replace(/^userId:/, '');
}

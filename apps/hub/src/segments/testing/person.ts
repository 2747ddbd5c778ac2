/** A rule, a message, or any part of one. */
export type Json = { readonly [key: string]: unknown };

/** One person as the oracle knows them: plain, with everything that was ever said. */
export interface Person {
  /** `type:value` */
  readonly identifiers: Set<string>;
  readonly connections: Set<string>;
  readonly observations: Observation[];
  readonly events: Occurred[];
  /** As the hub has it; only buckets are drawn from it. */
  profileId?: string;
  /** All that those who became this person had. */
  readonly profileIds: Set<string>;
}

/** A message that is no event, or what an event says besides. Times are in ms. */
export interface Observation {
  readonly ms: number;
  /** Order of arrival, of events and observations together. */
  readonly seq: number;
  /** False of what came with an event, which is seen as an event. */
  readonly isMessage: boolean;
  readonly traits: Json;
  readonly consent: Json;
}

export interface Occurred {
  readonly name: string;
  readonly ms: number;
  readonly seq: number;
  readonly id: string | undefined;
  readonly properties: Json;
  readonly context: Json;
}

/** A rule as it is asked: when, where, and for which segment. */
export interface Question {
  /** In ms. */
  readonly now: number;
  readonly timezone: string;
  /** Of the segment whose rule it is. */
  readonly segmentId: number;
  /** Who is in the segments that a rule can refer to. */
  readonly members: (key: string) => ReadonlySet<Person>;
}

const known = new WeakMap<Person, { readonly count: number; readonly said: Said }>();

/** What the newest observations say. */
type Said = Readonly<Record<'traits' | 'consent', Json>>;

/** Of each key the newest observation, of two at one instant the later arrival. */
export function newest(person: Person, part: keyof Said): Json {
  const { observations } = person;
  const before = known.get(person);
  if (before?.count === observations.length) return before.said[part];
  const inOrder = [...observations].sort((a, b) => a.ms - b.ms || a.seq - b.seq);
  const last = (of: keyof Said): Json =>
    Object.assign({}, ...inOrder.map((observation) => observation[of])) as Json;
  const said = { traits: last('traits'), consent: last('consent') };
  known.set(person, { count: observations.length, said });
  return said[part];
}

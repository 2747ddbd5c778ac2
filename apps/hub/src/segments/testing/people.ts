import type { Json, Observation, Occurred, Person } from './person.js';

/** Where messages come from that name no connection. */
const DEFAULT_CONNECTION = 'test';

const EVENTS: Readonly<Record<string, string>> = { page: 'Page Viewed', screen: 'Screen Viewed' };

/**
 * Who is who, and what was said of them: messages of the Segment spec, one after the other, without any code of the intake
 * or the identity. Identifiers are `userId`, `anonymousId`, `email` and `phone`, without limits.
 */
export class People {
  private people: Person[] = [];
  /** Connection and id of the messages that arrived, for events and for the rest → of whom. */
  private readonly arrived = new Map<string, Person>();
  private seq = 0;

  get all(): readonly Person[] {
    return this.people;
  }

  /** @param at  when it arrives, in ms */
  receive(message: Json, at: number): void {
    const connection = (message['source'] as string | undefined) ?? DEFAULT_CONNECTION;
    const name = message['type'] === 'track' ? message['event'] : EVENTS[String(message['type'])];
    const key = JSON.stringify([connection, message['messageId'], name === undefined]);
    if (message['messageId'] !== undefined && this.arrived.has(key)) return;

    const person = this.unite(namesIn(message, (former) => this.owner(former) !== undefined));
    person.connections.add(connection);
    if (message['messageId'] !== undefined) this.arrived.set(key, person);
    const timestamp = message['timestamp'] as string | undefined;
    const ms = timestamp === undefined ? at : Date.parse(timestamp);
    const said = { seq: ++this.seq, ms: Math.min(ms, at), consent: consentIn(message) };
    if (name === undefined) {
      person.observations.push({ ...said, isMessage: true, traits: traitsIn(message) });
    } else {
      person.observations.push({ ...said, isMessage: false, traits: {} });
      person.events.push(toEvent(message, name as string, ms, said.seq));
    }
  }

  /** Nothing is known any more of who is erased, not even which of their messages arrived. */
  erase(name: string): void {
    const person = this.owner(name);
    if (person === undefined) return;
    this.people = this.people.filter((other) => other !== person);
    for (const [key, owner] of this.arrived) if (owner === person) this.arrived.delete(key);
  }

  owner(name: string): Person | undefined {
    return this.people.find(({ identifiers }) => identifiers.has(name));
  }

  /** The one person that has all these names from now on. */
  private unite(names: readonly string[]): Person {
    const found = this.people.filter(({ identifiers }) =>
      names.some((name) => identifiers.has(name)),
    );
    const parts = [...found, nobody()];
    const united: Person = {
      identifiers: new Set([...parts.flatMap(({ identifiers }) => [...identifiers]), ...names]),
      connections: new Set(parts.flatMap(({ connections }) => [...connections])),
      observations: parts.flatMap(({ observations }): Observation[] => observations),
      events: parts.flatMap(({ events }): Occurred[] => events),
      profileIds: new Set(parts.flatMap(({ profileIds }) => [...profileIds])),
    };
    this.people = [...this.people.filter((person) => !found.includes(person)), united];
    for (const [key, owner] of this.arrived)
      if (found.includes(owner)) this.arrived.set(key, united);
    return united;
  }
}

const nobody = (): Person => ({
  identifiers: new Set(),
  connections: new Set(),
  observations: [],
  events: [],
  profileIds: new Set(),
});

/** An alias names a person by a former id, a user's or an anonymous one: each that is known, or else the anonymous one. */
function namesIn(message: Json, isKnown: (name: string) => boolean): readonly string[] {
  const own = message['type'] === 'identify' ? (message['traits'] as Json | undefined) : undefined;
  const about = (message['context'] as Json | undefined)?.['traits'] as Json | undefined;
  const names = [
    ...['userId', 'anonymousId'].flatMap((type) => nameOf(type, message[type])),
    ...[own, about].flatMap((traits) =>
      ['email', 'phone'].flatMap((type) => nameOf(type, traits?.[type])),
    ),
  ];
  if (message['type'] !== 'alias') return names;
  const former = ['anonymousId', 'userId'].flatMap((type) => nameOf(type, message['previousId']));
  const known = former.filter(isKnown);
  return [...names, ...(known.length > 0 ? known : former.slice(0, 1))];
}

function nameOf(type: string, value: unknown): string[] {
  if (typeof value !== 'string') return [];
  const text = value.trim();
  if (type === 'email') return text.includes('@') ? [`email:${text.toLowerCase()}`] : [];
  if (type === 'phone') return text.startsWith('+') ? [`phone:${text.replaceAll(' ', '')}`] : [];
  return text === '' ? [] : [`${type}:${text}`];
}

const traitsIn = (message: Json): Json =>
  message['type'] === 'identify' ? ((message['traits'] as Json | undefined) ?? {}) : {};

/** An alias says nothing but who is who. */
function consentIn(message: Json): Json {
  const context = message['context'] as Json | undefined;
  const consent = context?.['consent'] as { readonly categoryPreferences: Json } | undefined;
  if (message['type'] === 'alias') return {};
  return Object.fromEntries(
    Object.entries(consent?.categoryPreferences ?? {}).filter(
      ([, granted]) => typeof granted === 'boolean',
    ),
  );
}

function toEvent(message: Json, name: string, ms: number, seq: number): Occurred {
  const own = (message['properties'] as Json | undefined) ?? {};
  const titles = ['name', 'category'].filter(
    (key) =>
      message['type'] !== 'track' && message[key] !== undefined && (own[key] ?? null) === null,
  );
  return {
    name,
    ms,
    seq,
    id: message['messageId'] as string | undefined,
    properties: { ...own, ...Object.fromEntries(titles.map((key) => [key, message[key]])) },
    context: (message['context'] as Json | undefined) ?? {},
  };
}

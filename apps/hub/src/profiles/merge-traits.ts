import type { JsonObject, JsonValue } from '@segue/sdk';

/** What one connection said last of one trait. `null` means cleared. */
export type Observation = readonly [observedAtMs: number, seq: number, value: JsonValue];

/** Trait → connection → its last observation. */
export type TraitState = Map<string, Map<string, Observation>>;

/** Trait → connections, the most trusted first. A trait without one is the newest observation's. */
export type TraitPriorities = ReadonlyMap<string, readonly string[]>;

export interface TraitUpdate {
  readonly connectionId: string;
  readonly traits: JsonObject;
  readonly observedAtMs: number;
  /** Order of arrival: of two observations at the same instant the later arrival wins. */
  readonly seq: number;
}

export function parseTraitState(json: unknown): TraitState {
  return new Map(
    Object.entries(json as Record<string, Record<string, Observation>>).map(([key, sources]) => [
      key,
      new Map(Object.entries(sources)),
    ]),
  );
}

export const traitStateToJson = (state: TraitState): object =>
  Object.fromEntries([...state].map(([key, sources]) => [key, Object.fromEntries(sources)]));

/** Takes an observation into the state, whatever the order of arrival. @returns the keys whose value may have changed */
export function observe(state: TraitState, update: TraitUpdate): readonly string[] {
  const { connectionId, traits, observedAtMs, seq } = update;
  return Object.keys(traits).filter((key) => {
    const observation: Observation = [observedAtMs, seq, traits[key] ?? null];
    return keep(state, key, connectionId, observation);
  });
}

/** Takes all observations of a merged profile into that of the survivor. */
export function mergeStates(into: TraitState, from: TraitState): void {
  for (const [key, sources] of from) {
    for (const [connectionId, observation] of sources) keep(into, key, connectionId, observation);
  }
}

function keep(
  state: TraitState,
  key: string,
  connectionId: string,
  observation: Observation,
): boolean {
  let sources = state.get(key);
  if (!sources) state.set(key, (sources = new Map<string, Observation>()));
  const known = sources.get(connectionId);
  if (known && !isNewer(observation, known)) return false;
  sources.set(connectionId, observation);
  return true;
}

/** The merged value of a trait; undefined when it is missing. */
export function currentValue(
  state: TraitState,
  key: string,
  priorities: TraitPriorities,
): JsonValue | undefined {
  const sources = state.get(key);
  if (!sources) return undefined;
  for (const connectionId of priorities.get(key) ?? []) {
    const value = sources.get(connectionId)?.[2];
    if (value !== undefined && value !== null) return value;
  }
  let newest: Observation | undefined;
  for (const observation of sources.values()) {
    if (!newest || isNewer(observation, newest)) newest = observation;
  }
  return newest?.[2] ?? undefined;
}

export function currentTraits(state: TraitState, priorities: TraitPriorities): JsonObject {
  return Object.fromEntries(
    [...state.keys()].flatMap((key) => {
      const value = currentValue(state, key, priorities);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

const isNewer = (a: Observation, b: Observation): boolean =>
  a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]);

import type { JsonObject } from '@segue/sdk';
import { normalise } from '../identity/normalise-identifiers.js';
import { keyOf } from '../identity/resolve-identities.js';
import { mergeStates, parseTraitState, type TraitState } from '../profiles/merge-traits.js';
import type { StoredProfile } from './intake.repository.js';

const PRIMARY = ['userId', 'email', 'phone', 'anonymousId'] as const;
type Primary = (typeof PRIMARY)[number];

export const isPrimary = (type: string): type is Primary =>
  (PRIMARY as readonly string[]).includes(type);

/** When a statement was made, its number by arrival, and who made it. */
type Said = readonly [saidAtMs: number, seq: number, connectionId: string];

/** A profile that a batch changes, in memory. */
export interface TouchedProfile {
  readonly profileId: string;
  /** As it was before. */
  readonly former: {
    readonly traits: JsonObject;
    readonly primary: Readonly<Record<Primary, string | null>>;
  };
  readonly state: TraitState;
  /** Channel → granted, and when and by whom that was said. */
  readonly consent: Record<string, readonly [granted: boolean, ...Said]>;
  /** The identifier of each type to use where only one can be. */
  readonly primary: Record<Primary, string | null>;
  /** Keys of the addresses of profiles that were merged into this one, which the batch need not name. */
  readonly addresses: Set<string>;
}

export function toTouched(profileId: string, row: StoredProfile | undefined): TouchedProfile {
  const primary = {
    userId: row?.userId ?? null,
    email: row?.email ?? null,
    phone: row?.phone ?? null,
    anonymousId: row?.anonymousId ?? null,
  };
  return {
    profileId,
    former: { traits: (row?.traits ?? {}) as JsonObject, primary: { ...primary } },
    state: parseTraitState(row?.state ?? {}),
    consent: { ...((row?.consent ?? {}) as TouchedProfile['consent']) },
    primary,
    addresses: new Set(),
  };
}

/** The newest statement about a channel stands; of two at the same instant the later arrival. */
export function hearConsent(
  profile: TouchedProfile,
  consent: Readonly<Record<string, boolean>>,
  said: Said,
): void {
  for (const [channel, granted] of Object.entries(consent)) {
    const known = profile.consent[channel];
    if (!known || known[1] <= said[0]) profile.consent[channel] = [granted, ...said];
  }
}

/** Takes over what a merged profile had. The survivor keeps its own identifiers where both have one. */
export function absorb(survivor: TouchedProfile, loser: TouchedProfile): void {
  mergeStates(survivor.state, loser.state);
  for (const type of ['email', 'phone'] as const) {
    const address = loser.primary[type];
    if (address !== null) survivor.addresses.add(keyOf({ type, value: address }));
  }
  for (const address of loser.addresses) survivor.addresses.add(address);
  for (const type of PRIMARY) survivor.primary[type] ??= loser.primary[type];
  for (const [channel, other] of Object.entries(loser.consent)) {
    const own = survivor.consent[channel];
    const isNewer = !own || own[1] < other[1] || (own[1] === other[1] && own[2] < other[2]);
    if (isNewer) survivor.consent[channel] = other;
  }
}

/** The address that the merged traits name is the one to write to, if it identifies this profile. */
export function choosePrimary(
  { profileId, primary, addresses }: TouchedProfile,
  traits: JsonObject,
  owners: ReadonlyMap<string, string>,
): void {
  for (const type of ['email', 'phone'] as const) {
    const value = normalise(type, traits[type]);
    if (value === undefined) continue;
    const key = keyOf({ type, value });
    if (owners.get(key) === profileId || addresses.has(key)) primary[type] = value;
  }
}

import type { Identifier, IdentityRules } from './normalise-identifiers.js';

/** What the database knows of the identifiers in a batch. */
export interface KnownIdentities {
  /** Key of an identifier → the profile that has it. */
  readonly owners: ReadonlyMap<string, string>;
  /** Profile → how many identifiers of each type it has; needed only where the rules have limits. */
  readonly counts: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** The identifiers of one record: those that must name one person, and former names of them. */
export interface Claim {
  readonly identifiers: readonly Identifier[];
  /** Each that is known is merged in; when none is, the first is added. */
  readonly previous?: readonly Identifier[];
}

export interface Resolution {
  /** The profile of each claim, in the order of the claims. Undefined when a claim names nobody. */
  readonly profileIds: readonly (string | undefined)[];
  readonly created: readonly string[];
  /** Identifiers that are new to their profile. */
  readonly attached: readonly (Identifier & {
    readonly profileId: string;
    readonly claim: number;
  })[];
  /** Profiles that turned out to be one person. A survivor is never a loser as well. */
  readonly merges: readonly { readonly loser: string; readonly survivor: string }[];
}

export const keyOf = ({ type, value }: Identifier): string => `${type}:${value}`;

/**
 * Finds or makes the profile of each claim, in order, by union of identifiers. Deterministic: identifiers are taken the
 * strongest first, and each joins those before it with the profile that has it, unless that profile and what was taken so far
 * would together have more identifiers of a type than its limit: then that identifier is left with its owner. So a user who is
 * new is not taken for another one who has the same address.
 *
 * Of two profiles the older survives (ids are ordered by time), and one that is stored before one that is new.
 */
export function resolveIdentities(
  claims: readonly Claim[],
  known: KnownIdentities,
  rules: IdentityRules,
  newId: () => string,
): Resolution {
  const people = new People(known, rules);
  const created: string[] = [];
  const profileOf = claims.map(({ identifiers, previous = [] }, claim) => {
    const former = previous.filter((identifier) => people.owner(identifier) !== undefined);
    const names = [...identifiers, ...(former.length > 0 ? former : previous.slice(0, 1))];
    if (names.length === 0) return undefined;
    const named = people.unite(names, claim);
    if ('profile' in named) return named.profile;
    const profile = newId();
    created.push(profile);
    people.add(profile);
    for (const identifier of named.unknown) people.attach(profile, identifier, claim);
    return profile;
  });

  const isNew = new Set(created);
  return {
    profileIds: profileOf.map((id) => (id === undefined ? undefined : people.root(id))),
    created: created.filter((id) => people.root(id) === id),
    attached: people.attached.map((entry) => ({
      ...entry,
      profileId: people.root(entry.profileId),
    })),
    merges: people.losers
      .filter((loser) => !isNew.has(loser))
      .map((loser) => ({ loser, survivor: people.root(loser) })),
  };
}

/** Union-find over profiles, with the identifiers that each has. */
class People {
  readonly attached: (Identifier & { profileId: string; claim: number })[] = [];
  readonly losers: string[] = [];
  private readonly parent = new Map<string, string>();
  private readonly owners = new Map<string, string>();
  private readonly counts = new Map<string, Map<string, number>>();
  private readonly limits: ReadonlyMap<string, number>;
  private readonly fresh = new Set<string>();

  constructor(known: KnownIdentities, rules: IdentityRules) {
    for (const [key, profileId] of known.owners) this.owners.set(key, profileId);
    for (const [id, counts] of known.counts) this.counts.set(id, new Map(counts));
    this.limits = new Map(
      rules.identifiers.flatMap(({ type, limit }) => (limit === undefined ? [] : [[type, limit]])),
    );
  }

  add(profileId: string): void {
    this.fresh.add(profileId);
  }

  root(profileId: string): string {
    let root = profileId;
    for (let up = this.parent.get(root); up !== undefined; up = this.parent.get(root)) root = up;
    if (root !== profileId) this.parent.set(profileId, root);
    return root;
  }

  owner(identifier: Identifier): string | undefined {
    const owner = this.owners.get(keyOf(identifier));
    return owner === undefined ? undefined : this.root(owner);
  }

  /** The one profile that these identifiers name, with all of them that it may have; or, when none is known, what a new one may have. */
  unite(
    identifiers: readonly Identifier[],
    claim: number,
  ): { readonly profile: string } | { readonly unknown: readonly Identifier[] } {
    let profile: string | undefined;
    const unknown: Identifier[] = [];
    for (const identifier of identifiers) {
      const owner = this.owner(identifier);
      if (profile !== undefined) {
        if (owner === undefined) this.attach(profile, identifier, claim);
        else profile = this.merge(profile, owner) ?? profile;
      } else if (owner === undefined) {
        if (this.hasRoom(undefined, [...unknown, identifier])) unknown.push(identifier);
      } else if (this.hasRoom(owner, unknown)) {
        profile = owner;
        for (const stronger of unknown) this.attach(profile, stronger, claim);
      }
    }
    return profile === undefined ? { unknown } : { profile };
  }

  /** The survivor, or undefined when a limit forbids the merge. */
  merge(one: string, other: string): string | undefined {
    const [a, b] = [this.root(one), this.root(other)];
    if (a === b) return a;
    if (!this.fits(a, b)) return undefined;
    const [survivor, loser] = this.isBefore(a, b) ? [a, b] : [b, a];
    this.parent.set(loser, survivor);
    this.losers.push(loser);
    for (const [type, count] of this.counts.get(loser) ?? []) this.count(survivor, type, count);
    return survivor;
  }

  attach(profile: string, identifier: Identifier, claim: number): void {
    const key = keyOf(identifier);
    if (this.owners.has(key)) return;
    const profileId = this.root(profile);
    const has = this.counts.get(profileId)?.get(identifier.type) ?? 0;
    if (has >= (this.limits.get(identifier.type) ?? Infinity)) return;
    this.owners.set(key, profileId);
    this.count(profileId, identifier.type, 1);
    this.attached.push({ ...identifier, profileId, claim });
  }

  /** Whether a profile, or a new one, may have these identifiers besides its own. */
  private hasRoom(profileId: string | undefined, identifiers: readonly Identifier[]): boolean {
    const own = profileId === undefined ? undefined : this.counts.get(profileId);
    return [...this.limits].every(([limited, limit]) => {
      const more = identifiers.filter(({ type }) => type === limited).length;
      return more === 0 || (own?.get(limited) ?? 0) + more <= limit;
    });
  }

  private fits(a: string, b: string): boolean {
    const [left, right] = [this.counts.get(a), this.counts.get(b)];
    return [...this.limits].every(
      ([type, limit]) => (left?.get(type) ?? 0) + (right?.get(type) ?? 0) <= limit,
    );
  }

  private isBefore(a: string, b: string): boolean {
    if (this.fresh.has(a) !== this.fresh.has(b)) return this.fresh.has(b);
    return a < b;
  }

  private count(profileId: string, type: string, by: number): void {
    const counts = this.counts.get(profileId) ?? new Map<string, number>();
    counts.set(type, (counts.get(type) ?? 0) + by);
    this.counts.set(profileId, counts);
  }
}

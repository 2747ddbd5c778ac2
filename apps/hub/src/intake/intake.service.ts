import { Injectable } from '@nestjs/common';
import type { JsonObject, Rejection, SourceRecord } from '@segue/sdk';
import { Database, type Sql } from '../database/database.js';
import { uuidV7 } from '../database/uuid.js';
import {
  normalise,
  type Identifier,
  type IdentityRules,
} from '../identity/normalise-identifiers.js';
import {
  keyOf,
  resolveIdentities,
  type KnownIdentities,
  type Resolution,
} from '../identity/resolve-identities.js';
import {
  currentTraits,
  mergeStates,
  observe,
  parseTraitState,
  traitStateToJson,
  type TraitPriorities,
  type TraitState,
} from '../profiles/merge-traits.js';
import { ProfileRepository } from '../profiles/profile.repository.js';
import { IntakeRepository, type EventRow, type HistoryRow } from './intake.repository.js';
import { prepareRecord, type PreparedRecord } from './prepare-record.js';

/** Well below the block of numbers that one batch gets. */
export const MOST_RECORDS = 5_000;

export interface IntakeBatch {
  readonly connectionId: string;
  readonly records: readonly SourceRecord[];
  readonly receivedAt: Date;
}

export interface IntakeRules {
  readonly identity: IdentityRules;
  readonly priorities: TraitPriorities;
}

export interface IntakeResult {
  /** Stored. */
  readonly accepted: number;
  /** Left out because a message with the same id of the same connection is stored already. */
  readonly duplicates: number;
  readonly rejected: readonly Rejection[];
  readonly created: number;
  readonly merged: number;
}

const PRIMARY = ['userId', 'email', 'phone', 'anonymousId'] as const;
type Primary = (typeof PRIMARY)[number];

interface Touched {
  readonly profileId: string;
  state: TraitState;
  consent: Record<string, unknown>;
  primary: Record<Primary, string | null>;
  /** Keys of the addresses of profiles that were merged into this one, which the batch need not name. */
  readonly addresses: Set<string>;
}

/**
 * Takes records in: finds or makes their profiles, merges those that turn out to be one person, stores traits and events, and
 * marks the profiles for evaluation.
 */
@Injectable()
export class IntakeService {
  constructor(
    private readonly database: Database,
    private readonly repository: IntakeRepository,
    private readonly profiles: ProfileRepository,
  ) {}

  /**
   * All of a batch or nothing, in one transaction together with `also` (a checkpoint, a run's counts).
   *
   * @param batch at most MOST_RECORDS records
   */
  async store(
    batch: IntakeBatch,
    rules: IntakeRules,
    also?: (sql: Sql, result: IntakeResult) => Promise<void>,
  ): Promise<IntakeResult> {
    const { connectionId, records, receivedAt } = batch;
    if (records.length > MOST_RECORDS) {
      throw new RangeError(`a batch has at most ${MOST_RECORDS} records`);
    }
    const prepared: PreparedRecord[] = [];
    const rejected: Rejection[] = [];
    for (const record of records) {
      const result = prepareRecord(record, connectionId, receivedAt, rules.identity);
      if ('code' in result) rejected.push(result);
      else prepared.push(result);
    }
    return this.database.transaction(async (sql) => {
      const result = await this.write(sql, connectionId, receivedAt, prepared, rules);
      await also?.(sql, { ...result, rejected });
      return { ...result, rejected };
    });
  }

  private async write(
    sql: Sql,
    connectionId: string,
    receivedAt: Date,
    prepared: readonly PreparedRecord[],
    rules: IntakeRules,
  ): Promise<Omit<IntakeResult, 'rejected'>> {
    const nothing = { accepted: 0, duplicates: 0, created: 0, merged: 0 };
    if (prepared.length === 0) return nothing;
    await this.repository.lock(sql);
    const records = await this.withoutDuplicates(sql, connectionId, prepared);
    const duplicates = prepared.length - records.length;
    if (records.length === 0) return { ...nothing, duplicates };

    const known = await this.knownIdentities(sql, records, rules.identity);
    const resolution = resolveIdentities(records, known, rules.identity, uuidV7);
    const seq = await this.repository.nextSeq(sql);
    const profileIds = resolution.profileIds as readonly string[];

    await this.repository.insertProfiles(sql, resolution.created, receivedAt);
    const touched = await this.loadTouched(sql, records, resolution);
    for (const { type, value, profileId } of resolution.attached) {
      const profile = touched.get(profileId);
      if (profile && isPrimary(type)) profile.primary[type] ??= value;
    }
    await this.profiles.merge(sql, resolution.merges, receivedAt);
    await this.repository.insertIdentifiers(sql, connectionId, receivedAt, resolution.attached);
    await this.writeTraits(
      sql,
      touched,
      { connectionId, receivedAt, records, profileIds, seq },
      rules,
      ownersAfter(known, resolution),
    );
    await this.writeMessages(sql, { connectionId, receivedAt, records, profileIds, seq });
    await this.writeConnections(sql, { connectionId, receivedAt, records, profileIds });
    const losers = resolution.merges.map(({ loser }) => loser);
    await this.repository.markDirty(sql, [...new Set([...profileIds, ...losers])], seq);
    return {
      accepted: records.length,
      duplicates,
      created: resolution.created.length,
      merged: resolution.merges.length,
    };
  }

  /** A message id counts once per connection, for events and for the rest by itself: the first arrival stays. */
  private async withoutDuplicates(
    sql: Sql,
    connectionId: string,
    prepared: readonly PreparedRecord[],
  ): Promise<readonly PreparedRecord[]> {
    const ids = (isEvent: boolean) =>
      prepared.flatMap(({ kind, messageId }) =>
        messageId !== undefined && (kind === 'event') === isEvent ? [messageId] : [],
      );
    const seen = {
      event: new Set(await this.repository.knownMessages(sql, 'event', connectionId, ids(true))),
      other: new Set(
        await this.repository.knownMessages(sql, 'trait_history', connectionId, ids(false)),
      ),
    };
    return prepared.filter(({ kind, messageId }) => {
      if (messageId === undefined) return true;
      const messages = kind === 'event' ? seen.event : seen.other;
      return !messages.has(messageId) && messages.add(messageId);
    });
  }

  private knownIdentities(
    sql: Sql,
    records: readonly PreparedRecord[],
    { identifiers }: IdentityRules,
  ): Promise<KnownIdentities> {
    const asked = new Map<string, Identifier>();
    for (const { identifiers, previous } of records) {
      for (const identifier of [...identifiers, ...previous])
        asked.set(keyOf(identifier), identifier);
    }
    const hasLimits = identifiers.some(({ limit }) => limit !== undefined);
    return this.repository.knownIdentities(sql, [...asked.values()], hasLimits);
  }

  /** The profiles whose row may change: those that get traits, identifiers, or another profile. */
  private async loadTouched(
    sql: Sql,
    records: readonly PreparedRecord[],
    { profileIds, created, attached, merges }: Resolution,
  ): Promise<Map<string, Touched>> {
    const ids = new Set(attached.map(({ profileId }) => profileId));
    for (const [index, { values, kind, consent }] of records.entries()) {
      if (consent !== undefined || (kind !== 'event' && Object.keys(values).length > 0)) {
        ids.add(profileIds[index]!);
      }
    }
    for (const { loser, survivor } of merges) ids.add(loser).add(survivor);
    const isNew = new Set(created);
    const stored = await this.repository.loadProfiles(
      sql,
      [...ids].filter((id) => !isNew.has(id)),
    );
    const touched = new Map<string, Touched>();
    for (const profileId of ids) {
      const row = stored.get(profileId);
      touched.set(profileId, {
        profileId,
        state: parseTraitState(row?.state ?? {}),
        consent: { ...((row?.consent ?? {}) as Record<string, unknown>) },
        primary: {
          userId: row?.userId ?? null,
          email: row?.email ?? null,
          phone: row?.phone ?? null,
          anonymousId: row?.anonymousId ?? null,
        },
        addresses: new Set(),
      });
    }
    for (const { loser, survivor } of merges) {
      absorb(touched.get(survivor)!, touched.get(loser)!);
      touched.delete(loser);
    }
    return touched;
  }

  private async writeTraits(
    sql: Sql,
    touched: ReadonlyMap<string, Touched>,
    given: {
      readonly connectionId: string;
      readonly receivedAt: Date;
      readonly records: readonly PreparedRecord[];
      readonly profileIds: readonly string[];
      readonly seq: number;
    },
    { priorities }: IntakeRules,
    owners: ReadonlyMap<string, string>,
  ): Promise<void> {
    const { connectionId, receivedAt, records, profileIds, seq } = given;
    for (const [index, { kind, values: traits, atMs, consent }] of records.entries()) {
      const profile = touched.get(profileIds[index]!);
      if (!profile) continue;
      const update = { connectionId, observedAtMs: atMs, seq: seq + index };
      if (kind !== 'event') observe(profile.state, { ...update, traits });
      // Consent is an observation also where it comes with an event, whose own time may lie in the future.
      const saidAtMs = Math.min(atMs, receivedAt.getTime());
      for (const [channel, granted] of Object.entries(consent ?? {})) {
        const known = profile.consent[channel] as readonly [boolean, number, number] | undefined;
        if (!known || known[1] <= saidAtMs) {
          profile.consent[channel] = [granted, saidAtMs, seq + index, connectionId];
        }
      }
    }
    const rows = [...touched.values()].map((profile) => {
      const traits = currentTraits(profile.state, priorities);
      choosePrimary(profile, traits, owners);
      return { profile, traits };
    });
    await this.repository.updateProfiles(
      sql,
      rows.map(({ profile: { profileId, primary }, traits }) => ({
        profile_id: profileId,
        traits,
        user_id: primary.userId,
        email: primary.email,
        phone: primary.phone,
        anonymous_id: primary.anonymousId,
      })),
    );
    await this.repository.saveStates(
      sql,
      rows
        .filter(({ profile: { state, consent } }) => state.size + Object.keys(consent).length > 0)
        .map(({ profile: { profileId, state, consent } }) => ({
          profile_id: profileId,
          state: traitStateToJson(state),
          consent,
        })),
    );
  }

  private async writeMessages(
    sql: Sql,
    given: {
      readonly connectionId: string;
      readonly receivedAt: Date;
      readonly records: readonly PreparedRecord[];
      readonly profileIds: readonly string[];
      readonly seq: number;
    },
  ): Promise<void> {
    const { connectionId, receivedAt, records, profileIds, seq } = given;
    const events: EventRow[] = [];
    const history: HistoryRow[] = [];
    const due: { p: string; s: number; o: string }[] = [];
    for (const [index, { kind, name, values, context, messageId, atMs }] of records.entries()) {
      const p = profileIds[index]!;
      const row = { p, o: new Date(atMs).toISOString(), s: seq + index, m: messageId, v: values };
      if (kind !== 'event') history.push(row);
      else {
        events.push({ ...row, n: name, c: context });
        if (atMs > receivedAt.getTime()) due.push({ p, s: row.s + 1, o: row.o });
      }
    }
    await this.repository.insertEvents(sql, connectionId, receivedAt, events);
    await this.repository.insertHistory(sql, connectionId, receivedAt, history);
    await this.repository.markDue(sql, due);
  }

  private async writeConnections(
    sql: Sql,
    given: {
      readonly connectionId: string;
      readonly receivedAt: Date;
      readonly records: readonly PreparedRecord[];
      readonly profileIds: readonly string[];
    },
  ): Promise<void> {
    const { connectionId, receivedAt, records, profileIds } = given;
    const isKnown = new Map<string, boolean>();
    for (const [index, { kind }] of records.entries()) {
      isKnown.set(profileIds[index]!, kind !== 'deleted');
    }
    const ids = [...isKnown.keys()];
    const known = ids.filter((id) => isKnown.get(id));
    await this.repository.connect(sql, connectionId, receivedAt, known);
    const gone = ids.filter((id) => !isKnown.get(id));
    await this.repository.disconnect(sql, connectionId, gone);
  }
}

const isPrimary = (type: string): type is Primary => (PRIMARY as readonly string[]).includes(type);

/** Whose the identifiers of a batch are once it is stored. */
function ownersAfter(
  { owners }: KnownIdentities,
  { attached, merges }: Resolution,
): ReadonlyMap<string, string> {
  const survivors = new Map(merges.map(({ loser, survivor }) => [loser, survivor]));
  return new Map([
    ...[...owners].map(([key, id]) => [key, survivors.get(id) ?? id] as const),
    ...attached.map((entry) => [keyOf(entry), entry.profileId] as const),
  ]);
}

/** The survivor keeps its own where both have one. */
function absorb(survivor: Touched, loser: Touched): void {
  mergeStates(survivor.state, loser.state);
  for (const type of ['email', 'phone'] as const) {
    const address = loser.primary[type];
    if (address !== null) survivor.addresses.add(keyOf({ type, value: address }));
  }
  for (const address of loser.addresses) survivor.addresses.add(address);
  for (const type of PRIMARY) survivor.primary[type] ??= loser.primary[type];
  for (const [channel, entry] of Object.entries(loser.consent)) {
    const own = survivor.consent[channel] as readonly [boolean, number, number] | undefined;
    const other = entry as readonly [boolean, number, number];
    const isNewer = !own || own[1] < other[1] || (own[1] === other[1] && own[2] < other[2]);
    if (isNewer) survivor.consent[channel] = entry;
  }
}

/** The address that the merged traits name is the one to write to, if it identifies this profile. */
function choosePrimary(
  { profileId, primary, addresses }: Touched,
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

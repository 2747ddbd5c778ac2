import { Injectable } from '@nestjs/common';
import type { Rejection, SourceRecord } from '@segue/sdk';
import { Database, type Sql } from '../database/database.js';
import { uuidV7 } from '../database/uuid.js';
import type { Identifier, IdentityRules } from '../identity/normalise-identifiers.js';
import {
  keyOf,
  resolveIdentities,
  type KnownIdentities,
  type Resolution,
} from '../identity/resolve-identities.js';
import {
  currentTraits,
  observe,
  traitStateToJson,
  type TraitPriorities,
} from '../profiles/merge-traits.js';
import { ProfileRepository } from '../profiles/profile.repository.js';
import { CatalogWriter, type CatalogEntry } from './catalog-writer.js';
import { ChangedTopics, topicsOfRecord } from './changed-topics.js';
import type { IntakeResult } from './intake-result.js';
import {
  IntakeRepository,
  type DueMark,
  type EventRow,
  type HistoryRow,
} from './intake.repository.js';
import {
  absorb,
  choosePrimary,
  hearConsent,
  isPrimary,
  toTouched,
  type TouchedProfile,
} from './touched-profile.js';
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

/** Records that are no duplicates, each with the profile that it belongs to. */
interface ResolvedBatch {
  readonly connectionId: string;
  readonly receivedAt: Date;
  readonly records: readonly PreparedRecord[];
  readonly profileIds: readonly string[];
  /** Of the first record; the others follow. */
  readonly seq: number;
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
    private readonly catalog: CatalogWriter,
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
    const { entry, ...result } = await this.database.transaction(async (sql) => {
      const written = await this.write(sql, connectionId, receivedAt, prepared, rules);
      const { entry: _entry, ...counts } = written;
      await also?.(sql, { ...counts, rejected });
      return written;
    });
    entry?.commit();
    return { ...result, rejected };
  }

  private async write(
    sql: Sql,
    connectionId: string,
    receivedAt: Date,
    prepared: readonly PreparedRecord[],
    rules: IntakeRules,
  ): Promise<Omit<IntakeResult, 'rejected'> & { readonly entry?: CatalogEntry }> {
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
    const batch: ResolvedBatch = { connectionId, receivedAt, records, profileIds, seq };
    const owners = ownersAfter(known, resolution);
    const topics = await this.writeTraits(sql, touched, batch, rules, owners);
    const entry = await this.catalog.write(sql, records);
    await this.writeMessages(sql, batch, entry);
    await this.writeConnections(sql, batch);
    await this.mark(sql, batch, resolution, topics);
    return {
      entry,
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
  ): Promise<Map<string, TouchedProfile>> {
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
    const touched = new Map(
      [...ids].map((profileId) => [profileId, toTouched(profileId, stored.get(profileId))]),
    );
    for (const { loser, survivor } of merges) {
      absorb(touched.get(survivor)!, touched.get(loser)!);
      touched.delete(loser);
    }
    return touched;
  }

  private async writeTraits(
    sql: Sql,
    touched: ReadonlyMap<string, TouchedProfile>,
    batch: ResolvedBatch,
    { priorities }: IntakeRules,
    owners: ReadonlyMap<string, string>,
  ): Promise<ChangedTopics> {
    const { connectionId, receivedAt, records, profileIds, seq } = batch;
    for (const [index, { kind, values: traits, atMs, consent }] of records.entries()) {
      const profile = touched.get(profileIds[index]!);
      if (!profile) continue;
      const update = { connectionId, observedAtMs: atMs, seq: seq + index };
      if (kind !== 'event') observe(profile.state, { ...update, traits });
      // Consent is an observation also where it comes with an event, whose own time may lie in the future.
      const saidAtMs = Math.min(atMs, receivedAt.getTime());
      if (consent) hearConsent(profile, consent, [saidAtMs, seq + index, connectionId]);
    }
    const topics = new ChangedTopics();
    const rows = [...touched.values()].map((profile) => {
      const traits = currentTraits(profile.state, priorities);
      choosePrimary(profile, traits, owners);
      topics.addProfile(profile, traits);
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
    return topics;
  }

  /** Marks the profiles for the next evaluation, and says what of each may have changed. */
  private async mark(
    sql: Sql,
    batch: ResolvedBatch,
    resolution: Resolution,
    topics: ChangedTopics,
  ): Promise<void> {
    topics.addBatch(batch, resolution);
    const merged = new Set(resolution.merges.flatMap(({ loser, survivor }) => [loser, survivor]));
    const others = [...new Set(batch.profileIds)].filter((id) => !merged.has(id));
    for (const [ids, cause] of [
      [[...merged], 'merge'],
      [others, 'data'],
    ] as const) {
      const marks = ids.map((p) => ({ p, t: topics.of(p) }));
      await this.repository.markDirty(sql, marks, batch.seq, cause);
    }
  }

  private async writeMessages(sql: Sql, batch: ResolvedBatch, entry: CatalogEntry): Promise<void> {
    const { connectionId, receivedAt, records, profileIds, seq } = batch;
    const events: EventRow[] = [];
    const history: HistoryRow[] = [];
    const due: DueMark[] = [];
    for (const [index, record] of records.entries()) {
      const { kind, name, values, context, messageId, atMs } = record;
      const p = profileIds[index]!;
      const row = { p, o: new Date(atMs).toISOString(), s: seq + index, m: messageId, v: values };
      if (kind !== 'event') history.push(row);
      else {
        events.push({ ...row, n: name, c: context, x: entry.numbersOf(record) });
        if (atMs > receivedAt.getTime()) {
          due.push({ p, s: row.s + 1, o: row.o, t: topicsOfRecord(record, connectionId) });
        }
      }
    }
    await this.repository.insertEvents(sql, connectionId, receivedAt, events);
    await this.repository.insertHistory(sql, connectionId, receivedAt, history);
    await this.repository.markDue(sql, due);
  }

  private async writeConnections(sql: Sql, batch: ResolvedBatch): Promise<void> {
    const { connectionId, receivedAt, records, profileIds } = batch;
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

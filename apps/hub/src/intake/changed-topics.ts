import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '@segue/sdk';
import type { Resolution } from '../identity/resolve-identities.js';
import { topic } from '../segments/rules/topics.js';
import type { PreparedRecord } from './prepare-record.js';
import type { TouchedProfile } from './touched-profile.js';

/** Of more, a mark says that anything may have changed. */
const MOST_TOPICS = 100;

/** What a batch may have changed of each profile: what its mark says. */
export class ChangedTopics {
  /** Null: anything. */
  private readonly byProfile = new Map<string, Set<string> | null>();

  /** Anything may have changed. */
  addAll(profileIds: Iterable<string>): void {
    for (const profileId of profileIds) this.byProfile.set(profileId, null);
  }

  add(profileId: string, topics: readonly string[]): void {
    const known = this.byProfile.get(profileId);
    if (known === null) return;
    const all = known ?? new Set();
    for (const one of topics) all.add(one);
    this.byProfile.set(profileId, all.size > MOST_TOPICS ? null : all);
  }

  /** What the records of a batch say, and whose they turned out to be. */
  addBatch(
    batch: {
      readonly connectionId: string;
      readonly records: readonly PreparedRecord[];
      readonly profileIds: readonly string[];
    },
    { created, attached, merges }: Pick<Resolution, 'created' | 'attached' | 'merges'>,
  ): void {
    for (const [index, record] of batch.records.entries()) {
      this.addRecord(batch.profileIds[index]!, record, batch.connectionId);
    }
    for (const { profileId } of attached) this.add(profileId, [topic.identifier]);
    this.addAll(created);
    this.addAll(merges.flatMap(({ loser, survivor }) => [loser, survivor]));
  }

  /** What a record says by itself; what becomes of the traits and the addresses of its profile is not in it. */
  addRecord(profileId: string, record: PreparedRecord, connectionId: string): void {
    if (record.kind === 'merged' || record.kind === 'deleted') this.addAll([profileId]);
    else this.add(profileId, topicsOfRecord(record, connectionId));
  }

  /** What is another value than before. */
  addProfile({ profileId, former, primary }: TouchedProfile, traits: JsonObject): void {
    const keys = new Set([...Object.keys(former.traits), ...Object.keys(traits)]);
    const changed = [...keys].filter((key) => !isDeepStrictEqual(former.traits[key], traits[key]));
    const isOther = !isDeepStrictEqual(former.primary, primary);
    this.add(profileId, [...changed.map(topic.trait), ...(isOther ? [topic.identifier] : [])]);
  }

  /** Null: anything. */
  of(profileId: string): readonly string[] | null {
    const topics = this.byProfile.get(profileId);
    return topics ? [...topics] : null;
  }
}

/** Of an event, or of what is said of a person. */
export function topicsOfRecord(
  { kind, name, values, consent }: PreparedRecord,
  connectionId: string,
): readonly string[] {
  return [
    ...[topic.message, topic.source(connectionId)],
    ...(kind === 'event' ? [topic.event, topic.eventNamed(name)] : []),
    ...(kind === 'event' ? [] : Object.keys(values).map(topic.observed)),
    ...(consent === undefined ? [] : [topic.consent]),
  ];
}

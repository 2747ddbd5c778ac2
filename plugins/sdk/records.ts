import type { JsonObject } from './json.js';

/**
 * How a source names a person: identifier type → value or values. The hub knows `userId`, `email`, `phone` and
 * `anonymousId` and normalises them (trims, lower-cases e-mail, writes phone as E.164); a value that is no e-mail or no
 * phone number is left out, it does not reject the record. `externalId` is the source's own id of the person (or ids, when
 * the source merged some): the hub keeps it apart per connection.
 */
export interface Identifiers {
  readonly externalId?: string | readonly string[];
  readonly userId?: string | readonly string[];
  readonly email?: string | readonly string[];
  readonly phone?: string | readonly string[];
  readonly anonymousId?: string | readonly string[];
}

/** What a source says of a person. Keys replace the former value as a whole; `null` clears; absent keys stay. */
export interface ProfileRecord {
  readonly kind: 'profile';
  readonly identifiers: Identifiers;
  readonly traits: JsonObject;
  /** Channel → may we write there? Only what the source really said. */
  readonly consent?: Readonly<Record<string, boolean>>;
  /** When the source says this was true; without it, when it arrived. The newest observation of a trait wins. */
  readonly observedAt?: Date;
  /** Unique within the connection: a message that arrives again is ignored. */
  readonly messageId?: string;
}

/** Something that a person did. */
export interface EventRecord {
  readonly kind: 'event';
  readonly identifiers: Identifiers;
  /** At most 200 characters. */
  readonly event: string;
  readonly properties: JsonObject;
  readonly context?: JsonObject;
  readonly consent?: Readonly<Record<string, boolean>>;
  /** Without it, when it arrived. */
  readonly occurredAt?: Date;
  readonly messageId?: string;
}

/**
 * Two names of one person. Every profile that one of `previous` names is merged with the one of `identifiers`; when none of
 * them is known yet, the first of `previous` is added to it.
 */
export interface MergedRecord {
  readonly kind: 'merged';
  readonly identifiers: Identifiers;
  readonly previous: Identifiers;
  readonly observedAt?: Date;
  readonly messageId?: string;
}

/** The source no longer knows the person. Nobody is erased: the profile is merely no longer known to this connection. */
export interface DeletedRecord {
  readonly kind: 'deleted';
  readonly identifiers: Identifiers;
  readonly observedAt?: Date;
}

export type SourceRecord = ProfileRecord | EventRecord | MergedRecord | DeletedRecord;

/** A record that the source or the hub could not take. It is kept with its reason and shown on the run. */
export interface Rejection {
  /** SCREAMING_SNAKE_CASE, e.g. `INVALID_JSON`. */
  readonly code: string;
  /** What is wrong and what to do, without the record's personal data. */
  readonly reason: string;
  /** Where it stood: `line 12`, `batch/3`, `contact 512`. */
  readonly position?: string;
  /** The record as it came (text is cut to 10,000 characters by the hub). */
  readonly raw?: unknown;
}

import type { EventRecord, JsonObject, MergedRecord, Rejection, SourceRecord } from '@segue/sdk';
import {
  normaliseIdentifiers,
  type Identifier,
  type IdentityRules,
} from '../identity/normalise-identifiers.js';
import { toStorable, UnstorableError } from './storable.js';

const MOST_EVENT_CHARACTERS = 200;
const MOST_MESSAGE_ID_CHARACTERS = 255;
const EARLIEST = Date.parse('0001-01-01T00:00:00Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

/** A record that is fit to be stored: identifiers normalised, values storable, instants decided. */
export interface PreparedRecord {
  readonly kind: SourceRecord['kind'];
  readonly identifiers: readonly Identifier[];
  /** Former names; only of a `merged` record. */
  readonly previous: readonly Identifier[];
  readonly messageId: string | undefined;
  /** Of an event. */
  readonly name: string;
  /** Traits, or an event's properties. */
  readonly values: JsonObject;
  readonly context: JsonObject | undefined;
  readonly consent: Readonly<Record<string, boolean>> | undefined;
  /** Of an event it may lie in the future; an observation dated later than its arrival counts as of its arrival. */
  readonly atMs: number;
}

/** @returns the record, or why it cannot be taken. Never throws for what a source may send. */
export function prepareRecord(
  record: SourceRecord,
  connectionId: string,
  receivedAt: Date,
  rules: IdentityRules,
): PreparedRecord | Rejection {
  const reject = (code: string, reason: string): Rejection => ({ code, reason, raw: record });
  const identifiers = normaliseIdentifiers(record.identifiers, connectionId, rules);
  const previous = record.kind === 'merged' ? formerNames(record, connectionId, rules) : [];
  if (identifiers.length === 0) {
    return reject('NO_IDENTIFIER', 'no identifier that can be used (see identity in segue.yaml)');
  }

  const messageId = 'messageId' in record ? record.messageId : undefined;
  if (messageId !== undefined && messageId.length > MOST_MESSAGE_ID_CHARACTERS) {
    return reject(
      'MESSAGE_ID_TOO_LONG',
      `messageId is over ${MOST_MESSAGE_ID_CHARACTERS} characters`,
    );
  }
  const name = record.kind === 'event' ? cleanName(record) : '';
  if (record.kind === 'event' && (name === '' || name.length > MOST_EVENT_CHARACTERS)) {
    return reject(
      'EVENT_NAME_INVALID',
      `an event’s name has 1 to ${MOST_EVENT_CHARACTERS} characters`,
    );
  }
  const at = record.kind === 'event' ? record.occurredAt : record.observedAt;
  const givenMs = at?.getTime() ?? receivedAt.getTime();
  if (!(givenMs >= EARLIEST && givenMs <= LATEST)) {
    return reject('TIMESTAMP_INVALID', 'the timestamp is no instant of the years 1 to 9999');
  }
  try {
    return {
      kind: record.kind,
      identifiers,
      previous,
      messageId: messageId === undefined || messageId === '' ? undefined : toStorable(messageId),
      name,
      values: toStorable(valuesOf(record)),
      context: record.kind === 'event' ? toStorable(record.context) : undefined,
      consent: 'consent' in record ? toStorable(record.consent) : undefined,
      atMs: record.kind === 'event' ? givenMs : Math.min(givenMs, receivedAt.getTime()),
    };
  } catch (error) {
    if (!(error instanceof UnstorableError)) throw error;
    return reject(error.code, error.message);
  }
}

/** In the order in which the source gives them: the first is the likeliest. */
function formerNames(
  { previous }: MergedRecord,
  connectionId: string,
  rules: IdentityRules,
): readonly Identifier[] {
  const types = Object.keys(previous);
  const identifiers = rules.identifiers.toSorted(
    (a, b) => types.indexOf(a.type) - types.indexOf(b.type),
  );
  return normaliseIdentifiers(previous, connectionId, { ...rules, identifiers });
}

function valuesOf(record: SourceRecord): JsonObject {
  if (record.kind === 'profile') return record.traits;
  return record.kind === 'event' ? record.properties : {};
}

const cleanName = ({ event }: EventRecord): string => toStorable(event);

import type { JsonObject, JsonValue } from '../json.js';
import type { EventRecord, Identifiers, Rejection, SourceRecord } from '../records.js';
import { isJsonObject, isNestedTooDeep } from './json-object.js';
import { consentOf, contextOf, contextTraitsOf, identifiersOf, textOf } from './message-fields.js';
import { isStorable, parseInstant } from './parse-instant.js';

export { isJsonObject, isNestedTooDeep, parseInstant };

const MAX_EVENT_LENGTH = 200;

/**
 * Segment wants fewer than 100 (its libraries send 60); senders that join several ids into one need more.
 *
 * Source: https://github.com/segmentio/segment-docs/blob/develop/src/connections/sources/catalog/libraries/server/http-api/index.md
 */
const MAX_MESSAGE_ID_LENGTH = 255;

export interface MessageOptions {
  readonly receivedAt: Date;
  /** When the client sent the request, by its own clock: corrects a clock that is wrong. */
  readonly sentAt?: Date;
  /** Of the batch, merged under the message's own. */
  readonly context?: JsonObject;
}

export type MessageResult =
  { readonly records: readonly SourceRecord[] } | { readonly rejection: Rejection };

/** Why a message is not taken → what is wrong and what to do. Nothing of the message is quoted: it is personal data. */
const REASONS = {
  NOT_AN_OBJECT: 'a message must be a JSON object',
  NESTED_TOO_DEEP: 'objects and lists may lie in one another at most 100 deep',
  UNKNOWN_TYPE: 'type must be one of identify, track, page, screen, group, alias',
  DELETE_NOT_SUPPORTED: 'a message erases nobody: use the erasure of the hub for this person',
  NO_IDENTIFIER:
    'names nobody: send userId, anonymousId, or an e-mail or phone in the traits; an alias needs userId and previousId',
  MISSING_EVENT: 'track needs the name of the event in "event"',
  EVENT_NAME_TOO_LONG: `"event" must have at most ${MAX_EVENT_LENGTH} characters`,
  INVALID_TRAITS: '"traits" must be an object',
  INVALID_PROPERTIES: '"properties" must be an object',
  INVALID_TIMESTAMP: '"timestamp" must be an ISO 8601 date-time in the years 0001 to 9999',
  MESSAGE_ID_TOO_LONG: `"messageId" must have at most ${MAX_MESSAGE_ID_LENGTH} characters`,
} as const;

type RejectionCode = keyof typeof REASONS;

/**
 * Turns one message of the Segment spec into records, or says why not.
 *
 * | type       | record                                                                                              |
 * | ---------- | --------------------------------------------------------------------------------------------------- |
 * | `identify` | `profile` with its traits; `traits.email` and `traits.phone` are identifiers as well                |
 * | `track`    | `event`                                                                                             |
 * | `page`     | `event` Page Viewed; `name` and `category` go to its properties unless these have their own         |
 * | `screen`   | `event` Screen Viewed, likewise                                                                     |
 * | `group`    | `profile` without traits: the traits, an e-mail among them, are those of the group, not of a person |
 * | `alias`    | `merged`: `previousId` may be a user's or an anonymous id                                           |
 *
 * On every type `context.traits` adds an e-mail and phone as identifiers, and nothing to the traits. Segment itself wants
 * `userId` or `anonymousId`; people known by an address alone are taken too.
 *
 * Source: https://github.com/segmentio/segment-docs/tree/develop/src/connections/spec
 */
export function parseMessage(message: unknown, options: MessageOptions): MessageResult {
  // Not kept with its reason either: whoever stores it would have to serialise it.
  if (isNestedTooDeep(message)) return { rejection: reject('NESTED_TOO_DEEP') };
  const outcome = toRecord(message, options);
  if (typeof outcome !== 'string') return { records: [outcome] };
  return { rejection: { ...reject(outcome), raw: message } };
}

const reject = (code: RejectionCode): Rejection => ({ code, reason: REASONS[code] });

/** What all types of message have in common. */
interface Envelope {
  readonly message: JsonObject;
  readonly context: JsonObject;
  readonly at: Date;
  /** Spread into records, so that what is absent stays absent. */
  readonly messageId: { readonly messageId?: string };
  readonly consent: { readonly consent?: Readonly<Record<string, boolean>> };
}

function toRecord(message: unknown, options: MessageOptions): SourceRecord | RejectionCode {
  if (!isJsonObject(message)) return 'NOT_AN_OBJECT';
  if (isNestedTooDeep(options.context)) return 'NESTED_TOO_DEEP';
  const at = instantOf(message, options);
  if (!at) return 'INVALID_TIMESTAMP';
  const messageId = textOf(message.messageId);
  if (messageId !== undefined && messageId.length > MAX_MESSAGE_ID_LENGTH) {
    return 'MESSAGE_ID_TOO_LONG';
  }
  const context = contextOf(message, options.context);
  const consent = consentOf(context);
  return byType({
    message,
    context,
    at,
    messageId: messageId === undefined ? {} : { messageId },
    consent: consent === undefined ? {} : { consent },
  });
}

function byType(envelope: Envelope): SourceRecord | RejectionCode {
  const type: unknown = envelope.message.type;
  switch (type) {
    case 'identify':
      return toProfile(envelope, envelope.message.traits ?? {});
    case 'group':
      return toProfile(envelope, {});
    case 'track':
      return toTrackedEvent(envelope);
    case 'page':
      return toView(envelope, 'Page Viewed');
    case 'screen':
      return toView(envelope, 'Screen Viewed');
    case 'alias':
      return toMerged(envelope);
    case 'delete':
      return 'DELETE_NOT_SUPPORTED';
    default:
      return 'UNKNOWN_TYPE';
  }
}

function toProfile(envelope: Envelope, traits: JsonValue): SourceRecord | RejectionCode {
  if (!isJsonObject(traits)) return 'INVALID_TRAITS';
  const { message, context, at, messageId, consent } = envelope;
  const identifiers = identifiersOf(message, traits, contextTraitsOf(context));
  if (isEmpty(identifiers)) return 'NO_IDENTIFIER';
  return { kind: 'profile', identifiers, traits, ...consent, observedAt: at, ...messageId };
}

function toTrackedEvent(envelope: Envelope): EventRecord | RejectionCode {
  const { event } = envelope.message;
  if (typeof event !== 'string' || event.trim() === '') return 'MISSING_EVENT';
  if (event.length > MAX_EVENT_LENGTH) return 'EVENT_NAME_TOO_LONG';
  return toEvent(envelope, event, {});
}

function toView(envelope: Envelope, event: string): EventRecord | RejectionCode {
  const { name, category } = envelope.message;
  const titles = Object.entries({ name, category }).flatMap(([key, value]) =>
    typeof value === 'string' ? [[key, value]] : [],
  );
  return toEvent(envelope, event, Object.fromEntries(titles) as JsonObject);
}

/** @param defaults  properties that the message's own replace, unless its own are null */
function toEvent(
  envelope: Envelope,
  event: string,
  defaults: JsonObject,
): EventRecord | RejectionCode {
  const { message, context, at, messageId, consent } = envelope;
  const own = message.properties ?? {};
  if (!isJsonObject(own)) return 'INVALID_PROPERTIES';
  const identifiers = identifiersOf(message, contextTraitsOf(context));
  if (isEmpty(identifiers)) return 'NO_IDENTIFIER';
  const missing = Object.entries(defaults).filter(([key]) => (own[key] ?? null) === null);
  return {
    kind: 'event',
    identifiers,
    event,
    properties: { ...own, ...Object.fromEntries(missing) },
    ...(isEmpty(context) ? {} : { context }),
    ...consent,
    occurredAt: at,
    ...messageId,
  };
}

/**
 * `Previous ID` and `User ID` are how the documentation of Segment's Webhooks destination spells the two.
 *
 * Source: https://github.com/segmentio/segment-docs/blob/develop/src/connections/destinations/catalog/webhooks/index.md#alias
 */
function toMerged({ message, context, at, messageId }: Envelope): SourceRecord | RejectionCode {
  const userId = textOf(message.userId ?? message['User ID']);
  const previousId = textOf(message.previousId ?? message['Previous ID']);
  if (userId === undefined || previousId === undefined) return 'NO_IDENTIFIER';
  return {
    kind: 'merged',
    identifiers: identifiersOf({ userId }, contextTraitsOf(context)),
    previous: { anonymousId: previousId, userId: previousId },
    observedAt: at,
    ...messageId,
  };
}

/**
 * When it happened, by the hub's clock: `receivedAt − (sentAt − timestamp)`, so a client whose clock is an hour slow is not
 * believed. Without `timestamp` it happened now; without `sentAt` there is nothing to compare with. A message that carries
 * `receivedAt` came through Segment before (its webhook, a replay, an export), where this was done already.
 *
 * Source: https://github.com/segmentio/segment-docs/blob/develop/src/connections/spec/common.md#timestamps
 *
 * @returns undefined when the timestamp is none, or lies where no calendar of ours goes
 */
function instantOf(
  message: JsonObject,
  { receivedAt, sentAt }: Pick<MessageOptions, 'receivedAt' | 'sentAt'>,
): Date | undefined {
  const given = message.timestamp ?? message.originalTimestamp;
  if (given === undefined || given === null) return receivedAt;
  const claimed = parseInstant(given);
  if (!claimed || !sentAt || textOf(message.receivedAt) !== undefined) return claimed;
  const corrected = new Date(receivedAt.getTime() - (sentAt.getTime() - claimed.getTime()));
  return isStorable(corrected) ? corrected : undefined;
}

const isEmpty = (value: Identifiers | JsonObject): boolean => Object.keys(value).length === 0;

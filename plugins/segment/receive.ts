import {
  isJsonObject,
  parseInstant,
  parseMessage,
  redact,
  type JsonObject,
  type JsonValue,
  type MessageOptions,
  type PushReply,
  type PushRequest,
  type PushResult,
  type Rejection,
} from '@segue/sdk';
import { browserSettings } from './browser-settings.js';
import { endpointOf, type Endpoint } from './endpoints.js';
import { ACCEPTED, MALFORMED, TOO_LARGE } from './replies.js';
import { bodyOf, byteLengthOf, withoutWriteKey } from './request-body.js';
import type { SegmentSettings } from './segment.source.js';
import { writeKeyOf } from './write-key.js';

/**
 * Of Segment. It counts 1,024 bytes to the KB; its Node library does, at least.
 *
 * Source: https://github.com/segmentio/segment-docs/blob/develop/src/connections/sources/catalog/libraries/server/http-api/index.md#max-request-size
 * Source: @segment/analytics-node 3.1.0, context-batch.js
 */
const MAX_MESSAGE_BYTES = 32 * 1024;
export const MAX_BATCH_BYTES = 500 * 1024;
const MAX_BATCH_LENGTH = 2500;

/**
 * Turns a request into records. As at Segment, 400 says that nothing of it was taken because it is too large or no JSON, and
 * anything else is answered 200: a message that cannot be taken is recorded with its reason, the rest of its batch is taken.
 *
 * The key was checked by `claims`. `integrations` is not looked at: it picks among Segment's destinations, by their names there.
 *
 * Source: https://github.com/segmentio/segment-docs/blob/develop/src/connections/sources/catalog/libraries/server/http-api/index.md#errors
 */
export function receive(settings: Readonly<SegmentSettings>, request: PushRequest): PushResult {
  const endpoint = endpointOf(request);
  if (endpoint === undefined) return nothing(browserSettings(settings, request));
  if (endpoint === 'metrics') return nothing(ACCEPTED);
  const body = bodyOf(request);
  if (body === 'malformed') {
    return refused(MALFORMED, {
      code: 'INVALID_JSON',
      reason: 'the body must be a JSON object',
      raw: redact(request.body.toString('utf8'), keysIn(settings, request)),
    });
  }
  return endpoint === 'batch'
    ? receiveBatch(body, request)
    : receiveMessage(endpoint, body, request);
}

function receiveMessage(type: Endpoint, body: JsonObject, request: PushRequest): PushResult {
  if (request.body.length > MAX_MESSAGE_BYTES) return refused(TOO_LARGE, tooLarge());
  return parseAll([{ ...body, type }], optionsOf(body, request));
}

function receiveBatch(body: JsonObject, request: PushRequest): PushResult {
  const { batch, context } = body;
  if (!Array.isArray(batch)) {
    return refused(MALFORMED, {
      code: 'INVALID_BATCH',
      reason: '"batch" must be a list of messages',
    });
  }
  const messages = batch as readonly JsonValue[];
  if (messages.length > MAX_BATCH_LENGTH) return refused(ACCEPTED, tooLong(messages.length));
  const large = request.body.length > MAX_MESSAGE_BYTES ? messages.findIndex(isTooLarge) : -1;
  if (large >= 0) return refused(TOO_LARGE, { ...tooLarge(), position: positionIn(large) });

  const options = optionsOf(body, request);
  return parseAll(messages, isJsonObject(context) ? { ...options, context } : options, positionIn);
}

function parseAll(
  messages: readonly JsonValue[],
  options: MessageOptions,
  positionOf?: (index: number) => string,
): PushResult {
  const results = messages.map((message) => parseMessage(withoutWriteKey(message), options));
  return {
    records: results.flatMap((result) => ('records' in result ? result.records : [])),
    rejected: results.flatMap((result, index) =>
      'rejection' in result
        ? [{ ...result.rejection, ...(positionOf ? { position: positionOf(index) } : {}) }]
        : [],
    ),
    reply: ACCEPTED,
  };
}

function optionsOf({ sentAt }: JsonObject, { receivedAt }: PushRequest): MessageOptions {
  const sent = parseInstant(sentAt);
  return { receivedAt, ...(sent ? { sentAt: sent } : {}) };
}

/** A body that is no JSON may hold the key all the same. */
const keysIn = ({ writeKey }: Readonly<SegmentSettings>, request: PushRequest): string[] =>
  [writeKey, writeKeyOf(request)].filter((key) => key !== undefined);

const isTooLarge = (message: JsonValue): boolean => byteLengthOf(message) > MAX_MESSAGE_BYTES;

const positionIn = (index: number): string => `batch/${index}`;

const nothing = (reply: PushReply): PushResult => ({ records: [], reply });

const refused = (reply: PushReply, rejection: Rejection): PushResult => ({
  records: [],
  rejected: [rejection],
  reply,
});

const tooLarge = (): Rejection => ({
  code: 'MESSAGE_TOO_LARGE',
  reason: 'a message may have at most 32 KB; nothing of the request was taken',
});

/** Source: https://github.com/segmentio/segment-docs/blob/develop/src/connections/sources/catalog/libraries/server/http-api/index.md#batch */
const tooLong = (length: number): Rejection => ({
  code: 'BATCH_TOO_LONG',
  reason: `a batch may have at most ${MAX_BATCH_LENGTH} messages, this one has ${length}; nothing of it was taken`,
});

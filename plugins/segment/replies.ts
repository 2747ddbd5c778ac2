import type { PushRefusal, PushReply, PushRequest } from '@segue/sdk';
import { endpointOf } from './endpoints.js';
import { bodyOf } from './request-body.js';
import { MIN_WRITE_KEY_LENGTH, writeKeyOf } from './write-key.js';

/** Also the answer to messages that are recorded as rejected: Segment's libraries give up on any other 4xx. */
export const ACCEPTED: PushReply = { status: 200, body: { success: true } };

/**
 * Assumption: the texts. Segment documents the status alone; the form is that of its answer to a bad write key.
 */
export const refusal = (message: string, status = 400): PushReply => ({
  status,
  body: { success: false, message },
});

export const MALFORMED = refusal('The request body is not a valid JSON object');
export const TOO_LARGE = refusal('At most 32 KB per message and 500 KB per batch');

/** How long a client is to wait when the hub cannot keep up, in seconds. */
const RETRY_AFTER_SECONDS = 1;

/**
 * Segment's own answers.
 *
 * An unknown write key is answered like a known one, and what comes with it is dropped: Segment's edge does not know the keys.
 * Only a key that is missing or too short to be one gets a 400, with these words.
 * Assumption: too short is under 8 characters (known are `abc123`: 400, and `invalid_key`: 200).
 * Source: https://github.com/segmentio/analytics-go/issues/205, https://github.com/segmentio/analytics-node/issues/59
 *
 * The settings of an unknown key are not found.
 * Source: https://github.com/segmentio/analytics-react-native/issues/873
 *
 * A client that is told 429 sends the same again, without counting it as a failure: the Node library after `Retry-After`,
 * the batching browser library after `X-RateLimit-Reset`, which a web page may read only if it is exposed.
 * Source: @segment/analytics-node 3.1.0, publisher.js
 * Source: https://github.com/segmentio/analytics-next/blob/master/packages/browser/src/plugins/segmentio/batched-dispatcher.ts
 */
export function refuse(why: PushRefusal, request: PushRequest): PushReply {
  switch (why) {
    case 'unknown':
      return request.method === 'GET' ? refusal('Write key not found', 404) : dropped(request);
    case 'too-large':
      return TOO_LARGE;
    case 'malformed':
      return MALFORMED;
    case 'overloaded':
      return {
        ...refusal('Too many requests', 429),
        headers: {
          'Retry-After': String(RETRY_AFTER_SECONDS),
          'X-RateLimit-Reset': String(RETRY_AFTER_SECONDS),
          'Access-Control-Expose-Headers': 'Retry-After, X-RateLimit-Reset',
        },
      };
  }
}

/** The browser library's metrics name no write key, so nobody claims them. */
function dropped(request: PushRequest): PushReply {
  if (endpointOf(request) === 'metrics') return ACCEPTED;
  const writeKey = writeKeyOf(request);
  if (writeKey === undefined && bodyOf(request) === 'malformed') return MALFORMED;
  const isKey = writeKey !== undefined && writeKey.length >= MIN_WRITE_KEY_LENGTH;
  return isKey ? ACCEPTED : refusal('An invalid write key was provided');
}

import { createHash, timingSafeEqual } from 'node:crypto';
import type { PushRequest } from '@segue/sdk';
import { bodyOf } from './request-body.js';

/** Shorter keys are nobody's: Segment answers 400 to them, and settings with one are refused. */
export const MIN_WRITE_KEY_LENGTH = 8;

/**
 * The write key that a request names: in the path of the settings, as user name of Basic authentication (the colon after it
 * may be missing), else in the body. A Bearer token is not looked at; such requests have the key in the body.
 *
 * Source: https://github.com/segmentio/segment-docs/blob/develop/src/connections/sources/catalog/libraries/server/http-api/index.md#authentication
 */
export function writeKeyOf(request: PushRequest): string | undefined {
  if (request.method === 'GET') return request.params.writeKey;
  const named = basicUser(request.headers.authorization);
  if (named !== undefined) return named;
  const body = bodyOf(request);
  const { writeKey } = body === 'malformed' ? {} : body;
  return typeof writeKey === 'string' && writeKey !== '' ? writeKey : undefined;
}

function basicUser(authorization = ''): string | undefined {
  const encoded = /^basic +([\w+/=-]+) *$/i.exec(authorization)?.[1];
  const user = encoded && Buffer.from(encoded, 'base64').toString('utf8').split(':')[0];
  return user === '' ? undefined : user;
}

/** In a time that tells neither how much of the key is right nor how long the real one is. */
export function isSameKey(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

import {
  AuthError,
  RateLimitError,
  RequestError,
  retryAfterMs,
  type ConnectorError,
} from '@segue/sdk';
import { isObject, objectsIn, textIn, type Answer } from './answer.js';

interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/**
 * The wait after each kind of exhausted quota, by what Google's message names. Day quotas come back at midnight Pacific
 * time: asking once an hour until then costs nothing and needs no calendar.
 *
 * Source: https://developers.google.com/analytics/devguides/reporting/data/v1/quotas
 * Assumption: the messages name the quota as seen in "Exhausted concurrent requests quota.", "Exhausted property tokens for a
 * project per hour." and "Exhausted potentially thresholded requests quota."
 */
const QUOTA_WAITS: readonly { readonly names: RegExp; readonly waitMs: number }[] = [
  { names: /concurrent/i, waitMs: 30 * SECOND_MS },
  { names: /per day|daily/i, waitMs: 60 * MINUTE_MS },
  { names: /per hour|hourly|thresholded|server errors/i, waitMs: 30 * MINUTE_MS },
];
const OTHER_QUOTA_WAIT_MS = MINUTE_MS;

export const quotaWaitMs = (message: string): number =>
  QUOTA_WAITS.find(({ names }) => names.test(message))?.waitMs ?? OTHER_QUOTA_WAIT_MS;

/** What the token endpoint answers to a key that was deleted or disabled, or an assertion from another time. */
const KEY_REFUSALS = new Set([
  'invalid_grant',
  'invalid_client',
  'unauthorized_client',
  'deleted_client',
  'disabled_client',
]);

const API_TITLES: Readonly<Record<string, string>> = {
  'analyticsdata.googleapis.com': 'Google Analytics Data API',
  'analyticsadmin.googleapis.com': 'Google Analytics Admin API',
};

/**
 * What Google's error answers mean. APIs answer `{"error":{"code":403,"message":…,"status":…,"details":[…]}}`, the token
 * endpoint `{"error":"invalid_grant","error_description":…}`.
 */
export function classifyGoogleAnswer({
  status,
  headers,
  data,
}: Response): ConnectorError | undefined {
  if (status < 400) return undefined;
  const error = isObject(data) ? data['error'] : undefined;
  const message = (isObject(error) && textIn(error, 'message')) || '';
  if (status === 429) return toRateLimitError(message, headers['retry-after']);
  if (typeof error === 'string' && KEY_REFUSALS.has(error)) return refusedKey();
  if (status === 403 && isObject(error)) return toForbiddenError(error);
  if (status === 400 && message !== '') {
    return new RequestError(`Google refuses the request: ${message.slice(0, 300)}`, status);
  }
  return undefined;
}

function toRateLimitError(message: string, retryAfter: unknown): RateLimitError {
  const waitMs = retryAfter === undefined ? quotaWaitMs(message) : retryAfterMs(retryAfter);
  return new RateLimitError('a quota of the Google Analytics property is exhausted', waitMs);
}

const refusedKey = (): AuthError =>
  new AuthError(
    'Google refuses the service account key: it was deleted or disabled, or the clock of this machine is wrong',
  );

function toForbiddenError(error: Answer): AuthError {
  const disabled = objectsIn(error, 'details').find(({ reason }) => reason === 'SERVICE_DISABLED');
  if (!disabled) {
    return new AuthError(
      'the service account may not read this property: add its e-mail address as Viewer under Admin → Property access management, and check propertyId',
    );
  }
  const { metadata } = disabled;
  const service = isObject(metadata) ? textIn(metadata, 'service') : undefined;
  const title = API_TITLES[service ?? ''] ?? 'Google Analytics Data API and Admin API';
  return new AuthError(
    `enable the ${title} in the Cloud project of the service account; it takes a few minutes to work`,
  );
}

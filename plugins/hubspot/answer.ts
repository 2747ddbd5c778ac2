import { AuthError, RateLimitError, retryAfterMs, type ConnectorError } from '@segue/sdk';

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface HubspotAnswer {
  readonly status: number;
  readonly headers: object;
  readonly data: unknown;
}

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

/**
 * What a 429 names, in `policyName` or in its message, and the wait that it takes. HubSpot documents no Retry-After for it;
 * one that is there all the same goes first.
 *
 * The daily limit ends at midnight where the account is, which the answer does not tell: so it is asked again every hour.
 *
 * Source: https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines, and for the waits
 * @hubspot/api-client, lib/src/services/decorators/RetryDecorator.js
 */
const LIMITS: readonly {
  readonly named: RegExp;
  readonly what: string;
  readonly waitMs: number;
}[] = [
  { named: /daily/i, what: 'daily limit', waitMs: HOUR_MS },
  { named: /ten_secondly/i, what: 'limit for ten seconds', waitMs: 10 * SECOND_MS },
  { named: /secondly/i, what: 'limit for a second', waitMs: SECOND_MS },
];
const UNNAMED_LIMIT = { what: 'limit', waitMs: 10 * SECOND_MS };

/**
 * HubSpot's refusals that mean more than their status. All fields of its error bodies are optional, and their texts can
 * quote data: only names of a known form get into a message.
 *
 * Source: https://developers.hubspot.com/docs/api-reference/error-handling
 */
export function classify({ status, headers, data }: HubspotAnswer): ConnectorError | undefined {
  const body = isObject(data) ? data : {};
  switch (status) {
    case 401:
      return new AuthError(`HubSpot refused the access token${categoryOf(body)}`);
    case 403:
      return new AuthError(
        `the access token may not read contacts${categoryOf(body)}${scopesOf(body)}`,
      );
    case 423:
      // "Locks will last for 2 seconds."
      return new RateLimitError(
        'HubSpot has locked the records for a moment',
        Math.max(2 * SECOND_MS, waitOf(headers) ?? 0),
      );
    case 429: {
      const text = `${String(body['policyName'])} ${String(body['message'])}`;
      const { what, waitMs } = LIMITS.find(({ named }) => named.test(text)) ?? UNNAMED_LIMIT;
      return new RateLimitError(`HubSpot's ${what} is used up`, waitOf(headers) ?? waitMs);
    }
    case 477:
      return new RateLimitError(
        'HubSpot is moving the account to another data centre',
        waitOf(headers) ?? HOUR_MS,
      );
    default:
      return undefined;
  }
}

function waitOf(headers: object): number | undefined {
  const retryAfter: unknown = Reflect.get(headers, 'retry-after');
  return typeof retryAfter === 'string' && retryAfter !== '' ? retryAfterMs(retryAfter) : undefined;
}

/** E.g. ` (MISSING_SCOPES)`. */
function categoryOf({ category }: Readonly<Record<string, unknown>>): string {
  return typeof category === 'string' && /^[A-Z][A-Z_]*$/.test(category) ? ` (${category})` : '';
}

/** Each `errors[].context` lists scopes of which one is enough. */
function scopesOf({ errors }: Readonly<Record<string, unknown>>): string {
  const contexts = (Array.isArray(errors) ? errors : [])
    .filter(isObject)
    .map(({ context }) => context)
    .filter(isObject);
  const scopes = contexts
    .flatMap(({ requiredGranularScopes, requiredScopes }) => [
      requiredGranularScopes,
      requiredScopes,
    ])
    .flat()
    .filter((scope) => typeof scope === 'string' && /^[a-z][a-z0-9._-]*$/.test(scope));
  return scopes.length > 0 ? `: it needs one of the scopes ${scopes.join(', ')}` : '';
}

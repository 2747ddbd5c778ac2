import {
  AuthError,
  ConfigError,
  RateLimitError,
  RequestError,
  retryAfterMs,
  TransientError,
  type ConnectorError,
} from '@segue/sdk';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly data: unknown;
}

const THROTTLED = new Set(['ratelimited', 'rate_limited']);

/** `fatal_error`: "some aspect of the operation may have succeeded", so it is like a lost answer. */
const TRANSIENT = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
  'org_login_required',
]);

const REFUSED = new Set([
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
  'missing_scope',
  'no_permission',
  'ekm_access_denied',
  // Webhooks: the URL was removed, or its app or workspace is gone.
  'invalid_token',
  'no_service',
  'no_service_id',
  'no_active_hooks',
  'no_team',
  'team_disabled',
]);

const NOT_FOUND =
  'there is no such channel, or it is private: check the id, and invite the bot with /invite';
const ARCHIVED = 'the channel is archived: choose another one';
const FORBIDDEN = 'a workspace setting keeps apps from posting there: ask an admin of Slack';
const NO_FILES = 'the workspace does not take CSV files: ask an admin of Slack';

const MISCONFIGURED = new Map([
  ['channel_not_found', NOT_FOUND],
  ['invalid_channel', NOT_FOUND],
  ['not_in_channel', 'the bot is not in the channel: invite it with /invite'],
  ['is_archived', ARCHIVED],
  ['channel_is_archived', ARCHIVED],
  ['action_prohibited', FORBIDDEN],
  ['posting_to_channel_denied', FORBIDDEN],
  ['posting_to_general_channel_denied', FORBIDDEN],
  ['file_uploads_disabled', NO_FILES],
  ['file_uploads_except_images_disabled', NO_FILES],
  ['file_type_not_allowed', NO_FILES],
]);

/**
 * The Web API answers errors with HTTP 200 and `{ ok: false, error }`, webhooks with an HTTP status and the code as plain
 * text. The codes of both mean the same, so one table serves them.
 *
 * Source: https://docs.slack.dev/reference/methods/chat.postMessage and
 * https://api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks.
 * Assumption: `no_service`, `no_team`, `invalid_token` and the like, which that page does not list, come with 403 or 404.
 */
export function classifyAnswer({ status, headers, data }: Answer): ConnectorError | undefined {
  const code = errorCode(status, data);
  if (code === undefined) return undefined;
  const message = `Slack answered ${code}`;

  if (THROTTLED.has(code)) return new RateLimitError(message, retryAfterMs(headers['retry-after']));
  if (TRANSIENT.has(code)) return new TransientError(message);
  if (REFUSED.has(code)) return new AuthError(message + missingScope(data));
  const advice = code.startsWith('restricted_action') ? FORBIDDEN : MISCONFIGURED.get(code);
  if (advice !== undefined) return new ConfigError(`${message}: ${advice}`);
  return status === 200 || status === 400 ? new RequestError(message, status) : undefined;
}

/** Slack's error code in an answer; undefined when the answer is no error of Slack's own. */
export function errorCode(status: number, data: unknown): string | undefined {
  if (typeof data === 'string') return status >= 400 ? toCode(data.trim()) : undefined;
  const isError = property(data, 'ok') === false;
  return isError ? (toCode(property(data, 'error')) ?? 'unknown_error') : undefined;
}

/** Only what looks like a code gets into messages: an echo of the request could hold personal data. */
const toCode = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[a-z0-9_]{1,80}$/.test(value) ? value : undefined;

function missingScope(data: unknown): string {
  const needed = property(data, 'needed');
  const isScope = typeof needed === 'string' && /^[a-z:.,]{1,100}$/.test(needed);
  return isScope ? `: the app needs the scope ${needed}; add it and install the app again` : '';
}

const property = (data: unknown, name: string): unknown =>
  typeof data === 'object' && data !== null ? Reflect.get(data, name) : undefined;

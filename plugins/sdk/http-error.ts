import axios, {
  type AxiosResponse,
  type CreateAxiosDefaults,
  type InternalAxiosRequestConfig,
} from 'axios';
import { remember } from './answers.js';
import type { Connector } from './connector.js';
import {
  AuthError,
  ConfigError,
  ConnectorError,
  ContractError,
  RateLimitError,
  RequestError,
  toConnectorError,
  TransientError,
} from './errors.js';
import { redact } from './redact.js';

const DEFAULT_RETRY_AFTER_MS = 10_000;

export interface Judgement {
  readonly defaults: CreateAxiosDefaults;
  /** Strings that must not appear in any error. */
  readonly secrets: readonly string[];
  readonly classify?: Connector<object>['classify'];
  readonly signal?: AbortSignal;
}

/** The body of an answer that should be JSON is not. */
export class NotJsonError extends Error {
  constructor(readonly request: InternalAxiosRequestConfig) {
    super('the answer is not JSON');
  }
}

/** What the plugin says of an answer; a plugin that crashes over it broke the contract. */
export function classifyAnswer(
  response: AxiosResponse<unknown>,
  { classify, secrets }: Judgement,
): ConnectorError | undefined {
  try {
    const error = classify?.(response);
    return error && remember(withoutSecrets(error, secrets), response);
  } catch (thrown) {
    return remember(withoutSecrets(toConnectorError(thrown), secrets), response);
  }
}

/** The ConnectorError for whatever a request failed with. Holds neither the request nor its configuration. */
export function toHttpError(error: unknown, judgement: Judgement): ConnectorError {
  if (error instanceof ConnectorError) return error;
  if (isCancelled(error, judgement)) return new TransientError('the request was cancelled');
  if (error instanceof NotJsonError) {
    return new TransientError(`${describe(error.request, judgement)}: the answer is not JSON`);
  }
  if (!axios.isAxiosError(error)) return unexpected(error);

  const { config, code } = error;
  if (code === 'ADDRESS_REFUSED') {
    const problem = 'must be the address of a host on the public internet';
    return new ConfigError(`the base URL ${problem}`, { baseUrl: problem });
  }
  const where = config ? describe(config, judgement) : 'request';
  const response = wholeAnswer(error.response);
  if (!response) {
    const what = error.response ? 'the answer was cut off' : (code ?? 'no answer');
    return new TransientError(`${where}: ${what}`, { isUnsent: isUnsent(code) });
  }
  const judged = classifyAnswer(response, judgement);
  return judged ?? remember(byStatus(`${where}: ${response.status}`, response), response);
}

/** No connection came about. */
const isUnsent = (code: string | undefined): boolean =>
  code !== undefined &&
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|E(HOST|NET)UNREACH|.*CERT.*)$/.test(code);

/** Without a body there was a hang-up, a timeout or a bad compression after the head: the status tells nothing. */
const wholeAnswer = (response: AxiosResponse<unknown> | undefined) =>
  response?.data === undefined ? undefined : response;

function isCancelled(error: unknown, { signal }: Judgement): boolean {
  return (
    signal?.aborted === true ||
    axios.isCancel(error) ||
    ['AbortError', 'TimeoutError'].includes(nameOf(error))
  );
}

/** Neither the network nor the vendor: something in the request itself. Its text is left out, it may quote the request. */
function unexpected(error: unknown): ConnectorError {
  return new ContractError(`the request could not be made: ${nameOf(error)}`);
}

/** Not by `instanceof`: Node's own errors are of another realm where plugins are tested. */
const nameOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'name' in error
    ? String(error.name)
    : typeof error;

function byStatus(message: string, { status, headers }: AxiosResponse<unknown>): ConnectorError {
  if (status === 408 || status === 423 || status === 425 || status >= 500) {
    return new TransientError(message);
  }
  if (status === 401 || status === 403) return new AuthError(message);
  if (status === 429) return new RateLimitError(message, retryAfterMs(headers['retry-after']));
  return new RequestError(message, status);
}

function withoutSecrets<E extends ConnectorError>(error: E, secrets: readonly string[]): E {
  error.message = redact(error.message, secrets);
  if (error.stack !== undefined) error.stack = redact(error.stack, secrets);
  return error;
}

/** Method, origin and path. What may be personal (addresses, their hashes) or secret (query, user info) is left out. */
function describe(
  { method = 'get', url, baseURL }: InternalAxiosRequestConfig,
  { defaults, secrets }: Judgement,
): string {
  const full = axios.getUri({ url, baseURL: defaults.baseURL ?? baseURL });
  if (!URL.canParse(full)) return `${method.toUpperCase()} an invalid URL`;
  const { origin, pathname } = new URL(full);
  const path = redact(pathname, secrets).replace(
    /[^/]*(?:@|%40)[^/]*|[0-9a-f]{32,}|(?:\+|%2B)\d{6,}/gi,
    '…',
  );
  return `${method.toUpperCase()} ${origin}${path}`;
}

/** Retry-After is either whole seconds or an HTTP date (RFC 9110 §10.2.3). */
export function retryAfterMs(header: unknown): number {
  if (typeof header !== 'string' && typeof header !== 'number') return DEFAULT_RETRY_AFTER_MS;
  const seconds = header === '' ? Number.NaN : Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  // Date.parse alone finds a date in any text that ends in a number.
  const date = / GMT$/.test(String(header)) ? Date.parse(String(header)) : Number.NaN;
  return Number.isNaN(date) ? DEFAULT_RETRY_AFTER_MS : Math.max(0, date - Date.now());
}

import axios, {
  type AxiosInstance,
  type AxiosRequestConfig,
  type CreateAxiosDefaults,
  type InternalAxiosRequestConfig,
} from 'axios';
import type { Agents } from './agents.js';
import { ConfigError, ContractError } from './errors.js';
import { classifyAnswer, type Judgement, NotJsonError, toHttpError } from './http-error.js';
import { unpaced, type Pacer } from './pacer.js';

const DEFAULT_TIMEOUT_MS = 30_000;

/** Headers that are no credentials, and that axios would otherwise fill in itself before ours are added. */
const OPEN_HEADERS = ['Accept', 'Content-Type'];

export interface HttpOptions extends Judgement {
  readonly pacer?: Pacer;
  /** Also keep requests off the proxy that the environment names: it would make the connections in their place. */
  readonly agents?: Agents | undefined;
}

/**
 * Axios that rejects only with a ConnectorError: what to retry is decided here, once, for all plugins.
 *
 * Base URL and credentials (headers, auth, parameters) stay in this closure, so no object a plugin can log holds them; and
 * they are sent to the base URL's origin only, so a URL that a vendor hands out does not receive them. Redirects are not
 * followed.
 *
 * @throws ConfigError when the base URL is none
 */
export function createHttp(options: HttpOptions): AxiosInstance {
  const { agents, defaults, pacer = unpaced, signal } = options;
  const { headers, auth, baseURL, ...rest } = defaults;
  const ownHeaders = new axios.AxiosHeaders(headers as Record<string, string>);
  const origin = baseURL === undefined ? undefined : originOf(baseURL);
  const send = axios.getAdapter(['http']);

  const http = axios.create({
    timeout: DEFAULT_TIMEOUT_MS,
    responseType: 'json',
    transformResponse: parseBody,
    ...rest,
    params: undefined,
    headers: Object.fromEntries(
      OPEN_HEADERS.filter((name) => ownHeaders.has(name)).map((name) => [
        name,
        ownHeaders.get(name) as string,
      ]),
    ),
    ...(signal ? { signal } : {}),
    ...(agents ? { ...agents, proxy: false } : {}),
    adapter: async (config) => {
      const url = urlOf(config, baseURL);
      const isOurs = url.origin === origin;
      const full: InternalAxiosRequestConfig = {
        ...config,
        baseURL: undefined,
        params: undefined,
        maxRedirects: 0,
        url: isOurs ? withParams(url, defaults) : url.href,
        // A copy: `config` ends in the response, where the plugin sees it.
        headers: new axios.AxiosHeaders(config.headers),
        ...(isOurs && auth ? { auth } : {}),
        signal: bothSignals(signal, config.signal),
      };
      if (isOurs) full.headers.set(ownHeaders, false);
      try {
        const response = await pacer.run(() => send(full), full.signal as AbortSignal | undefined);
        return { ...response, config, request: undefined };
      } catch (error) {
        throw strip(error, config);
      }
    },
  });
  http.interceptors.response.use(
    (response) => {
      const error = classifyAnswer(response, options);
      return error ? Promise.reject(error) : response;
    },
    (error: unknown) => Promise.reject(toHttpError(error, options)),
  );
  return http;
}

function originOf(baseURL: string): string {
  if (!/^https?:/i.test(baseURL) || !URL.canParse(baseURL)) {
    const problem = 'must be a URL that begins with https:// or http://';
    throw new ConfigError(`the base URL ${problem}`, { baseUrl: problem });
  }
  return new URL(baseURL).origin;
}

function urlOf(config: AxiosRequestConfig, baseURL: string | undefined): URL {
  const url = axios.getUri({ ...config, ...(baseURL === undefined ? {} : { baseURL }) });
  if (!/^https?:/i.test(url) || !URL.canParse(url)) {
    throw new ContractError('the URL of the request is not valid');
  }
  return new URL(url);
}

/** With the plugin's own parameters; those of the request win. */
function withParams({ href, searchParams }: URL, defaults: CreateAxiosDefaults): string {
  const given = (defaults.params ?? {}) as object;
  const entries: [string, unknown][] =
    given instanceof URLSearchParams ? [...given] : Object.entries(given);
  const params = Object.fromEntries(entries.filter(([name]) => !searchParams.has(name)));
  return axios.getUri({ url: href, params, paramsSerializer: defaults.paramsSerializer });
}

function bothSignals(
  ours: AbortSignal | undefined,
  theirs: AxiosRequestConfig['signal'],
): AxiosRequestConfig['signal'] {
  if (!ours || !(theirs instanceof AbortSignal) || theirs === ours) return theirs ?? ours;
  return AbortSignal.any([ours, theirs]);
}

/** Without the request that was sent and the configuration that holds the credentials. */
function strip(error: unknown, config: InternalAxiosRequestConfig): unknown {
  if (!axios.isAxiosError(error)) return error;
  error.config = config;
  error.request = undefined;
  if (error.response) error.response = { ...error.response, config, request: undefined };
  return error;
}

function parseBody(
  this: InternalAxiosRequestConfig,
  data: unknown,
  _headers: unknown,
  status?: number,
): unknown {
  if (this.responseType !== 'json' || typeof data !== 'string' || data === '') return data;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    // An error page in HTML is still judged by its status.
    if (status !== undefined && status >= 400) return data;
    throw new NotJsonError(this);
  }
}

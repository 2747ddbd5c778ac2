import { answerOf, TransientError, type Context } from '@segue/sdk';
import { listIn, textIn, toObject, type Answer } from './answer.js';
import type { Ga4Settings } from './ga4.settings.js';
import { parseServiceAccount, signAssertion } from './service-account.js';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** A token is renewed this long before it expires, so that it does not expire on its way. */
const EXPIRY_MARGIN_MS = 60_000;
const DEFAULT_LIFETIME_S = 3600;

interface Request {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly data?: object;
}

interface AccessToken {
  readonly value: string;
  /** Unix ms, with the margin taken off. */
  readonly usableUntil: number;
}

/** Google's APIs with the service account's token, which lives as long as this client. */
export interface GoogleClient {
  get(url: string, params?: Readonly<Record<string, string>>): Promise<Answer>;
  post(url: string, data: object): Promise<Answer>;
}

/**
 * The token goes along with each request: the Admin API and the token endpoint have other origins than the base URL, and
 * the SDK sends what it holds itself to the base URL only.
 */
export function connectToGoogle({
  http,
  settings,
  now,
}: Pick<Context<Ga4Settings>, 'http' | 'settings' | 'now'>): GoogleClient {
  const account = parseServiceAccount(settings.serviceAccount);
  let token: AccessToken | undefined;

  const fetchToken = async (): Promise<AccessToken> => {
    const at = now();
    const form = new URLSearchParams({
      grant_type: GRANT_TYPE,
      assertion: signAssertion(account, at),
    });
    const { data } = await http.post<unknown>(settings.tokenUrl, form);
    return parseToken(data, at);
  };
  const usableToken = async (): Promise<AccessToken> => {
    if (!token || token.usableUntil <= now().getTime()) token = await fetchToken();
    return token;
  };
  const send = async (request: Request, { value }: AccessToken): Promise<Answer> => {
    const headers = { Authorization: `Bearer ${value}` };
    const { data } = await http.request<unknown>({ ...request, headers });
    return toObject(data, 'JSON object');
  };
  const call = async (request: Request): Promise<Answer> => {
    const current = await usableToken();
    try {
      return await send(request, current);
    } catch (error) {
      if (answerOf(error)?.status !== 401) throw error;
    }
    token = undefined;
    return send(request, await usableToken());
  };

  return {
    get: (url, params) => call({ method: 'GET', url, ...(params ? { params } : {}) }),
    post: (url, data) => call({ method: 'POST', url, data }),
  };
}

function parseToken(data: unknown, at: Date): AccessToken {
  const answer = toObject(data, 'JSON object');
  const value = textIn(answer, 'access_token');
  if (value === undefined) throw new TransientError("Google's answer holds no access token");
  const { expires_in } = answer;
  const lifetimeMs = (typeof expires_in === 'number' ? expires_in : DEFAULT_LIFETIME_S) * 1000;
  return { value, usableUntil: at.getTime() + lifetimeMs - EXPIRY_MARGIN_MS };
}

/** All items of a list that Google pages by token. */
export async function listAll(
  google: GoogleClient,
  url: string,
  key: string,
  pageSize: number,
): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  let pageToken: string | undefined;
  do {
    const params = { pageSize: String(pageSize), ...(pageToken ? { pageToken } : {}) };
    const answer = await google.get(url, params);
    items.push(...listIn(answer, key));
    const next = textIn(answer, 'nextPageToken');
    if (next !== undefined && next === pageToken) {
      throw new TransientError("Google's answer leads to the same page again");
    }
    pageToken = next;
  } while (pageToken !== undefined);
  return items;
}

import { createHash, timingSafeEqual } from 'node:crypto';
import { MACHINE, type PrincipalRequest } from '../access/principal.js';
import type { ApiRequest, Middleware } from './exchange.js';
import { sendProblem, toProblem, type ProblemKind } from './problem.js';

/** Answered without a key, for load balancers. */
export const PUBLIC_PATHS: ReadonlySet<string> = new Set(['/health']);

const LOCAL_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Who may use the API; to be mounted on it as a whole, so that a new route is closed. With a key: who presents it. Without,
 * the server is on loopback, and what remains to be kept out are web pages in a browser on this machine: those that call
 * across origins, and those that made their own name point to it (DNS rebinding).
 */
export function requireAccess(apiKey: string | undefined): Middleware {
  const problemOf = apiKey ? keyCheck(apiKey) : localCheck;
  return (request, response, next) => {
    const kind = problemOf(request);
    if (!kind) {
      (request as PrincipalRequest).principal = MACHINE;
      return next();
    }
    if (kind.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    sendProblem(response, toProblem(kind));
  };
}

function keyCheck(apiKey: string): (request: ApiRequest) => ProblemKind | undefined {
  const expected = digest(apiKey);
  return ({ headers, url = '' }) => {
    if (PUBLIC_PATHS.has(url.replace(/\?.*$/s, ''))) return undefined;
    const [, given] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
    if (given !== undefined && timingSafeEqual(digest(given), expected)) return undefined;
    return {
      status: 401,
      code: 'API_KEY_REJECTED',
      title: 'The API key is missing or wrong',
      detail: 'send the header Authorization: Bearer <SEGUE_API_KEY>',
    };
  };
}

function localCheck({ headers }: ApiRequest): ProblemKind | undefined {
  const { host = '', origin } = headers;
  if (!LOCAL_NAMES.has(host.toLowerCase().replace(/:\d+$/, ''))) {
    return {
      status: 403,
      code: 'HOST_REJECTED',
      title: 'The request is for another host',
      detail: 'without SEGUE_API_KEY only localhost, 127.0.0.1 and [::1] are served',
    };
  }
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
    return {
      status: 403,
      code: 'ORIGIN_REJECTED',
      title: 'The request comes from a page of another origin',
      detail: 'without SEGUE_API_KEY web pages of other origins may not use the API',
    };
  }
  return undefined;
}

/** Of equal length whatever is compared. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

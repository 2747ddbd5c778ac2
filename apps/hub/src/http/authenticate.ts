import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiKeyService } from '../access/api-key.service.js';
import { MACHINE, type PrincipalRequest } from '../access/principal.js';
import type { SessionService } from '../access/session.service.js';
import { API_KEY_PREFIX, csrfTokenOf, isSameText } from '../access/tokens.js';
import type { Cookies } from './cookies.js';
import type { ApiRequest } from './exchange.js';
import { sendProblem, toProblem, type ProblemKind } from './problem.js';
import { isPublic } from './public-paths.js';
import { isSafe, originProblem, type Surroundings } from './request-origin.js';

export interface Authenticators extends Surroundings {
  /** `SEGUE_API_KEY`. */
  readonly apiKey?: string | undefined;
  readonly apiKeys: ApiKeyService;
  readonly sessions: SessionService;
  readonly cookies: Cookies;
}

type AuthenticatedRequest = ApiRequest & PrincipalRequest;

const KEY_REJECTED: ProblemKind = {
  status: 401,
  code: 'API_KEY_REJECTED',
  title: 'The API key is wrong, was revoked, or has expired',
  detail: 'send the header Authorization: Bearer <API key>, or none in a browser',
};
const NOBODY: ProblemKind = {
  status: 401,
  code: 'UNAUTHENTICATED',
  title: 'Nobody known asks',
  detail: 'sign in, or send the header Authorization: Bearer <API key>',
};
const CSRF: ProblemKind = {
  status: 403,
  code: 'CSRF_REJECTED',
  title: 'The request does not come from the console',
  detail: 'send the csrfToken of GET /api/session in the header X-CSRF-Token',
};

/**
 * Finds out who asks; to be mounted on the API as a whole, before anything of a request's body is read. Who presents a key is
 * taken for its holder alone, whatever cookies come with it.
 */
export function createAuthentication(by: Authenticators) {
  return (
    request: AuthenticatedRequest,
    response: ServerResponse,
    next: (error?: unknown) => void,
  ): void => {
    identify(request, by).then((problem) => {
      if (!problem) return next();
      if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
      sendProblem(response, toProblem(problem));
    }, next);
  };
}

async function identify(
  request: AuthenticatedRequest,
  by: Authenticators,
): Promise<ProblemKind | undefined> {
  const { method = '', originalUrl, headers } = request;
  const isOpen = isPublic(method, originalUrl);
  if (headers.authorization !== undefined) {
    const holder = await holderOf(headers.authorization, by);
    if (holder) request[holder.isValid ? 'principal' : 'former'] = holder.principal;
    return request.principal || isOpen ? undefined : KEY_REJECTED;
  }
  // Asked by load balancers, under any name; it tells nothing.
  if (originalUrl === '/api/health') return undefined;
  const problem = originProblem(method, headers, by);
  await findSession(request, by);
  if (problem) return problem;
  if (isOpen) return undefined;
  if (!request.session) return NOBODY;
  return isSafe(method) || presentsToken(request, request.session.token) ? undefined : CSRF;
}

async function holderOf(
  authorization: string,
  { apiKey, apiKeys }: Authenticators,
): ReturnType<ApiKeyService['holderOf']> {
  const [, given] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
  if (given === undefined) return undefined;
  if (apiKey && isSameText(given, apiKey)) return { principal: MACHINE, isValid: true };
  return given.startsWith(API_KEY_PREFIX) ? apiKeys.holderOf(given) : undefined;
}

async function findSession(
  request: AuthenticatedRequest,
  { sessions, cookies }: Authenticators,
): Promise<void> {
  const token = cookies.read(request, 'session');
  const session = token ? await sessions.find(token) : undefined;
  if (!token || !session) return;
  if (session.isOver) {
    request.former = session.principal;
    return;
  }
  request.principal = session.principal;
  request.session = { token, email: session.email, expiresAt: session.expiresAt };
}

function presentsToken({ headers }: IncomingMessage, sessionToken: string): boolean {
  const given = headers['x-csrf-token'];
  return typeof given === 'string' && isSameText(given, csrfTokenOf(sessionToken));
}

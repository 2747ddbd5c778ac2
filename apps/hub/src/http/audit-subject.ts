import type { ServerResponse } from 'node:http';
import type { AuditSubject } from '../access/audit/audit-entry.js';
import type { Principal, PrincipalRequest } from '../access/principal.js';
import { ACTOR_HEADER, actorFor } from './actor.js';
import type { ApiRequest } from './exchange.js';

/** What a request says of who asks, and for what. @param principal where it is not the one whose rights count */
export function subjectOf(
  request: ApiRequest & PrincipalRequest,
  response: ServerResponse,
  principal: Principal | undefined = request.principal,
): AuditSubject {
  const { method = '', route, originalUrl, headers, ip } = request;
  const path = shownPath(originalUrl);
  return {
    actorKind: principal?.kind ?? 'none',
    actorId: principal?.id ?? null,
    actorName: principal ? actorFor(principal, headers[ACTOR_HEADER]) : '',
    route: `${method} ${typeof route?.path === 'string' ? route.path : path}`,
    target: path,
    address: ip ?? null,
    userAgent: headers['user-agent'] ?? null,
    requestId: String(response.getHeader('X-Request-Id') ?? '') || null,
  };
}

/** Without the query, and without what may be the identifier of a person. */
const shownPath = (url: string): string =>
  url
    .replace(/\?.*$/s, '')
    .split('/')
    .map((part) => (/^[\w.~-]*$/.test(part) ? part : '…'))
    .join('/');

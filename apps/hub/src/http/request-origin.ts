import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import type { ApiRequest } from './exchange.js';
import type { ProblemKind } from './problem.js';

const LOCAL_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
/** `none`: the user typed the address, or a program sent the header. */
const OWN_SITES: ReadonlySet<unknown> = new Set([undefined, 'same-origin', 'none']);

export interface Surroundings {
  /** Whether other machines can reach the server directly. */
  readonly isOpen: boolean;
  /** Where people reach it. */
  readonly url?: string | undefined;
}

/** Where people reach the hub: as configured, else as the request has it. */
export const originOf = ({ protocol = 'http', headers }: ApiRequest, url?: string): string =>
  url?.replace(/\/$/, '') ?? `${protocol}://${headers.host ?? ''}`;

export const isSafe = (method: string): boolean => SAFE_METHODS.has(method);

/**
 * Keeps out web pages that are not ours, whoever is signed in: those that call across origins, and those that made their own
 * name point to this machine (DNS rebinding). A program that presents a key is no web page.
 */
export function originProblem(
  method: string,
  { host = '', origin, 'sec-fetch-site': site }: IncomingHttpHeaders,
  { isOpen, url }: Surroundings,
): ProblemKind | undefined {
  const own = url === undefined ? undefined : new URL(url);
  if (!isKnownHost(host, own) && !(isOpen && !own)) {
    return {
      status: 403,
      code: 'HOST_REJECTED',
      title: 'The request is for another host',
      detail: 'a browser reaches the hub by localhost, an IP address, or the name in server.url',
    };
  }
  const isOwnPage =
    origin === undefined || hostOf(origin) === host.toLowerCase() || origin === own?.origin;
  if (isOwnPage && (isSafe(method) || OWN_SITES.has(site))) return undefined;
  return {
    status: 403,
    code: 'ORIGIN_REJECTED',
    title: 'The request comes from a page of another origin',
    detail:
      'web pages of other origins may not use the API; behind a proxy that changes the Host header, set server.url',
  };
}

function isKnownHost(header: string, own: URL | undefined): boolean {
  const host = header.toLowerCase();
  const name = host.replace(/:\d+$/, '');
  // A page's own name can be made to point here, an address cannot.
  return LOCAL_NAMES.has(name) || isIP(name.replace(/^\[|\]$/g, '')) > 0 || host === own?.host;
}

const hostOf = (origin: string): string | undefined =>
  URL.canParse(origin) ? new URL(origin).host : undefined;

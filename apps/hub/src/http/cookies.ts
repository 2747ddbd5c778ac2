import type { ServerResponse } from 'node:http';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { ApiRequest } from './exchange.js';

type Name = 'session' | 'device' | 'oidc';

const BEGINNING = new Date(0);

/** What the hub keeps in a browser. */
export class Cookies {
  /** @param isSecure  whether people reach the hub by TLS, whatever the request looks like */
  constructor(private readonly isSecure: boolean) {}

  read(request: ApiRequest, name: Name): string | undefined {
    return parseCookie(request.headers.cookie ?? '')[this.nameOf(request, name)];
  }

  set(
    request: ApiRequest,
    response: ServerResponse,
    name: Name,
    { value, expires }: { readonly value: string; readonly expires: Date },
  ): void {
    response.appendHeader(
      'Set-Cookie',
      stringifySetCookie({
        name: this.nameOf(request, name),
        value,
        expires,
        httpOnly: true,
        sameSite: 'lax',
        secure: this.secure(request),
        path: '/',
      }),
    );
  }

  clear(request: ApiRequest, response: ServerResponse, name: Name): void {
    this.set(request, response, name, { value: '', expires: BEGINNING });
  }

  /** `__Host-`: browsers take it from this host alone, and from no subdomain. */
  private nameOf(request: ApiRequest, name: Name): string {
    return `${this.secure(request) ? '__Host-' : ''}segue_${name}`;
  }

  private secure({ protocol }: ApiRequest): boolean {
    return this.isSecure || protocol === 'https';
  }
}

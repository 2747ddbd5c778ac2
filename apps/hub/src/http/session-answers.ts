import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Principal, RequestSession } from '../access/principal.js';
import { rightsOf } from '../access/right.js';
import { DEVICE_MS, type SignedIn } from '../access/sign-in.service.js';
import { SessionService } from '../access/session.service.js';
import { csrfTokenOf } from '../access/tokens.js';
import { HubConfig } from '../runtime/hub-config.js';
import { Cookies } from './cookies.js';
import type { ApiRequest } from './exchange.js';
import type { SessionDto } from './dto/session.dto.js';

/** What a browser is told, and given to keep, when somebody signs in or out. */
@Injectable()
export class SessionAnswers {
  constructor(
    private readonly hub: HubConfig,
    private readonly sessions: SessionService,
    private readonly cookies: Cookies,
  ) {}

  device(request: ApiRequest): string | undefined {
    return this.cookies.read(request, 'device');
  }

  /** The session that the browser had before ends: nobody goes on under a token that was known before the sign-in. */
  async enter(
    request: ApiRequest,
    response: ServerResponse,
    { user, session, device }: SignedIn,
  ): Promise<SessionDto> {
    const before = this.cookies.read(request, 'session');
    if (before !== undefined) await this.sessions.end(before);
    const { token, expiresAt } = session;
    this.cookies.set(request, response, 'session', { value: token, expires: expiresAt });
    const expires = new Date(Date.now() + DEVICE_MS);
    this.cookies.set(request, response, 'device', { value: device, expires });
    const { id, name, role, email } = user;
    return this.describe({ kind: 'user', id, name, role }, { token, email, expiresAt });
  }

  leave(request: ApiRequest, response: ServerResponse): void {
    this.cookies.clear(request, response, 'session');
  }

  describe({ kind, id, name, role }: Principal, session: RequestSession | undefined): SessionDto {
    const { name: workspace, timezone } = this.hub.config.workspace;
    return {
      kind,
      id,
      name,
      email: session?.email ?? null,
      role,
      rights: [...rightsOf(role)],
      csrfToken: session ? csrfTokenOf(session.token) : null,
      expiresAt: session?.expiresAt ?? null,
      workspace: { name: workspace, timezone },
    };
  }
}

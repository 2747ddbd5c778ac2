import type { ServerResponse } from 'node:http';
import { Controller, Get, Redirect, Req, Res } from '@nestjs/common';
import { ApiFoundResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditTrail } from '../access/audit/audit-trail.js';
import { Audited } from '../access/audit/audited.js';
import { Public } from '../access/needs.js';
import type { OidcTicket } from '../access/oidc/oidc.client.js';
import { OidcService } from '../access/oidc/oidc.service.js';
import { HubConfig } from '../runtime/hub-config.js';
import { Cookies } from './cookies.js';
import { describeProblem } from './describe-problem.js';
import type { ApiRequest } from './exchange.js';
import { originOf } from './request-origin.js';
import { SessionAnswers } from './session-answers.js';

const CALLBACK = '/api/session/oidc/callback';
/** In which somebody signs in at the provider. */
const TICKET_MS = 10 * 60_000;

interface Redirection {
  readonly url: string;
}

/** The browser itself comes here, so that a problem is shown on the console's page for signing in. */
@ApiTags('access')
@Controller('api/session/oidc')
export class OidcController {
  constructor(
    private readonly hub: HubConfig,
    private readonly oidc: OidcService,
    private readonly answers: SessionAnswers,
    private readonly cookies: Cookies,
    private readonly trail: AuditTrail,
  ) {}

  @Get()
  @Public()
  @Redirect()
  @ApiOperation({ summary: 'Leads the browser to the identity provider', security: [] })
  @ApiFoundResponse({ description: 'To the identity provider' })
  async begin(
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<Redirection> {
    return this.orProblemPage(async () => {
      const { url, ticket } = await this.oidc.begin(this.origin(request) + CALLBACK);
      const value = Buffer.from(JSON.stringify(ticket)).toString('base64url');
      const expires = new Date(Date.now() + TICKET_MS);
      this.cookies.set(request, response, 'oidc', { value, expires });
      return { url };
    });
  }

  @Get('callback')
  @Public()
  @Audited('change')
  @Redirect()
  @ApiOperation({ summary: 'Where the identity provider leads the browser back to', security: [] })
  @ApiFoundResponse({ description: 'To the console, signed in, or to its page for signing in' })
  async finish(
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<Redirection> {
    return this.orProblemPage(async () => {
      const ticket = readTicket(this.cookies.read(request, 'oidc'));
      this.cookies.clear(request, response, 'oidc');
      const address = this.origin(request) + request.originalUrl;
      const device = this.answers.device(request);
      const signedIn = await this.oidc.finish(address, ticket, device);
      await this.answers.enter(request, response, signedIn);
      return { url: '/' };
    });
  }

  private async orProblemPage(work: () => Promise<Redirection>): Promise<Redirection> {
    try {
      return await work();
    } catch (error) {
      const { code, status } = describeProblem(error);
      this.trail.note({ status });
      return { url: `/sign-in?problem=${code}` };
    }
  }

  private origin(request: ApiRequest): string {
    return originOf(request, this.hub.config.server?.url);
  }
}

/** One that fits to nothing where there is none. */
function readTicket(value: string | undefined): OidcTicket {
  try {
    const ticket = JSON.parse(Buffer.from(value ?? '', 'base64url').toString()) as OidcTicket;
    return {
      state: String(ticket.state),
      nonce: String(ticket.nonce),
      verifier: String(ticket.verifier),
    };
  } catch {
    return { state: 'none', nonce: 'none', verifier: 'none' };
  }
}

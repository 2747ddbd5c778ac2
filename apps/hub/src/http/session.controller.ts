import type { ServerResponse } from 'node:http';
import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ForbiddenError } from '../access/access-errors.js';
import { Needs, Public } from '../access/needs.js';
import { OidcService } from '../access/oidc/oidc.service.js';
import {
  CurrentPrincipal,
  CurrentSession,
  type Principal,
  type RequestSession,
} from '../access/principal.js';
import { SessionService } from '../access/session.service.js';
import { SignInService } from '../access/sign-in.service.js';
import { UserRepository } from '../access/user.repository.js';
import { UserService } from '../access/user.service.js';
import { ApiProblems } from './api-problems.js';
import type { ApiRequest } from './exchange.js';
import {
  ChangePasswordRequest,
  SessionDto,
  SignInOptionsDto,
  SignInRequest,
} from './dto/session.dto.js';
import { SessionAnswers } from './session-answers.js';

@ApiTags('access')
@Controller('api')
export class SessionController {
  constructor(
    private readonly signIns: SignInService,
    private readonly sessions: SessionService,
    private readonly userService: UserService,
    private readonly users: UserRepository,
    private readonly oidc: OidcService,
    private readonly answers: SessionAnswers,
  ) {}

  @Get('session')
  @Needs('view')
  @ApiOperation({ summary: 'Who asks, and what they may do' })
  @ApiOkResponse({ type: SessionDto })
  whoAmI(
    @CurrentPrincipal() principal: Principal,
    @CurrentSession() session: RequestSession | undefined,
  ): SessionDto {
    return this.answers.describe(principal, session);
  }

  @Get('session/options')
  @Public()
  @ApiOperation({ summary: 'In which ways one can sign in', security: [] })
  @ApiOkResponse({ type: SignInOptionsDto })
  async options(): Promise<SignInOptionsDto> {
    return { needsSetUp: (await this.users.count()) === 0, oidc: this.oidc.isConfigured };
  }

  @Post('session')
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'Signs in', security: [] })
  @ApiOkResponse({ type: SessionDto, description: 'The session is in a cookie' })
  @ApiProblems(400, 401, 429)
  async signIn(
    @Body() { email, password }: SignInRequest,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<SessionDto> {
    const device = this.answers.device(request);
    const address = request.ip ?? '';
    const signedIn = await this.signIns.signIn({ email, password, address, device });
    return this.answers.enter(request, response, signedIn);
  }

  @Delete('session')
  @Needs('view')
  @HttpCode(204)
  @ApiOperation({ summary: 'Signs out here' })
  @ApiNoContentResponse({ description: 'Signed out' })
  async signOut(
    @CurrentSession() session: RequestSession | undefined,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<void> {
    if (session) await this.sessions.end(session.token);
    this.answers.leave(request, response);
  }

  @Delete('sessions')
  @Needs('view')
  @HttpCode(204)
  @ApiOperation({ summary: 'Signs oneself out everywhere' })
  @ApiNoContentResponse({ description: 'Signed out' })
  async signOutEverywhere(
    @CurrentPrincipal() { kind, id }: Principal,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<void> {
    if (kind === 'user') await this.sessions.endAll(id);
    this.answers.leave(request, response);
  }

  @Post('session/password')
  @Needs('view')
  @HttpCode(204)
  @ApiOperation({ summary: 'Changes one’s own password, and signs out other browsers' })
  @ApiNoContentResponse({ description: 'Changed' })
  @ApiProblems(400)
  async changePassword(
    @CurrentPrincipal() { kind, id }: Principal,
    @CurrentSession() session: RequestSession | undefined,
    @Body() passwords: ChangePasswordRequest,
    @Req() request: ApiRequest,
  ): Promise<void> {
    if (kind !== 'user') throw new ForbiddenError([]);
    const attempt = { address: request.ip ?? '', device: this.answers.device(request) };
    await this.signIns.confirm(id, passwords.current, attempt);
    await this.userService.changePassword(id, passwords.password, session?.token);
  }
}

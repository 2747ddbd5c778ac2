import type { ServerResponse } from 'node:http';
import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../access/audit/audited.js';
import { Public } from '../access/needs.js';
import { SetUpService } from '../access/set-up.service.js';
import { SignInService } from '../access/sign-in.service.js';
import { ApiProblems } from './api-problems.js';
import type { ApiRequest } from './exchange.js';
import { SessionDto, SetUpCheckDto, SetUpCheckRequest, SetUpRequest } from './dto/session.dto.js';
import { SessionAnswers } from './session-answers.js';

@ApiTags('access')
@Controller('api/setup')
export class SetUpController {
  constructor(
    private readonly setUps: SetUpService,
    private readonly signIns: SignInService,
    private readonly answers: SessionAnswers,
  ) {}

  @Post('check')
  @Audited('question')
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'Whether a set-up link can be used, and for whom it is', security: [] })
  @ApiOkResponse({ type: SetUpCheckDto })
  @ApiProblems(400, 410)
  async check(@Body() { token }: SetUpCheckRequest): Promise<SetUpCheckDto> {
    const user = await this.setUps.look(token);
    return { kind: user ? 'user' : 'owner', email: user?.email ?? null };
  }

  @Post()
  @Public()
  @HttpCode(200)
  @ApiOperation({ summary: 'Sets a password with a set-up link, and signs in', security: [] })
  @ApiOkResponse({ type: SessionDto, description: 'The session is in a cookie' })
  @ApiProblems(400, 409, 410)
  async use(
    @Body() setUp: SetUpRequest,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<SessionDto> {
    const user = await this.setUps.use(setUp);
    const signedIn = await this.signIns.enter(user, this.answers.device(request));
    return this.answers.enter(request, response, signedIn);
  }
}

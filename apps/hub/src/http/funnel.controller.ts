import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../access/audit/audited.js';
import { Needs } from '../access/needs.js';
import type { DroppedPage, FunnelResult } from '../funnels/funnel.js';
import { FunnelService } from '../funnels/funnel.service.js';
import { ApiProblems } from './api-problems.js';
import { DroppedPageDto, DroppedRequestDto, FunnelDto, FunnelResultDto } from './dto/funnel.dto.js';
import { MembersQuery } from './dto/inputs.js';

/** The bodies are read by the parser of funnels, which names all problems at once. */
@ApiTags('funnels')
@Controller('api/funnels')
export class FunnelController {
  constructor(private readonly funnels: FunnelService) {}

  @Post()
  @Audited('question')
  @Needs('personal:read')
  @HttpCode(200)
  @ApiOperation({ summary: 'How many people go through a series of steps. Nothing is saved' })
  @ApiBody({ type: FunnelDto })
  @ApiOkResponse({ type: FunnelResultDto })
  @ApiProblems(400, 422)
  evaluate(@Body() funnel: unknown): Promise<FunnelResult> {
    return this.funnels.evaluate(funnel);
  }

  @Post('dropped')
  @Audited('question')
  @Needs('personal:read')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Who did not reach a step, page by page, and a rule for them. Personal data',
  })
  @ApiBody({ type: DroppedRequestDto })
  @ApiOkResponse({ type: DroppedPageDto })
  @ApiProblems(400, 422)
  dropped(@Body() request: unknown, @Query() page: MembersQuery): Promise<DroppedPage> {
    return this.funnels.dropped(request, page);
  }
}

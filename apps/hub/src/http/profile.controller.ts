import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Needs } from '../access/needs.js';
import { CurrentPrincipal, requireRight, type Principal } from '../access/principal.js';
import { isUUID } from 'class-validator';
import { ExplainService } from '../segments/explain/explain.service.js';
import type { Explanation } from '../segments/explain/explanation.js';
import { ApiProblems } from './api-problems.js';
import { ExplanationDto } from './dto/explanation.dto.js';

@ApiTags('profiles')
@Controller('api/profiles')
export class ProfileController {
  constructor(private readonly explaining: ExplainService) {}

  @Get(':id/segments/:key')
  @Needs('view')
  @ApiOperation({ summary: 'Why a person is in a segment, or is not. Personal data' })
  @ApiParam({ name: 'id', example: 'userId:u1', description: '`type:value` or a uuid' })
  @ApiOkResponse({ type: ExplanationDto })
  @ApiProblems(404, 409)
  explain(
    @Param('id') id: string,
    @Param('key') key: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Explanation> {
    // Who may not see identifiers may not find out whether somebody has one either.
    if (!isUUID(id)) requireRight(principal, 'personal:read');
    return this.explaining.explain(id, key);
  }
}

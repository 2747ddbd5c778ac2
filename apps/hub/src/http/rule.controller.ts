import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../access/audit/audited.js';
import { Needs } from '../access/needs.js';
import type { DescribedRule } from '../segments/describe-written.js';
import { RuleDescriber } from '../segments/rule-describer.service.js';
import { ApiProblems } from './api-problems.js';
import { DescribedRuleDto, DescribeRuleRequest } from './dto/described-rule.dto.js';

@ApiTags('segments')
@Controller('api/rules')
export class RuleController {
  constructor(private readonly describer: RuleDescriber) {}

  @Post('describe')
  @Audited('question')
  @Needs('view')
  @HttpCode(200)
  @ApiOperation({
    summary: 'A rule in plain English, condition by condition, and what is wrong with it',
  })
  @ApiOkResponse({ type: DescribedRuleDto })
  @ApiProblems(400)
  describe(
    @Body() { rule, key }: DescribeRuleRequest,
  ): Promise<Pick<DescribedRule, 'nodes' | 'problems'>> {
    return this.describer.describe(rule, key);
  }
}

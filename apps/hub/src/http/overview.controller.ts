import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../access/needs.js';
import { OverviewService, type Overview } from '../overview/overview.service.js';
import { OverviewDto } from './dto/overview.dto.js';

@ApiTags('status')
@Controller('api/overview')
export class OverviewController {
  constructor(private readonly overview: OverviewService) {}

  @Get()
  @Needs('view')
  @ApiOperation({ summary: 'How data flow, what ran in the last 24 hours, and what needs a hand' })
  @ApiOkResponse({ type: OverviewDto })
  get(): Promise<Overview> {
    return this.overview.get();
  }
}

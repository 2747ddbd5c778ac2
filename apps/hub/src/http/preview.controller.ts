import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../access/audit/audited.js';
import { Needs } from '../access/needs.js';
import { PreviewService, type Preview } from '../segments/preview.service.js';
import type { SegmentWarning } from '../segments/segment-warnings.js';
import { StoredWarnings } from '../segments/stored-warnings.service.js';
import { ApiProblems } from './api-problems.js';
import { PreviewDto, PreviewRequestDto, SegmentWarningListDto } from './dto/preview.dto.js';

@ApiTags('segments')
@Controller('api/segments')
export class PreviewController {
  constructor(
    private readonly previews: PreviewService,
    private readonly warnings: StoredWarnings,
  ) {}

  @Get(':key/warnings')
  @Needs('view')
  @ApiOperation({
    summary: 'What to know of a segment: nobody, everybody, names that never occurred',
  })
  @ApiOkResponse({ type: SegmentWarningListDto })
  @ApiProblems(404)
  async list(@Param('key') key: string): Promise<{ warnings: readonly SegmentWarning[] }> {
    return { warnings: await this.warnings.of(key) };
  }

  @Post('preview')
  @Audited('question')
  @Needs('personal:read')
  @HttpCode(200)
  @ApiOperation({ summary: 'What a rule would select now. Stores nothing. Personal data' })
  @ApiOkResponse({ type: PreviewDto })
  @ApiProblems(400, 422)
  preview(@Body() request: PreviewRequestDto): Promise<Preview> {
    return this.previews.preview(request);
  }
}

import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../access/audit/audited.js';
import { Needs } from '../access/needs.js';
import {
  SchedulePreviewService,
  type SchedulePreview,
} from '../workspace/schedule-preview.service.js';
import { ApiProblems } from './api-problems.js';
import { SchedulePreviewRequest } from './dto/connection-inputs.js';
import { SchedulePreviewDto } from './dto/connection.dto.js';

@ApiTags('syncs')
@Controller('api/schedules')
export class ScheduleController {
  constructor(private readonly previews: SchedulePreviewService) {}

  @Post('preview')
  @Audited('question')
  @Needs('view')
  @HttpCode(200)
  @ApiOperation({ summary: 'A schedule in words, with the next five times' })
  @ApiOkResponse({ type: SchedulePreviewDto })
  @ApiProblems(400, 422)
  preview(@Body() schedule: SchedulePreviewRequest): Promise<SchedulePreview> {
    return this.previews.preview({ ...schedule });
  }
}

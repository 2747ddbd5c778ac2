import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PreviewService, type Preview } from '../segments/preview.service.js';
import { ApiProblems } from './api-problems.js';
import { PreviewDto, PreviewRequestDto } from './dto/preview.dto.js';

@ApiTags('segments')
@Controller('api/segments')
export class PreviewController {
  constructor(private readonly previews: PreviewService) {}

  @Post('preview')
  @HttpCode(200)
  @ApiOperation({ summary: 'What a rule would select now. Stores nothing. Personal data' })
  @ApiOkResponse({ type: PreviewDto })
  @ApiProblems(400, 422)
  preview(@Body() request: PreviewRequestDto): Promise<Preview> {
    return this.previews.preview(request);
  }
}

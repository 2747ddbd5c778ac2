import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Audited } from '../access/audit/audited.js';
import { Needs } from '../access/needs.js';
import {
  type ListedTemplate,
  type MadeSegment,
  TemplateService,
} from '../segments/templates/template.service.js';
import { ApiProblems } from './api-problems.js';
import { MadeSegmentDto, TemplateDto, TemplateListDto } from './dto/segment-template.dto.js';

@ApiTags('segments')
@Controller('api/segment-templates')
export class SegmentTemplateController {
  constructor(private readonly templates: TemplateService) {}

  @Get()
  @Needs('view')
  @ApiOperation({ summary: 'Ready-made segments, and which of them fit the data' })
  @ApiOkResponse({ type: TemplateListDto })
  async list(): Promise<{ readonly templates: readonly ListedTemplate[] }> {
    return { templates: await this.templates.list() };
  }

  @Get(':key')
  @Needs('view')
  @ApiOperation({ summary: 'One template' })
  @ApiOkResponse({ type: TemplateDto })
  @ApiProblems(404)
  one(@Param('key') key: string): Promise<ListedTemplate> {
    return this.templates.get(key);
  }

  @Post(':key/instantiate')
  @Audited('question')
  @Needs('personal:read')
  @HttpCode(200)
  @ApiOperation({ summary: 'The rule of a template with these parameters. Nothing is saved' })
  @ApiBody({
    schema: { type: 'object', additionalProperties: true, example: { within: '30d', views: 5 } },
    description: 'Parameters by name; those that are left out have their defaults',
  })
  @ApiOkResponse({ type: MadeSegmentDto })
  @ApiProblems(400, 404, 409)
  instantiate(@Param('key') key: string, @Body() parameters: unknown): Promise<MadeSegment> {
    return this.templates.instantiate(key, parameters);
  }
}

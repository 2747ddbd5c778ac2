import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Needs } from '../access/needs.js';
import { ExportService } from '../workspace/export.service.js';
import { ApiProblems } from './api-problems.js';

@ApiTags('workspace')
@Controller('api/export')
export class ExportController {
  constructor(private readonly exports: ExportService) {}

  @Get('segue.yaml')
  @Needs('settings:write')
  @Header('Content-Type', 'application/yaml; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="segue.yaml"')
  @ApiProduces('application/yaml')
  @ApiOperation({
    summary: 'Everything that was made here, to be added to segue.yaml. Secrets are `${NAME}`',
  })
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiProblems(409)
  yaml(): Promise<string> {
    return this.exports.yaml();
  }
}

import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs, Public } from '../access/needs.js';
import { Database } from '../database/database.js';
import { StatusService, type Status } from '../status/status.service.js';
import { HealthDto, StatusDto } from './dto/status.dto.js';
import { VERSION } from './version.js';

@ApiTags('status')
@Controller('api')
export class StatusController {
  constructor(
    private readonly status: StatusService,
    private readonly database: Database,
  ) {}

  @Get('health')
  @Public()
  @ApiOperation({ summary: 'Whether the hub runs; needs no key', security: [] })
  @ApiOkResponse({ type: HealthDto })
  health(): HealthDto {
    return { status: 'ok', database: this.database.kind, version: VERSION };
  }

  @Get('status')
  @Needs('view')
  @ApiOperation({ summary: 'How all connections, segments and syncs are doing' })
  @ApiOkResponse({ type: StatusDto })
  all(): Promise<Status> {
    return this.status.status();
  }
}

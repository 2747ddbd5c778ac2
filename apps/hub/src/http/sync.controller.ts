import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../access/needs.js';
import { StatusService, type Status } from '../status/status.service.js';
import { SyncVisibility } from '../status/sync-visibility.service.js';
import { PlanService, type PlanSummary } from '../syncs/plan.service.js';
import { ApiProblems } from './api-problems.js';
import { PlanDto } from './dto/audience.dto.js';
import { PlanRowsQuery } from './dto/inputs.js';
import { SyncListDto } from './dto/status.dto.js';
import { toCsv, toNdjson } from './plan-stream.js';

@ApiTags('syncs')
@Controller('api/syncs')
export class SyncController {
  constructor(
    private readonly visibility: SyncVisibility,
    private readonly status: StatusService,
    private readonly plans: PlanService,
  ) {}

  @Get()
  @Needs('view')
  @ApiOperation({ summary: 'Syncs, with the latest run and the next' })
  @ApiOkResponse({ type: SyncListDto })
  async list(): Promise<Pick<Status, 'syncs'>> {
    return { syncs: await this.status.syncs() };
  }

  @Get(':id/plan')
  @Needs('view')
  @ApiOperation({ summary: 'What a run would do now, in numbers. Sends nothing' })
  @ApiOkResponse({ type: PlanDto })
  @ApiProblems(404, 409)
  async plan(@Param('id') id: string): Promise<PlanSummary> {
    return this.plans.summary((await this.visibility.find(id)).id);
  }

  @Get(':id/plan/rows')
  @Needs('personal:export')
  @ApiOperation({ summary: 'What a run would do now, person by person. Personal data' })
  @ApiOkResponse({
    description: 'One row a line',
    content: {
      'application/x-ndjson': { schema: { type: 'string' } },
      'text/csv': { schema: { type: 'string' } },
    },
  })
  @ApiProblems(400, 404, 409)
  async rows(@Param('id') id: string, @Query() { format }: PlanRowsQuery): Promise<StreamableFile> {
    const rows = this.plans.rows((await this.visibility.find(id)).id);
    if (format === 'json') {
      return new StreamableFile(await toNdjson(rows), { type: 'application/x-ndjson' });
    }
    return toCsv(`${id}-plan.csv`, rows);
  }
}

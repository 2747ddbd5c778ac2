import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Audited } from '../access/audit/audited.js';
import { Needs } from '../access/needs.js';
import type { DeliveryRow } from '../delivery/delivery-row.repository.js';
import { HubConfig } from '../runtime/hub-config.js';
import type { RunDay } from '../runs/run-series.repository.js';
import { PlanService, type DraftPlan, type SampleRow } from '../syncs/plan.service.js';
import type { Author } from '../workspace/definition.service.js';
import { SyncEditService, type SyncDetail } from '../workspace/sync-edit.service.js';
import { ApiActor } from './actor.js';
import { ApiProblems } from './api-problems.js';
import { CurrentAuthor } from './author.js';
import {
  CreateSyncRequest,
  DaysQuery,
  EditSyncRequest,
  PlanDraftRequest,
  RetryRequest,
  SampleRequest,
  SyncRowsQuery,
} from './dto/sync-inputs.js';
import {
  DraftPlanDto,
  RetriedDto,
  RunDaysDto,
  SampleDto,
  SyncDetailDto,
  SyncRowPageDto,
} from './dto/sync.dto.js';
import { RunStarter } from './run-starter.js';

@ApiTags('syncs')
@Controller('api/syncs')
export class SyncEditController {
  constructor(
    private readonly syncs: SyncEditService,
    private readonly plans: PlanService,
    private readonly starter: RunStarter,
    private readonly hub: HubConfig,
  ) {}

  @Post()
  @Needs('syncs:write')
  @ApiActor()
  @ApiOperation({ summary: 'Makes a sync. It runs on its schedule, or when it is asked to' })
  @ApiCreatedResponse({ type: SyncDetailDto })
  @ApiProblems(400, 409, 422)
  create(@Body() body: CreateSyncRequest, @CurrentAuthor() author: Author): Promise<SyncDetail> {
    return this.syncs.create(body, author);
  }

  @Post('plan')
  @Audited('question')
  @Needs('syncs:write', 'personal:read')
  @HttpCode(200)
  @ApiOperation({ summary: 'What a sync that is not saved would do. Sends and stores nothing' })
  @ApiOkResponse({ type: DraftPlanDto })
  @ApiProblems(400, 409, 422)
  async plan(
    @Body() { limit, ...draft }: PlanDraftRequest,
    @CurrentAuthor() author: Author,
  ): Promise<DraftPlan> {
    return this.plans.draft(await this.syncs.draft(draft, author), limit);
  }

  @Post('sample')
  @Audited('question')
  @Needs('syncs:write', 'personal:read')
  @HttpCode(200)
  @ApiOperation({ summary: 'The first members, with their fields as the destination gets them' })
  @ApiOkResponse({ type: SampleDto })
  @ApiProblems(400, 409, 422)
  async sample(
    @Body() { limit, ...draft }: SampleRequest,
    @CurrentAuthor() author: Author,
  ): Promise<{ readonly members: readonly SampleRow[] }> {
    return { members: await this.plans.sample(await this.syncs.draft(draft, author), limit) };
  }

  @Get(':id')
  @Needs('view')
  @ApiOperation({ summary: 'One sync' })
  @ApiOkResponse({ type: SyncDetailDto })
  @ApiProblems(404)
  one(@Param('id') id: string): Promise<SyncDetail> {
    return this.syncs.get(id);
  }

  @Patch(':id')
  @Needs('syncs:write')
  @ApiActor()
  @ApiOperation({ summary: 'Edits a sync that was made here; what is left out stays' })
  @ApiOkResponse({ type: SyncDetailDto })
  @ApiProblems(400, 404, 409, 422)
  edit(
    @Param('id') id: string,
    @Body() body: EditSyncRequest,
    @CurrentAuthor() author: Author,
  ): Promise<SyncDetail> {
    return this.syncs.edit(id, body, author);
  }

  @Delete(':id')
  @Needs('syncs:write')
  @HttpCode(204)
  @ApiActor()
  @ApiOperation({ summary: 'Deletes a sync that was made here; the audience keeps its members' })
  @ApiNoContentResponse({ description: 'It is gone' })
  @ApiProblems(404, 409)
  delete(@Param('id') id: string, @CurrentAuthor() author: Author): Promise<void> {
    return this.syncs.delete(id, author);
  }

  @Post(':id/pause')
  @Needs('syncs:write')
  @HttpCode(200)
  @ApiActor()
  @ApiOperation({ summary: 'Sends nothing until it is resumed' })
  @ApiOkResponse({ type: SyncDetailDto })
  @ApiProblems(404)
  pause(@Param('id') id: string, @CurrentAuthor() author: Author): Promise<SyncDetail> {
    return this.syncs.pause(id, true, author);
  }

  @Post(':id/resume')
  @Needs('syncs:write')
  @HttpCode(200)
  @ApiActor()
  @ApiOperation({ summary: 'Goes on with a paused sync' })
  @ApiOkResponse({ type: SyncDetailDto })
  @ApiProblems(404)
  resume(@Param('id') id: string, @CurrentAuthor() author: Author): Promise<SyncDetail> {
    return this.syncs.pause(id, false, author);
  }

  @Get(':id/runs')
  @Needs('view')
  @ApiOperation({ summary: 'What its runs did, day by day' })
  @ApiOkResponse({ type: RunDaysDto })
  @ApiProblems(400, 404)
  async days(
    @Param('id') id: string,
    @Query() { days }: DaysQuery,
  ): Promise<{ readonly days: readonly RunDay[] }> {
    return { days: await this.syncs.days(id, days) };
  }

  @Get(':id/rows')
  @Needs('personal:read')
  @ApiOperation({ summary: 'Its people, by what became of them. Personal data' })
  @ApiOkResponse({ type: SyncRowPageDto })
  @ApiProblems(400, 404)
  rows(
    @Param('id') id: string,
    @Query() { state, after, limit }: SyncRowsQuery,
  ): Promise<{ readonly rows: readonly DeliveryRow[]; readonly next: string | null }> {
    return this.syncs.rows(id, state, { after, limit });
  }

  @Post(':id/retry')
  @Needs('syncs:write', 'runs:start')
  @HttpCode(202)
  @ApiActor()
  @ApiOperation({ summary: 'Tries failed or skipped people again, and runs the sync' })
  @ApiAcceptedResponse({ type: RetriedDto })
  @ApiProblems(400, 404, 409)
  async retry(
    @Param('id') id: string,
    @Body() { state, profileIds }: RetryRequest,
    @CurrentAuthor() author: Author,
  ): Promise<{ readonly retried: number; readonly accepted: readonly string[] }> {
    const retried = await this.syncs.retry(id, state, profileIds, author);
    if (retried === 0 || this.hub.isPaused(id)) return { retried, accepted: [] };
    return { retried, accepted: await this.starter.start([id], {}, author.role) };
  }
}

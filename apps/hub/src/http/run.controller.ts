import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { AuditTrail } from '../access/audit/audit-trail.js';
import { Needs } from '../access/needs.js';
import { CurrentPrincipal, requireRight, type Principal } from '../access/principal.js';
import type { Run, RunRecord } from '../runs/run.js';
import { progressOf, type Progress } from '../runs/progress.js';
import { RunCancellation } from '../runs/run-cancellation.js';
import { RunView } from '../runs/run-view.service.js';
import { NotFoundError } from '../status/not-found-error.js';
import { Clock } from '../runtime/clock.js';
import { Actor, ApiActor } from './actor.js';
import { ApiProblems } from './api-problems.js';
import { RecordsQuery, RunRequest, RunsQuery } from './dto/inputs.js';
import { AcceptedDto, RunDetailDto, RunDto, RunListDto, RunRecordListDto } from './dto/run.dto.js';
import { RunStarter } from './run-starter.js';

interface RunDetail extends Run {
  readonly progress: Progress | null;
}

interface RunPage {
  readonly runs: readonly Run[];
  readonly next: string | null;
}

interface RecordPage {
  readonly records: readonly (RunRecord & { readonly seq: string })[];
  readonly next: string | null;
}

@ApiTags('runs')
@Controller('api')
export class RunController {
  constructor(
    private readonly view: RunView,
    private readonly starter: RunStarter,
    private readonly cancellation: RunCancellation,
    private readonly clock: Clock,
    private readonly trail: AuditTrail,
  ) {}

  @Get('runs')
  @Needs('view')
  @ApiOperation({ summary: 'What ran, the newest first' })
  @ApiOkResponse({ type: RunListDto })
  @ApiProblems(400)
  list(@Query() { from, to, ...query }: RunsQuery): Promise<RunPage> {
    return this.view.page({ ...query, from: instant(from), to: instant(to) });
  }

  @Get('runs/:id')
  @Needs('view')
  @ApiOperation({ summary: 'One run' })
  @ApiOkResponse({ type: RunDetailDto })
  @ApiProblems(404)
  async one(@Param('id') id: string): Promise<RunDetail> {
    const run = await this.view.get(known(id));
    return { ...run, progress: progressOf(run, this.clock.now()) };
  }

  @Post('runs/:id/cancel')
  @Needs('runs:start')
  @HttpCode(202)
  @ApiActor()
  @ApiOperation({ summary: 'Ends a run after the page or batch that it has in hand' })
  @ApiAcceptedResponse({ type: RunDto })
  @ApiProblems(404, 409)
  async cancel(@Param('id') id: string, @Actor() actor: string): Promise<Run> {
    const run = await this.view.get(known(id));
    return this.cancellation.ask(run.id, actor);
  }

  @Get('runs/:id/records')
  @Needs('view')
  @ApiOperation({ summary: 'What a run rejected, skipped or failed to send. Personal data' })
  @ApiOkResponse({ type: RunRecordListDto })
  @ApiProblems(400, 404)
  async records(
    @Param('id') id: string,
    @Query() { after, limit }: RecordsQuery,
  ): Promise<RecordPage> {
    return this.view.records(known(id), { after: BigInt(after), limit });
  }

  @Post('run')
  @Needs('runs:start')
  @HttpCode(202)
  @ApiOperation({ summary: 'Runs connections and syncs now; GET /api/runs tells what came of it' })
  @ApiAcceptedResponse({ type: AcceptedDto })
  @ApiProblems(400, 404, 409)
  async run(
    @Body() { ids, full, approve }: RunRequest,
    @CurrentPrincipal() principal: Principal,
  ): Promise<{ readonly accepted: readonly string[] }> {
    if (approve) requireRight(principal, 'runs:approve');
    const options = { full, isApproved: approve };
    const accepted = await this.starter.start(ids, options, principal.role);
    this.trail.note({ target: `run:${accepted.join(',')}`, after: { accepted, full, approve } });
    return { accepted };
  }
}

/** @throws NotFoundError for what is no id of a run */
function known(id: string): string {
  if (!isUUID(id)) throw new NotFoundError(`run ${id}`);
  return id;
}

const instant = (text: string | undefined): Date | undefined =>
  text === undefined ? undefined : new Date(text);

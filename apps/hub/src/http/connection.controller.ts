import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Audited } from '../access/audit/audited.js';
import { Needs } from '../access/needs.js';
import {
  ConnectionStatusService,
  type ConnectionStatus,
} from '../status/connection-status.service.js';
import { ConnectionCheckService, type CheckResult } from '../workspace/connection-check.service.js';
import { ConnectionService, type ConnectionDetail } from '../workspace/connection.service.js';
import type { Author } from '../workspace/definition.service.js';
import { ApiActor } from './actor.js';
import { ApiProblems } from './api-problems.js';
import { CurrentAuthor } from './author.js';
import {
  CheckConnectionRequest,
  CreateConnectionRequest,
  EditConnectionRequest,
} from './dto/connection-inputs.js';
import { CheckResultDto, ConnectionDetailDto } from './dto/connection.dto.js';
import { ConnectionListDto } from './dto/status.dto.js';

@ApiTags('connections')
@Controller('api/connections')
export class ConnectionController {
  constructor(
    private readonly connections: ConnectionService,
    private readonly status: ConnectionStatusService,
    private readonly checks: ConnectionCheckService,
  ) {}

  @Get()
  @Needs('view')
  @ApiOperation({ summary: 'Connections, with the latest run and the next' })
  @ApiOkResponse({ type: ConnectionListDto })
  async list(): Promise<{ readonly connections: readonly ConnectionStatus[] }> {
    return { connections: await this.status.list() };
  }

  @Post()
  @Needs('connections:write')
  @ApiActor()
  @ApiOperation({ summary: 'Makes a connection. It is read, or can be synced to, at once' })
  @ApiCreatedResponse({ type: ConnectionDetailDto })
  @ApiProblems(400, 409, 422)
  create(
    @Body() body: CreateConnectionRequest,
    @CurrentAuthor() author: Author,
  ): Promise<ConnectionDetail> {
    return this.connections.create(body, author);
  }

  @Post('check')
  @Audited('question')
  @Needs('connections:write')
  @HttpCode(200)
  @ApiOperation({ summary: 'Asks the vendor whether settings work that are not saved' })
  @ApiOkResponse({ type: CheckResultDto })
  @ApiProblems(400, 404, 409, 422)
  async checkDraft(@Body() { plugin, settings, id }: CheckConnectionRequest): Promise<CheckResult> {
    // Null stands for what is left out.
    const draft = await this.connections.draft(plugin, settings ?? {}, id ?? undefined);
    return this.checks.check(draft);
  }

  @Get(':id')
  @Needs('view')
  @ApiOperation({ summary: 'One connection, with its settings and without their secrets' })
  @ApiOkResponse({ type: ConnectionDetailDto })
  @ApiProblems(404)
  one(@Param('id') id: string): Promise<ConnectionDetail> {
    return this.connections.get(id);
  }

  @Patch(':id')
  @Needs('connections:write')
  @ApiActor()
  @ApiOperation({
    summary:
      'Edits a connection that was made here. `settings` are given whole, but for secrets: one that is left out stays, null takes it out',
  })
  @ApiOkResponse({ type: ConnectionDetailDto })
  @ApiProblems(400, 404, 409, 422)
  edit(
    @Param('id') id: string,
    @Body() body: EditConnectionRequest,
    @CurrentAuthor() author: Author,
  ): Promise<ConnectionDetail> {
    return this.connections.edit(id, body, author);
  }

  @Delete(':id')
  @Needs('connections:write')
  @HttpCode(204)
  @ApiActor()
  @ApiOperation({ summary: 'Deletes a connection that no sync uses; what it read stays' })
  @ApiNoContentResponse({ description: 'It is gone' })
  @ApiProblems(404, 409)
  delete(@Param('id') id: string, @CurrentAuthor() author: Author): Promise<void> {
    return this.connections.delete(id, author);
  }

  @Post(':id/check')
  @Audited('question')
  @Needs('connections:write')
  @HttpCode(200)
  @ApiOperation({ summary: 'Asks the vendor whether the settings work' })
  @ApiOkResponse({ type: CheckResultDto })
  @ApiProblems(404, 409)
  async check(@Param('id') id: string): Promise<CheckResult> {
    return this.checks.check(await this.connections.usable(id));
  }

  @Post(':id/pause')
  @Needs('connections:write')
  @HttpCode(200)
  @ApiActor()
  @ApiOperation({ summary: 'Neither reads it nor sends to it until it is resumed' })
  @ApiOkResponse({ type: ConnectionDetailDto })
  @ApiProblems(404)
  pause(@Param('id') id: string, @CurrentAuthor() author: Author): Promise<ConnectionDetail> {
    return this.connections.pause(id, true, author);
  }

  @Post(':id/resume')
  @Needs('connections:write')
  @HttpCode(200)
  @ApiActor()
  @ApiOperation({ summary: 'Goes on with a paused connection' })
  @ApiOkResponse({ type: ConnectionDetailDto })
  @ApiProblems(404)
  resume(@Param('id') id: string, @CurrentAuthor() author: Author): Promise<ConnectionDetail> {
    return this.connections.pause(id, false, author);
  }
}

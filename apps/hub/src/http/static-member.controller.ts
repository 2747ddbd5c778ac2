import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuditTrail } from '../access/audit/audit-trail.js';
import { Needs } from '../access/needs.js';
import type { StaticChange } from '../segments/static-member.repository.js';
import { StaticMemberService, type ListEditResult } from '../segments/static-member.service.js';
import { Actor, ApiActor } from './actor.js';
import { ApiProblems } from './api-problems.js';
import { LogQuery, MembersRequest } from './dto/segment-inputs.js';
import { ListEditDto, StaticChangePageDto } from './dto/segment.dto.js';

interface EditedList extends Omit<ListEditResult, 'problems'> {
  readonly problems: readonly { readonly pointer: string; readonly message: string }[];
  readonly isCurrent: boolean;
}

@ApiTags('segments')
@Controller('api/segments')
export class StaticMemberController {
  constructor(
    private readonly members: StaticMemberService,
    private readonly trail: AuditTrail,
  ) {}

  @Post(':key/members')
  @Needs('segments:write')
  @HttpCode(200)
  @ApiActor()
  @ApiOperation({ summary: 'Adds people to a static segment and removes others' })
  @ApiOkResponse({ type: ListEditDto })
  @ApiProblems(400, 404, 409)
  async edit(
    @Param('key') key: string,
    @Body() { add, remove }: MembersRequest,
    @Actor() actor: string,
  ): Promise<EditedList> {
    const result = await this.members.edit(key, { add, remove }, actor);
    const { added, removed } = result;
    this.trail.note({ target: `segment:${key}`, after: { added, removed } });
    const problems = result.problems.map(({ list, index, reason }) => ({
      pointer: `/${list}/${index}`,
      message: reason,
    }));
    return { ...result, problems, isCurrent: result.added + result.removed === 0 };
  }

  @Get(':key/changes')
  @Needs('view')
  @ApiOperation({ summary: 'Who was added to a static segment and removed, when, and by whom' })
  @ApiOkResponse({ type: StaticChangePageDto })
  @ApiProblems(400, 404, 409)
  async changes(
    @Param('key') key: string,
    @Query() query: LogQuery,
  ): Promise<{ readonly changes: readonly StaticChange[]; readonly next: string | null }> {
    const { rows, next } = await this.members.changes(key, query);
    return { changes: rows, next };
  }
}

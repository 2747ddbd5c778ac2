import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { Needs } from '../access/needs.js';
import type { MembershipChange } from '../segments/membership-log.repository.js';
import {
  MembershipLogService,
  type History,
  type ProfileMemberships,
} from '../segments/membership-log.service.js';
import { NotFoundError } from '../status/not-found-error.js';
import { ApiProblems } from './api-problems.js';
import { HistoryQuery, LogQuery, MembershipsQuery } from './dto/segment-inputs.js';
import { HistoryDto, MembershipLogDto, ProfileMembershipsDto } from './dto/segment.dto.js';

@ApiTags('segments')
@Controller('api')
export class MembershipLogController {
  constructor(private readonly log: MembershipLogService) {}

  @Get('segments/:key/history')
  @Needs('view')
  @ApiOperation({ summary: 'Size, entries, exits and edits of a segment, day by day' })
  @ApiOkResponse({ type: HistoryDto })
  @ApiProblems(400, 404)
  history(@Param('key') key: string, @Query() query: HistoryQuery): Promise<History> {
    return this.log.history(key, query);
  }

  @Get('segments/:key/log')
  @Needs('view')
  @ApiOperation({ summary: 'Who joined and left a segment, and why' })
  @ApiOkResponse({ type: MembershipLogDto })
  @ApiProblems(400, 404)
  async page(
    @Param('key') key: string,
    @Query() query: LogQuery,
  ): Promise<{ readonly log: readonly MembershipChange[]; readonly next: string | null }> {
    const { rows, next } = await this.log.page(key, query);
    return { log: rows, next };
  }

  @Get('profiles/:id/memberships')
  @Needs('view')
  @ApiOperation({ summary: 'The segments that a profile was in at an instant' })
  @ApiOkResponse({ type: ProfileMembershipsDto })
  @ApiProblems(400, 404)
  memberships(
    @Param('id') id: string,
    @Query() { at }: MembershipsQuery,
  ): Promise<ProfileMemberships> {
    if (!isUUID(id)) throw new NotFoundError('profile of this id');
    return this.log.membershipsAt(id, at === undefined ? undefined : new Date(at));
  }
}

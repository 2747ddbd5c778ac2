import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../access/needs.js';
import { MemberRepository, type MemberPage } from '../status/member.repository.js';
import { StatusService, type Status } from '../status/status.service.js';
import { ApiProblems } from './api-problems.js';
import { MemberPageDto } from './dto/audience.dto.js';
import { MembersQuery } from './dto/inputs.js';
import { SegmentListDto } from './dto/status.dto.js';

@ApiTags('segments')
@Controller('api/segments')
export class SegmentController {
  constructor(
    private readonly status: StatusService,
    private readonly members: MemberRepository,
  ) {}

  @Get()
  @Needs('view')
  @ApiOperation({ summary: 'Segments, with size and last evaluation' })
  @ApiOkResponse({ type: SegmentListDto })
  async list(): Promise<Pick<Status, 'segments'>> {
    return { segments: await this.status.segments() };
  }

  @Get(':key/members')
  @Needs('view')
  @ApiOperation({ summary: 'Members of a segment, page by page. Personal data' })
  @ApiOkResponse({ type: MemberPageDto })
  @ApiProblems(400, 404)
  page(@Param('key') key: string, @Query() query: MembersQuery): Promise<MemberPage> {
    return this.members.page(key, query);
  }
}

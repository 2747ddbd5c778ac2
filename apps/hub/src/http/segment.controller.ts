import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../access/needs.js';
import { SegmentListService, type SegmentList } from '../segments/list/segment-list.service.js';
import { SegmentMembers } from '../segments/segment-members.service.js';
import { SegmentUsage, type UsageSummary } from '../segments/segment-usage.service.js';
import type { ListedMember, MemberPage } from '../status/member.repository.js';
import { ApiProblems } from './api-problems.js';
import { streamCsv } from './csv-stream.js';
import { MemberPageDto } from './dto/audience.dto.js';
import { MembersQuery } from './dto/inputs.js';
import { SegmentsQuery } from './dto/segment-inputs.js';
import { ListedSegmentsDto, SegmentUsageDto } from './dto/segment.dto.js';

const CSV_HEADER = ['profile_id', 'joined_at', 'user_id', 'email', 'phone', 'anonymous_id'];

@ApiTags('segments')
@Controller('api/segments')
export class SegmentController {
  constructor(
    private readonly segments: SegmentListService,
    private readonly members: SegmentMembers,
    private readonly usage: SegmentUsage,
  ) {}

  @Get()
  @Needs('view')
  @ApiOperation({ summary: 'Segments, with their sizes of a month, what uses them and warnings' })
  @ApiOkResponse({ type: ListedSegmentsDto })
  @ApiProblems(400)
  list(@Query() filter: SegmentsQuery): Promise<SegmentList> {
    return this.segments.list(filter);
  }

  @Get(':key/members')
  @Needs('view')
  @ApiOperation({ summary: 'Members of a segment, page by page. Personal data' })
  @ApiOkResponse({ type: MemberPageDto })
  @ApiProblems(400, 404)
  page(@Param('key') key: string, @Query() query: MembersQuery): Promise<MemberPage> {
    return this.members.page(key, query);
  }

  @Get(':key/members.csv')
  @Needs('personal:export')
  @ApiOperation({ summary: 'All members of a segment, as a file. Personal data' })
  @ApiOkResponse({
    description: 'A line for each, after one that names the columns',
    content: { 'text/csv': { schema: { type: 'string' } } },
  })
  @ApiProblems(404)
  async export(@Param('key') key: string): Promise<StreamableFile> {
    const members = await this.members.all(key);
    return streamCsv(`${key}-members.csv`, CSV_HEADER, members, toCells);
  }

  @Get(':key/usage')
  @Needs('view')
  @ApiOperation({ summary: 'What needs a segment, so that it cannot be deleted' })
  @ApiOkResponse({ type: SegmentUsageDto })
  @ApiProblems(404)
  usedBy(@Param('key') key: string): Promise<UsageSummary> {
    return this.usage.summary(key);
  }
}

const toCells = (member: ListedMember): readonly unknown[] => [
  member.profileId,
  member.joinedAt.toISOString(),
  ...[member.userId, member.email, member.phone, member.anonymousId],
];

import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Needs } from '../access/needs.js';
import { CurrentPrincipal, requireRight, type Principal } from '../access/principal.js';
import { isUUID } from 'class-validator';
import {
  ProfileViewService,
  type ProfileDetail,
  type ProfilePage,
} from '../profiles/view/profile-view.service.js';
import { parseTimelineCursor } from '../profiles/view/timeline-cursor.js';
import type { TimelinePosition } from '../profiles/view/timeline.repository.js';
import { TimelineService, type Timeline } from '../profiles/view/timeline.service.js';
import { ExplainService } from '../segments/explain/explain.service.js';
import type { Explanation } from '../segments/explain/explanation.js';
import { ApiProblems } from './api-problems.js';
import { ExplanationDto } from './dto/explanation.dto.js';
import {
  ProfileDto,
  ProfilePageDto,
  ProfilesQuery,
  TimelineDto,
  TimelineQueryDto,
} from './dto/profile.dto.js';
import { InputError } from './input-error.js';

const NAMED = { name: 'id', example: 'userId:u1', description: '`type:value` or a uuid' } as const;

@ApiTags('profiles')
@Controller('api/profiles')
export class ProfileController {
  constructor(
    private readonly profiles: ProfileViewService,
    private readonly timelines: TimelineService,
    private readonly explaining: ExplainService,
  ) {}

  @Get()
  @Needs('view')
  @ApiOperation({ summary: 'People, the newest first, or those that a text finds. Personal data' })
  @ApiOkResponse({ type: ProfilePageDto })
  @ApiProblems(400)
  page(
    @Query() { q, ...page }: ProfilesQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ProfilePage> {
    // Who may not see identifiers may not find out whether somebody has one either.
    if (q !== undefined) requireRight(principal, 'personal:read');
    return this.profiles.page(q, page);
  }

  @Get(':id')
  @Needs('view')
  @ApiOperation({ summary: 'One person, with where each trait is from. Personal data' })
  @ApiParam(NAMED)
  @ApiOkResponse({ type: ProfileDto })
  @ApiProblems(404)
  one(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Promise<ProfileDetail> {
    requireUuidOf(principal, id);
    return this.profiles.get(id);
  }

  @Get(':id/timeline')
  @Needs('view')
  @ApiOperation({ summary: 'What happened to a person. Personal data' })
  @ApiParam(NAMED)
  @ApiOkResponse({ type: TimelineDto })
  @ApiProblems(400, 404)
  timeline(
    @Param('id') id: string,
    @Query() { kinds, limit, after }: TimelineQueryDto,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Timeline> {
    requireUuidOf(principal, id);
    return this.timelines.of(id, { kinds, limit, after: readCursor(after) });
  }

  @Get(':id/segments/:key')
  @Needs('view')
  @ApiOperation({ summary: 'Why a person is in a segment, or is not. Personal data' })
  @ApiParam(NAMED)
  @ApiOkResponse({ type: ExplanationDto })
  @ApiProblems(404, 409)
  explain(
    @Param('id') id: string,
    @Param('key') key: string,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Explanation> {
    requireUuidOf(principal, id);
    return this.explaining.explain(id, key);
  }
}

/** Who may not see identifiers may not find out whether somebody has one either. @throws ForbiddenError */
function requireUuidOf(principal: Principal, id: string): void {
  if (!isUUID(id)) requireRight(principal, 'personal:read');
}

/** @throws InputError */
function readCursor(after: string | undefined): TimelinePosition | undefined {
  if (after === undefined) return undefined;
  const position = parseTimelineCursor(after);
  if (position) return position;
  const message = 'after must be the next of the page before';
  throw new InputError([{ pointer: '/after', message }]);
}

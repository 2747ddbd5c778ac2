import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { Needs } from '../access/needs.js';
import { SegmentService, type SegmentDetail } from '../segments/segment.service.js';
import { SegmentOwners } from '../segments/segment-owners.service.js';
import type { SegmentVersion } from '../segments/segment-version.repository.js';
import { Actor, ApiActor } from './actor.js';
import { ApiProblems } from './api-problems.js';
import {
  CreateSegmentInput,
  CreateSegmentRequest,
  DeleteSegmentQuery,
  EditSegmentInput,
  EditSegmentRequest,
  FreezeRequest,
  RestoreRequest,
} from './dto/segment-inputs.js';
import { SegmentDetailDto, SegmentVersionListDto } from './dto/segment.dto.js';
import { checkInput, InputError } from './input-error.js';

@ApiTags('segments')
@Controller('api/segments')
export class SegmentEditController {
  constructor(
    private readonly segments: SegmentService,
    private readonly owners: SegmentOwners,
  ) {}

  @Post()
  @Needs('segments:write')
  @ApiActor()
  @ApiOperation({ summary: 'Makes a segment. It has members after the next evaluation' })
  @ApiBody({ type: CreateSegmentRequest })
  @ApiCreatedResponse({ type: SegmentDetailDto })
  @ApiProblems(400, 409, 422)
  create(@Body() body: unknown, @Actor() actor: string): Promise<SegmentDetail> {
    const { input, rule } = splitRule(CreateSegmentInput, body);
    return this.segments.create({ ...input, rule }, actor);
  }

  @Get(':key')
  @Needs('view')
  @ApiOperation({ summary: 'One segment, with its rule' })
  @ApiOkResponse({ type: SegmentDetailDto })
  @ApiProblems(404)
  one(@Param('key') key: string): Promise<SegmentDetail> {
    return this.segments.get(key);
  }

  @Patch(':key')
  @Needs('segments:write')
  @ApiActor()
  @ApiOperation({ summary: 'Edits a segment; what is left out stays' })
  @ApiBody({ type: EditSegmentRequest })
  @ApiOkResponse({ type: SegmentDetailDto })
  @ApiProblems(400, 404, 409, 422)
  async edit(
    @Param('key') key: string,
    @Body() body: unknown,
    @Actor() actor: string,
  ): Promise<SegmentDetail> {
    const { input, rule } = splitRule(EditSegmentInput, body);
    const { owner: id, ...edit } = input;
    const owner = id === undefined ? undefined : await this.owners.get(id);
    return this.segments.edit(key, { ...edit, owner, rule }, actor);
  }

  @Delete(':key')
  @Needs('segments:write')
  @HttpCode(204)
  @ApiActor()
  @ApiOperation({ summary: 'Deletes a segment that nothing uses; its members leave' })
  @ApiNoContentResponse({ description: 'It is gone' })
  @ApiProblems(400, 404, 409)
  delete(
    @Param('key') key: string,
    @Query() { version }: DeleteSegmentQuery,
    @Actor() actor: string,
  ): Promise<void> {
    return this.segments.delete(key, { version }, actor);
  }

  @Get(':key/versions')
  @Needs('view')
  @ApiOperation({ summary: 'The rules that a segment had' })
  @ApiOkResponse({ type: SegmentVersionListDto })
  @ApiProblems(404)
  async versions(
    @Param('key') key: string,
  ): Promise<{ readonly versions: readonly SegmentVersion[] }> {
    return { versions: await this.segments.versions(key) };
  }

  @Post(':key/restore')
  @Needs('segments:write')
  @HttpCode(200)
  @ApiActor()
  @ApiOperation({ summary: 'Saves the rule of an earlier version as a new one' })
  @ApiOkResponse({ type: SegmentDetailDto })
  @ApiProblems(400, 404, 409, 422)
  restore(
    @Param('key') key: string,
    @Body() { version }: RestoreRequest,
    @Actor() actor: string,
  ): Promise<SegmentDetail> {
    return this.segments.restore(key, version, actor);
  }

  @Post(':key/clone')
  @Needs('segments:write')
  @ApiActor()
  @ApiOperation({ summary: 'Makes another segment of the same rule or list' })
  @ApiCreatedResponse({ type: SegmentDetailDto })
  @ApiProblems(400, 404, 409)
  clone(
    @Param('key') key: string,
    @Body() { as, name }: FreezeRequest,
    @Actor() actor: string,
  ): Promise<SegmentDetail> {
    return this.segments.clone(key, { key: as, name }, actor);
  }

  @Post(':key/freeze')
  @Needs('segments:write')
  @ApiActor()
  @ApiOperation({ summary: 'Makes a static segment of those who are members now' })
  @ApiCreatedResponse({ type: SegmentDetailDto })
  @ApiProblems(400, 404, 409)
  freeze(
    @Param('key') key: string,
    @Body() { as, name }: FreezeRequest,
    @Actor() actor: string,
  ): Promise<SegmentDetail> {
    return this.segments.freeze(key, { key: as, name }, actor);
  }
}

/** The rule apart from the rest: its own parser says what is wrong with it, however deep that lies. */
function splitRule<T extends object>(
  type: new () => T,
  body: unknown,
): { readonly input: T; readonly rule: unknown } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InputError([{ pointer: '', message: 'the body must be an object' }]);
  }
  const { rule, ...rest } = body as Readonly<Record<string, unknown>>;
  return { input: checkInput(type, rest), rule };
}

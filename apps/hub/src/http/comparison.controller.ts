import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../access/needs.js';
import { ComparisonService, type Comparison } from '../segments/compare/comparison.service.js';
import { OverlapService, type Overlap } from '../segments/compare/overlap.service.js';
import { ApiProblems } from './api-problems.js';
import {
  CompareQuery,
  ComparisonDto,
  OverlapQuery,
  SegmentOverlapDto,
} from './dto/comparison.dto.js';

@ApiTags('segments')
@Controller('api/segments')
export class ComparisonController {
  constructor(
    private readonly overlaps: OverlapService,
    private readonly comparisons: ComparisonService,
  ) {}

  @Get(':key/overlap')
  @Needs('view')
  @ApiOperation({ summary: 'How many people a segment has in common with others' })
  @ApiOkResponse({ type: SegmentOverlapDto })
  @ApiProblems(400, 404)
  overlap(@Param('key') key: string, @Query() query: OverlapQuery): Promise<Overlap> {
    return this.overlaps.of([...new Set([key, ...query.with])]);
  }

  @Get(':key/compare')
  @Needs('personal:read')
  @ApiOperation({ summary: 'In which traits a segment differs from everyone. Personal data' })
  @ApiOkResponse({ type: ComparisonDto })
  @ApiProblems(400, 404)
  compare(@Param('key') key: string, @Query() { traits }: CompareQuery): Promise<Comparison> {
    return this.comparisons.compare(key, traits);
  }
}

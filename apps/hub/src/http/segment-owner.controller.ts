import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../access/needs.js';
import { SegmentOwners, type SegmentOwner } from '../segments/segment-owners.service.js';
import { SegmentOwnerListDto } from './dto/segment.dto.js';

@ApiTags('segments')
@Controller('api/segment-owners')
export class SegmentOwnerController {
  constructor(private readonly owners: SegmentOwners) {}

  @Get()
  @Needs('segments:write')
  @ApiOperation({ summary: 'Those whom a segment can be given to' })
  @ApiOkResponse({ type: SegmentOwnerListDto })
  async list(): Promise<{ readonly owners: readonly SegmentOwner[] }> {
    return { owners: await this.owners.list() };
  }
}

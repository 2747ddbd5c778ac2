import { Controller, Delete, HttpCode, Post } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../access/needs.js';
import { DemoDataService, type DemoData, type RemovedDemoData } from '../demo/demo-data.service.js';
import type { Author } from '../workspace/definition.service.js';
import { ApiActor } from './actor.js';
import { ApiProblems } from './api-problems.js';
import { CurrentAuthor } from './author.js';
import { DemoDataDto, RemovedDemoDataDto } from './dto/demo-data.dto.js';

@ApiTags('workspace')
@Controller('api/demo-data')
@Needs('connections:write', 'segments:write')
export class DemoDataController {
  constructor(private readonly demoData: DemoDataService) {}

  @Post()
  @HttpCode(202)
  @ApiActor()
  @ApiOperation({
    summary: 'Fills an empty hub with 500 made-up people, in the background, and makes segments',
  })
  @ApiAcceptedResponse({ type: DemoDataDto })
  @ApiProblems(409)
  add(@CurrentAuthor() author: Author): Promise<DemoData> {
    return this.demoData.add(author);
  }

  @Delete()
  @ApiActor()
  @ApiOperation({ summary: 'Erases the made-up people, and what was made for them' })
  @ApiOkResponse({ type: RemovedDemoDataDto })
  @ApiProblems(404, 409)
  remove(@CurrentAuthor() author: Author): Promise<RemovedDemoData> {
    return this.demoData.remove(author);
  }
}

import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../access/needs.js';
import {
  WorkspaceSettingsService,
  type WorkspaceSettings,
} from '../workspace/workspace-settings.service.js';
import { ApiProblems } from './api-problems.js';
import { EditWorkspaceRequest, WorkspaceSettingsDto } from './dto/workspace.dto.js';

@ApiTags('workspace')
@Controller('api/workspace')
export class WorkspaceController {
  constructor(private readonly settings: WorkspaceSettingsService) {}

  @Get()
  @Needs('view')
  @ApiOperation({ summary: 'Name and time zone of the workspace' })
  @ApiOkResponse({ type: WorkspaceSettingsDto })
  get(): Promise<WorkspaceSettings> {
    return this.settings.get();
  }

  @Patch()
  @Needs('settings:write')
  @ApiOperation({
    summary: 'Sets name and time zone where segue.yaml does not. Another zone evaluates all anew',
  })
  @ApiOkResponse({ type: WorkspaceSettingsDto })
  @ApiProblems(400, 409)
  edit(@Body() body: EditWorkspaceRequest): Promise<WorkspaceSettings> {
    return this.settings.edit(body);
  }
}

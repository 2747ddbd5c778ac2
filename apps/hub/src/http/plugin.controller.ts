import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../access/needs.js';
import { describePlugins, type PluginDescription } from '../plugins/describe-plugins.js';
import { HubConfig } from '../runtime/hub-config.js';
import { PluginListDto } from './dto/connection.dto.js';

@ApiTags('connections')
@Controller('api/plugins')
export class PluginController {
  constructor(private readonly hub: HubConfig) {}

  @Get()
  @Needs('view')
  @ApiOperation({ summary: 'The plugins, with their settings as a form needs them' })
  @ApiOkResponse({ type: PluginListDto })
  list(): { readonly plugins: readonly PluginDescription[] } {
    return { plugins: describePlugins(this.hub.connectors) };
  }
}

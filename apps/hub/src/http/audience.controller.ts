import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AudienceOption, DestinationField, JsonObject } from '@segue/sdk';
import { Audited } from '../access/audit/audited.js';
import { Needs } from '../access/needs.js';
import { CurrentPrincipal, type Principal } from '../access/principal.js';
import { ConnectionCheckService } from '../workspace/connection-check.service.js';
import { ApiProblems } from './api-problems.js';
import { AudiencesQuery, FieldsRequest } from './dto/connection-inputs.js';
import { AudiencePageDto, DestinationFieldsDto } from './dto/connection.dto.js';
import { InputError } from './input-error.js';

type Listed<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> | null };

@ApiTags('connections')
@Controller('api/connections')
export class AudienceController {
  constructor(private readonly checks: ConnectionCheckService) {}

  @Get(':id/audiences')
  @Needs('syncs:write')
  @ApiOperation({ summary: 'The vendor’s own lists, segments or channels, to be synced to' })
  @ApiOkResponse({ type: AudiencePageDto })
  @ApiProblems(400, 404, 409)
  async audiences(
    @Param('id') id: string,
    @Query() { search, within, after, limit }: AudiencesQuery,
    @CurrentPrincipal() { role }: Principal,
  ): Promise<{
    readonly isListed: boolean;
    readonly options: readonly Listed<AudienceOption>[];
    readonly next: string | null;
  }> {
    const query = {
      limit,
      ...(search ? { search } : {}),
      ...(after === undefined ? {} : { after }),
      ...(within === undefined ? {} : { within: parseWithin(within) }),
    };
    const page = await this.checks.audiences(id, query, role);
    const options = (page?.options ?? []).map((option) => ({
      ...option,
      size: option.size ?? null,
      isGroup: option.isGroup ?? false,
    }));
    return { isListed: page !== undefined, options, next: page?.next ?? null };
  }

  @Post(':id/fields')
  @Audited('question')
  @Needs('syncs:write')
  @HttpCode(200)
  @ApiOperation({ summary: 'The fields that members of an audience have at the vendor' })
  @ApiOkResponse({ type: DestinationFieldsDto })
  @ApiProblems(400, 404, 409, 422)
  async fields(
    @Param('id') id: string,
    @Body() { audience }: FieldsRequest,
    @CurrentPrincipal() { role }: Principal,
  ): Promise<{
    readonly isListed: boolean;
    readonly fields: readonly Listed<DestinationField>[];
  }> {
    const fields = await this.checks.fields(id, audience, role);
    return {
      isListed: fields !== undefined,
      fields: (fields ?? []).map((field) => ({ ...field, type: field.type ?? null })),
    };
  }
}

function parseWithin(text: string): JsonObject {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) {
      return json as JsonObject;
    }
  } catch {
    // Told below.
  }
  throw new InputError([{ pointer: '/within', message: 'within must be a JSON object' }]);
}

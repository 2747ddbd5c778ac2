import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import type { ApiKey } from '../access/api-key.repository.js';
import { ApiKeyService } from '../access/api-key.service.js';
import { Needs } from '../access/needs.js';
import { NotFoundError } from '../status/not-found-error.js';
import { Actor } from './actor.js';
import { ApiProblems } from './api-problems.js';
import { ApiKeyListDto, CreateApiKeyRequest, CreatedApiKeyDto } from './dto/user.dto.js';

@ApiTags('access')
@Needs('access:write')
@Controller('api/api-keys')
export class ApiKeyController {
  constructor(private readonly keys: ApiKeyService) {}

  @Get()
  @ApiOperation({ summary: 'API keys, without what is presented' })
  @ApiOkResponse({ type: ApiKeyListDto })
  async list(): Promise<{ readonly apiKeys: readonly ApiKey[] }> {
    return { apiKeys: await this.keys.list() };
  }

  @Post()
  @ApiOperation({ summary: 'Makes an API key. It is shown this once' })
  @ApiCreatedResponse({ type: CreatedApiKeyDto })
  @ApiProblems(400)
  async create(
    @Body() { name, role, expiresAt }: CreateApiKeyRequest,
    @Actor() actor: string,
  ): Promise<CreatedApiKeyDto> {
    const expiry = expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) };
    const { key, secret } = await this.keys.create({ name, role, ...expiry }, actor);
    return { apiKey: key, secret };
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revokes an API key at once' })
  @ApiNoContentResponse({ description: 'Revoked' })
  @ApiProblems(404)
  async revoke(@Param('id') id: string): Promise<void> {
    if (!isUUID(id)) throw new NotFoundError(`API key ${id}`);
    await this.keys.revoke(id);
  }
}

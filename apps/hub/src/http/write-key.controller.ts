import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { isUUID } from 'class-validator';
import { Needs } from '../access/needs.js';
import { NotFoundError } from '../status/not-found-error.js';
import type { Author } from '../workspace/definition.service.js';
import { WriteKeyService, type NewWriteKey } from '../workspace/write-key.service.js';
import type { WriteKey } from '../workspace/write-key.repository.js';
import { ApiActor } from './actor.js';
import { ApiProblems } from './api-problems.js';
import { CurrentAuthor } from './author.js';
import { CreateWriteKeyRequest } from './dto/connection-inputs.js';
import { NewWriteKeyDto, WriteKeyListDto } from './dto/connection.dto.js';

@ApiTags('connections')
@Controller('api/connections/:id/write-keys')
export class WriteKeyController {
  constructor(private readonly keys: WriteKeyService) {}

  @Get()
  @Needs('view')
  @ApiOperation({ summary: 'The write keys of a connection, and the paths that take them' })
  @ApiOkResponse({ type: WriteKeyListDto })
  @ApiProblems(404, 409)
  async list(@Param('id') id: string): Promise<{
    readonly writeKeys: readonly WriteKey[];
    readonly paths: readonly string[];
  }> {
    return { writeKeys: await this.keys.list(id), paths: this.keys.paths(id) };
  }

  @Post()
  @Needs('connections:write')
  @ApiActor()
  @ApiOperation({ summary: 'Makes a write key. It is shown this once' })
  @ApiCreatedResponse({ type: NewWriteKeyDto })
  @ApiProblems(400, 404, 409)
  create(
    @Param('id') id: string,
    @Body() { name }: CreateWriteKeyRequest,
    @CurrentAuthor() { by }: Author,
  ): Promise<NewWriteKey> {
    return this.keys.create(id, name, by);
  }

  @Delete(':keyId')
  @Needs('connections:write')
  @HttpCode(204)
  @ApiActor()
  @ApiOperation({ summary: 'Revokes a write key: what comes with it is refused' })
  @ApiNoContentResponse({ description: 'It is gone' })
  @ApiProblems(404, 409)
  async delete(@Param('id') id: string, @Param('keyId') keyId: string): Promise<void> {
    if (!isUUID(keyId)) throw new NotFoundError(`write key ${keyId} of ${id}`);
    await this.keys.delete(id, keyId);
  }
}

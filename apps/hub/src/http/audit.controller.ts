import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { AuditEntry } from '../access/audit/audit-entry.js';
import { AuditService, type AuditPage } from '../access/audit/audit.service.js';
import { Needs } from '../access/needs.js';
import { ApiProblems } from './api-problems.js';
import { streamCsv } from './csv-stream.js';
import { AuditPageDto, AuditQuery } from './dto/audit.dto.js';

const COLUMNS = [
  'seq',
  'at',
  'actorKind',
  'actorId',
  'actorName',
  'action',
  'route',
  'target',
  'status',
  'before',
  'after',
  'address',
  'userAgent',
  'requestId',
  'count',
] as const satisfies readonly (keyof AuditEntry)[];

@ApiTags('access')
@ApiExtraModels(AuditPageDto)
@Controller('api/audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Get()
  @Needs('audit:read')
  @ApiOperation({ summary: 'Who changed what, and who looked at whom' })
  @ApiOkResponse({
    description: 'A page, or all of it as CSV',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(AuditPageDto) } },
      'text/csv': { schema: { type: 'string' } },
    },
  })
  @ApiProblems(400)
  async page(
    @Query() { limit, after, action, format }: AuditQuery,
  ): Promise<AuditPage | StreamableFile> {
    if (format === 'json') {
      return this.audit.page(limit, {
        action,
        after: after === undefined ? undefined : BigInt(after),
      });
    }
    return streamCsv('audit.csv', COLUMNS, this.audit.all(action), toCells);
  }
}

const toCells = (entry: AuditEntry): readonly unknown[] =>
  COLUMNS.map((name) => (name === 'at' ? entry.at.toISOString() : entry[name]));

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { AUDIT_ACTIONS, type AuditAction } from '../../access/audit/audit-entry.js';
import { Limited } from './inputs.js';

const FORMATS = ['json', 'csv'] as const;
const NULLABLE_TEXT = { type: String, nullable: true } as const;
const NULLABLE_OBJECT = { type: 'object', additionalProperties: true, nullable: true } as const;

export class AuditQuery extends Limited {
  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional()
  @Matches(/^\d{1,18}$/, { message: 'after must be the next of the page before' })
  after?: string;

  @ApiPropertyOptional({ enum: AUDIT_ACTIONS, description: 'These alone' })
  @IsOptional()
  @IsIn(AUDIT_ACTIONS)
  action?: AuditAction;

  @ApiPropertyOptional({ enum: FORMATS, default: 'json', description: 'csv: all pages' })
  @IsIn(FORMATS)
  format: (typeof FORMATS)[number] = 'json';
}

export class AuditEntryDto {
  @ApiProperty()
  seq!: string;

  @ApiProperty()
  at!: Date;

  @ApiProperty({
    enum: ['user', 'key', 'machine', 'cli', 'none'],
    description: 'none: not signed in',
  })
  actorKind!: string;

  @ApiProperty(NULLABLE_TEXT)
  actorId!: string | null;

  @ApiProperty()
  actorName!: string;

  @ApiProperty({
    enum: AUDIT_ACTIONS,
    description: 'refused: somebody tried what they may not do, or could not sign in',
  })
  action!: string;

  @ApiProperty({ example: 'PATCH /api/segments/:key' })
  route!: string;

  @ApiProperty({ ...NULLABLE_TEXT, example: 'segment:vip' })
  target!: string | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description:
      'Of the answer, or exit code of a command; null of a change that has begun, and of which it is not known how it ended',
  })
  status!: number | null;

  @ApiProperty(NULLABLE_OBJECT)
  before!: object | null;

  @ApiProperty(NULLABLE_OBJECT)
  after!: object | null;

  @ApiProperty(NULLABLE_TEXT)
  address!: string | null;

  @ApiProperty(NULLABLE_TEXT)
  userAgent!: string | null;

  @ApiProperty(NULLABLE_TEXT)
  requestId!: string | null;

  @ApiProperty({ type: 'integer', description: 'How many of the same it stands for' })
  count!: number;
}

export class AuditPageDto {
  @ApiProperty({ type: [AuditEntryDto], description: 'The newest first' })
  entries!: AuditEntryDto[];

  @ApiProperty({ ...NULLABLE_TEXT, description: '`after` of the next page' })
  next!: string | null;
}

import { ApiProperty, ApiPropertyOptional, OmitType, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';

const JSON_OBJECT = { type: 'object', additionalProperties: true } as const;

export const SCHEDULE = {
  ...JSON_OBJECT,
  nullable: true,
  description:
    'One of `{ every: "15m" }`, `{ at: "06:00" }`, `{ cron: "0 6 * * 1-5" }`, the latter two with a `timezone` or in the workspace’s, and `{ after: "<id>" }`; null for none',
  example: { every: '15m' },
} as const;

/** What these hold is checked by the rules of segue.yaml. */
class ConnectionFields {
  @ApiPropertyOptional({
    ...JSON_OBJECT,
    description: 'As GET /api/plugins describes them. Secrets are never answered',
    example: { accessToken: '…' },
  })
  @IsOptional()
  @IsObject()
  settings?: Record<string, unknown>;

  @ApiPropertyOptional(SCHEDULE)
  @IsOptional()
  @IsObject()
  schedule?: Record<string, unknown> | null;

  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'string', enum: ['operator', 'marketer'] },
    nullable: true,
    description: 'Roles that may sync to it; null: all that make syncs',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10)
  @IsString({ each: true })
  syncRoles?: string[] | null;
}

export class CreateConnectionRequest extends ConnectionFields {
  @ApiProperty({ example: 'crm', description: 'Lower-case words joined by hyphens' })
  @IsString()
  @MaxLength(64)
  id!: string;

  @ApiProperty({ example: 'hubspot' })
  @IsString()
  @MaxLength(100)
  plugin!: string;
}

export class EditConnectionRequest extends PartialType(ConnectionFields) {
  @ApiPropertyOptional({
    type: 'integer',
    description: 'The revision that was edited: refused when there is a newer one',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  revision?: number;
}

export class CheckConnectionRequest extends OmitType(CreateConnectionRequest, [
  'id',
  'schedule',
  'syncRoles',
]) {
  @ApiPropertyOptional({
    description: 'Of a stored connection: its secrets stand for those that are not given',
  })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  id?: string;
}

export class AudiencesQuery {
  @ApiPropertyOptional({ description: 'A part of the title, in any case' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  search?: string;

  @ApiPropertyOptional({ description: 'The `settings` of a group, as JSON: what is within it' })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  within?: string;

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  after?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 200, default: 50, type: 'integer' })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit = 50;
}

export class FieldsRequest {
  @ApiProperty({ ...JSON_OBJECT, description: 'The audience’s settings' })
  @IsObject()
  audience!: Record<string, unknown>;
}

export class CreateWriteKeyRequest {
  @ApiProperty({ example: 'Web shop', minLength: 1, maxLength: 100 })
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  name!: string;
}

export class SchedulePreviewRequest {
  @ApiPropertyOptional({ example: '15m' })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  every?: string;

  @ApiPropertyOptional({ example: '06:00', description: 'Once a day' })
  @IsOptional()
  @IsString()
  @MaxLength(20)
  at?: string;

  @ApiPropertyOptional({ example: '0 6 * * 1-5' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cron?: string;

  @ApiPropertyOptional({ example: 'Europe/Berlin', description: 'Beside at and cron' })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  timezone?: string;

  @ApiPropertyOptional({ example: 'crm', description: 'Id of a connection or sync' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  after?: string;
}

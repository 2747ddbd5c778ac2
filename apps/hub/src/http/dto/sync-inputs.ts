import { ApiProperty, ApiPropertyOptional, OmitType, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { SCHEDULE } from './connection-inputs.js';
import { MembersQuery } from './inputs.js';

const JSON_OBJECT = { type: 'object', additionalProperties: true } as const;

/** What these hold is checked by the rules of segue.yaml. */
class SyncFields {
  @ApiProperty({ example: 'window-shoppers', description: 'Key of a segment' })
  @IsString()
  @MaxLength(64)
  segment!: string;

  @ApiPropertyOptional({
    ...JSON_OBJECT,
    description: 'As GET /api/plugins describes it for the destination',
    example: { listId: 'a1b2c3d4e5', name: 'Window shoppers' },
  })
  @IsOptional()
  @IsObject()
  audience?: Record<string, unknown>;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Field at the destination → path of a trait',
    example: { FNAME: 'firstName' },
  })
  @IsOptional()
  @IsObject()
  fields?: Record<string, unknown>;

  @ApiPropertyOptional(SCHEDULE)
  @IsOptional()
  @IsObject()
  schedule?: Record<string, unknown> | null;

  @ApiPropertyOptional({
    type: 'object',
    properties: {
      maxLeavePercent: { type: 'number', minimum: 0, maximum: 100 },
      maxChanges: { type: 'integer', minimum: 1 },
      minSize: { type: 'integer', minimum: 0 },
    },
    description: 'Limits beyond which a run stops and asks',
  })
  @IsOptional()
  @IsObject()
  guards?: Record<string, unknown>;
}

export class CreateSyncRequest extends SyncFields {
  @ApiProperty({ example: 'window-shoppers-to-newsletter' })
  @IsString()
  @MaxLength(64)
  id!: string;

  @ApiProperty({ example: 'newsletter', description: 'Id of a destination' })
  @IsString()
  @MaxLength(64)
  connection!: string;
}

export class EditSyncRequest extends PartialType(SyncFields) {
  @ApiPropertyOptional({
    type: 'integer',
    description: 'The revision that was edited: refused when there is a newer one',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  revision?: number;
}

class DraftFields extends OmitType(CreateSyncRequest, ['id']) {
  @ApiPropertyOptional({ description: 'Of a stored sync that this is an edit of' })
  @IsOptional()
  @IsString()
  @MaxLength(64)
  id?: string;
}

export class PlanDraftRequest extends DraftFields {
  @ApiPropertyOptional({ minimum: 1, maximum: 200, default: 50, type: 'integer' })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit = 50;
}

export class SampleRequest extends DraftFields {
  @ApiPropertyOptional({ minimum: 1, maximum: 10, default: 3, type: 'integer' })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10)
  limit = 3;
}

export class SyncRowsQuery extends MembersQuery {
  @ApiProperty({ enum: ['delivered', 'failed', 'skipped'] })
  @IsIn(['delivered', 'failed', 'skipped'])
  state!: 'delivered' | 'failed' | 'skipped';
}

export class RetryRequest {
  @ApiPropertyOptional({ enum: ['failed', 'skipped'], default: 'failed' })
  @IsIn(['failed', 'skipped'])
  state: 'failed' | 'skipped' = 'failed';

  @ApiPropertyOptional({
    type: [String],
    description: 'Profiles; all in that state, without it',
  })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(1000)
  @IsUUID('all', { each: true })
  profileIds?: string[];
}

export class DaysQuery {
  @ApiPropertyOptional({ minimum: 1, maximum: 366, default: 30, type: 'integer' })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(366)
  days = 30;
}

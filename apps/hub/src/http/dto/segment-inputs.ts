import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  Max,
  Min,
  MinLength,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { CURSOR } from '../../segments/segment-page.js';
import { ROLES, type Role } from '../../access/right.js';
import { IsFolder, IsRoles, IsSegmentKey, IsTags } from '../../config/constraints.js';
import type { Visibility } from '../../segments/segment.js';
import { IsInstant, IsText, Limited } from './inputs.js';
import { VISIBILITIES } from './segment.dto.js';

/** What the column holds. */
const MOST_VERSIONS = 2_147_483_647;

const RULE = {
  type: 'object',
  additionalProperties: true,
  description: 'See docs/rules.md; none for a static segment',
  example: { event: 'Order Completed' },
} as const;

/** What is left out is not checked; null is. */
const IsGiven = () => ValidateIf((_input, value) => value !== undefined);

class NamedRequest {
  @ApiPropertyOptional({ minLength: 1, maxLength: 200, example: 'Window shoppers' })
  @IsGiven()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  name?: string;

  @ApiPropertyOptional({ maxLength: 2000, example: 'Many sessions, no order' })
  @IsGiven()
  @IsString()
  @MaxLength(2000)
  description?: string;

  @ApiPropertyOptional({ type: [String], maxItems: 20, example: ['spring', 'email'] })
  @IsGiven()
  @IsTags()
  tags?: string[];

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    maxLength: 200,
    example: 'Marketing/2026',
    description: 'A slash between a folder and one in it; null for none',
  })
  @IsOptional()
  @IsFolder()
  folder?: string | null;

  @ApiPropertyOptional({
    enum: VISIBILITIES,
    description: 'Who sees it: everybody, its owner, or also the roles in `visibleTo`',
  })
  @IsGiven()
  @IsIn(VISIBILITIES)
  visibility?: Visibility;

  @ApiPropertyOptional({ enum: ROLES, isArray: true, description: 'With `visibility: roles`' })
  @ValidateIf(
    ({ visibility, visibleTo }: NamedRequest) => visibility === 'roles' || visibleTo !== undefined,
  )
  @IsRoles(ROLES)
  visibleTo?: Role[];
}

/** Without its rule, which has a parser of its own. */
export class CreateSegmentInput extends NamedRequest {
  @ApiProperty({ example: 'window-shoppers' })
  @IsSegmentKey()
  key!: string;

  @ApiPropertyOptional({ enum: ['dynamic', 'static'], default: 'dynamic' })
  @IsIn(['dynamic', 'static'])
  kind: 'dynamic' | 'static' = 'dynamic';
}

export class CreateSegmentRequest extends CreateSegmentInput {
  @ApiPropertyOptional(RULE)
  rule?: object;
}

export class EditSegmentInput extends NamedRequest {
  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Id of a user, who owns it from now on; for its owner and those of the workspace',
  })
  @IsGiven()
  @IsUUID()
  owner?: string;

  @ApiPropertyOptional({
    type: 'integer',
    description: 'The version that was edited: refused when there is a newer one',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  version?: number;
}

export class EditSegmentRequest extends EditSegmentInput {
  @ApiPropertyOptional(RULE)
  rule?: object;
}

export class DeleteSegmentQuery {
  @ApiPropertyOptional({ type: 'integer', description: 'Refused when there is a newer version' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  version?: number;
}

export class RestoreRequest {
  @ApiProperty({ type: 'integer', example: 2 })
  @IsInt()
  @Min(1)
  @Max(MOST_VERSIONS)
  version!: number;
}

export class FreezeRequest {
  @ApiProperty({ description: 'Key of the new segment', example: 'vip-2026-01' })
  @IsSegmentKey()
  as!: string;

  @ApiPropertyOptional({ minLength: 1, maxLength: 200 })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  name?: string;
}

export class SegmentsQuery {
  @ApiPropertyOptional({ description: 'Part of a key, name, description or tag' })
  @IsOptional()
  @IsText(200)
  q?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsText(50)
  tag?: string;

  @ApiPropertyOptional({ description: 'What is in folders below it is in it, too' })
  @IsOptional()
  @IsText(200)
  folder?: string;

  @ApiPropertyOptional({ description: 'Id of an owner' })
  @IsOptional()
  @IsText(100)
  owner?: string;

  @ApiPropertyOptional({ description: 'Key of a segment or id of a sync that needs it' })
  @IsOptional()
  @IsText(200)
  usedBy?: string;
}

class IdentifierInput {
  @ApiProperty({ example: 'email' })
  @IsString()
  type!: string;

  @ApiProperty({ example: 'ada@example.com' })
  @IsString()
  value!: string;
}

export class MembersRequest {
  @ApiPropertyOptional({ type: [IdentifierInput], maxItems: 10_000 })
  @IsArray()
  @ArrayMaxSize(10_000)
  @ValidateNested({ each: true })
  @Type(() => IdentifierInput)
  add: IdentifierInput[] = [];

  @ApiPropertyOptional({ type: [IdentifierInput], maxItems: 10_000 })
  @IsArray()
  @ArrayMaxSize(10_000)
  @ValidateNested({ each: true })
  @Type(() => IdentifierInput)
  remove: IdentifierInput[] = [];
}

export class LogQuery extends Limited {
  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional()
  @Matches(CURSOR, { message: 'after must be the next of the page before' })
  after?: string;
}

export class HistoryQuery {
  @ApiPropertyOptional({ format: 'date', description: 'First day; 30 days before the last' })
  @IsOptional()
  @IsDay()
  from?: string;

  @ApiPropertyOptional({ format: 'date', description: 'Last day; today' })
  @IsOptional()
  @IsDay()
  to?: string;
}

/** A date alone, which exists. */
function IsDay(): PropertyDecorator {
  const message = '$property must be a date such as 2026-01-31';
  const rules = [
    Matches(/^\d{4}-\d{2}-\d{2}$/, { message }),
    IsISO8601({ strict: true }, { message }),
  ];
  return (target, property) => rules.forEach((rule) => rule(target, property));
}

export class MembershipsQuery {
  @ApiPropertyOptional({ format: 'date-time', description: 'Now, without it' })
  @IsOptional()
  @IsInstant()
  at?: string;
}

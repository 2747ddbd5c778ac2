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
  Matches,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { CURSOR } from '../../segments/segment-page.js';
import { Limited } from './inputs.js';

const KEY = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const KEY_MESSAGE =
  '$property must be lower-case letters, digits, - and _, such as window-shoppers (64 characters at most)';
const INSTANT_MESSAGE = 'at must be an instant with its offset, such as 2026-01-31T12:00:00Z';
const RULE = {
  type: 'object',
  additionalProperties: true,
  description: 'See docs/rules.md; none for a static segment',
  example: { event: 'Order Completed' },
} as const;

class NamedRequest {
  @ApiPropertyOptional({ minLength: 1, maxLength: 200, example: 'Window shoppers' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  name?: string;

  @ApiPropertyOptional({ maxLength: 2000, example: 'Many sessions, no order' })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  description?: string;
}

/** Without its rule, which has a parser of its own. */
export class CreateSegmentInput extends NamedRequest {
  @ApiProperty({ example: 'window-shoppers' })
  @Matches(KEY, { message: KEY_MESSAGE })
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
  version!: number;
}

export class FreezeRequest {
  @ApiProperty({ description: 'Key of the new segment', example: 'vip-2026-01' })
  @Matches(KEY, { message: KEY_MESSAGE })
  as!: string;

  @ApiPropertyOptional({ minLength: 1, maxLength: 200 })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  name?: string;
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
  @Matches(/T.+(?:Z|[+-]\d{2}:\d{2})$/, { message: INSTANT_MESSAGE })
  @IsISO8601({ strict: true }, { message: INSTANT_MESSAGE })
  at?: string;
}

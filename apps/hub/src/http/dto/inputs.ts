import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import type { RunKind, RunState } from '../../runs/run.js';

const RUN_KINDS: readonly RunKind[] = ['pull', 'push', 'evaluate', 'sync'];
const RUN_STATES: readonly RunState[] = [
  'running',
  'succeeded',
  'partial',
  'failed',
  'blocked',
  'cancelled',
];
export const PLAN_FORMATS = ['json', 'csv'] as const;

/** A text that PostgreSQL can hold, of at most so many characters. */
export function IsText(most: number): PropertyDecorator {
  const rules = [
    IsString(),
    MaxLength(most),
    Matches(/^[^\0]*$/, { message: '$property must not hold a NUL character' }),
  ];
  return (target, property) => rules.forEach((rule) => rule(target, property));
}

export class Limited {
  @ApiPropertyOptional({ minimum: 1, maximum: 1000, default: 100, type: 'integer' })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit = 100;
}

export class MembersQuery extends Limited {
  @ApiPropertyOptional({ format: 'uuid', description: '`next` of the page before' })
  @IsOptional()
  @IsUUID('all', { message: 'after must be the next of the page before' })
  after?: string;
}

export class RunsQuery extends Limited {
  @ApiPropertyOptional({ enum: RUN_KINDS })
  @IsOptional()
  @IsIn(RUN_KINDS)
  kind?: RunKind;

  @ApiPropertyOptional({ description: 'Id of a connection or sync, or `segments`' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  target?: string;

  @ApiPropertyOptional({ enum: RUN_STATES })
  @IsOptional()
  @IsIn(RUN_STATES)
  state?: RunState;
}

export class RecordsQuery extends Limited {
  @ApiPropertyOptional({ type: String, default: '0', description: '`next` of the page before' })
  @Matches(/^\d{1,18}$/, { message: 'after must be the next of the page before' })
  after = '0';
}

export class PlanRowsQuery {
  @ApiPropertyOptional({ enum: PLAN_FORMATS, default: 'json' })
  @IsIn(PLAN_FORMATS)
  format: (typeof PLAN_FORMATS)[number] = 'json';
}

export class RunRequest {
  @ApiPropertyOptional({
    type: [String],
    description: 'Connections and syncs, or `segments` for the evaluation. Without ids: everything',
    example: ['crm', 'window-shoppers-to-mailchimp'],
  })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty({ message: 'ids must not be empty: leave it out to run everything' })
  @ArrayMaxSize(1000)
  @IsString({ each: true })
  ids?: string[];

  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Evaluates every profile' })
  @IsBoolean()
  full = false;

  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'Sends what a guard would block',
  })
  @IsBoolean()
  approve = false;
}

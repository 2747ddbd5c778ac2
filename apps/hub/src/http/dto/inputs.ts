import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { RUN_CURSOR } from '../../runs/run-cursor.js';
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

const INSTANT =
  /^[1-9]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;

/** With its offset. */
export function IsInstant(): PropertyDecorator {
  const message = '$property must be an instant with its offset, such as 2026-01-31T12:00:00Z';
  const rules = [Matches(INSTANT, { message }), IsISO8601({ strict: true }, { message })];
  return (target, property) => rules.forEach((rule) => rule(target, property));
}

/** `a,b`, or given several times. */
export const IsList = () =>
  Transform(({ value }: { readonly value: unknown }) =>
    typeof value === 'string' ? value.split(',') : value,
  );

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
  @IsText(200)
  target?: string;

  @ApiPropertyOptional({ enum: RUN_STATES })
  @IsOptional()
  @IsIn(RUN_STATES)
  state?: RunState;

  @ApiPropertyOptional({ format: 'date-time', description: 'Started then or later' })
  @IsOptional()
  @IsInstant()
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Started before' })
  @IsOptional()
  @IsInstant()
  to?: string;

  @ApiPropertyOptional({
    maxLength: 200,
    description: 'Part of a target, or of why it failed; of the last 90 days, without `from`',
  })
  @IsOptional()
  @IsText(200)
  q?: string;

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional()
  @Matches(RUN_CURSOR, { message: 'after must be the next of the page before' })
  after?: string;
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

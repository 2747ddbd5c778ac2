import { ApiProperty } from '@nestjs/swagger';
import { Personal } from '../../access/personal.js';
import { SyncDto } from './status.dto.js';

export class SyncDetailDto extends SyncDto {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'As written: `{ every }`, `{ at }`, `{ cron, timezone }` or `{ after }`',
  })
  writtenSchedule!: object | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Null of one of segue.yaml' })
  revision!: number | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  changedAt!: Date | null;

  @ApiProperty({ type: String, nullable: true })
  changedBy!: string | null;
}

export class PlannedRowDto {
  @ApiProperty({ enum: ['join', 'update', 'leave', 'skip'] })
  action!: string;

  @ApiProperty({ format: 'uuid' })
  profileId!: string;

  @Personal()
  @ApiProperty({ type: String, nullable: true })
  address!: string | null;

  @ApiProperty({ type: String, nullable: true })
  reason!: string | null;

  @Personal()
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'array', items: {}, minItems: 2, maxItems: 2 },
    description: 'Field → [old, new]',
  })
  fields!: object;
}

export class DraftPlanDto {
  @ApiProperty({ description: 'Key of the segment' })
  segment!: string;

  @ApiProperty({ type: 'integer' })
  joins!: number;

  @ApiProperty({ type: 'integer' })
  updates!: number;

  @ApiProperty({ type: 'integer' })
  leaves!: number;

  @ApiProperty({ type: 'integer', description: 'Members of the segment' })
  size!: number;

  @ApiProperty({ type: 'integer', description: 'Members that the audience is known to hold' })
  confirmed!: number;

  @ApiProperty({ type: 'integer', description: 'Members without an address there: skipped' })
  unreachable!: number;

  @ApiProperty({ type: String, nullable: true, description: 'The guard that would stop the run' })
  blockedBy!: string | null;

  @ApiProperty({ type: [PlannedRowDto], description: 'Some of each kind. Personal data' })
  rows!: PlannedRowDto[];
}

class SampleRowDto {
  @ApiProperty({ format: 'uuid' })
  profileId!: string;

  @Personal()
  @ApiProperty({ type: String, nullable: true })
  address!: string | null;

  @Personal()
  @ApiProperty({ type: 'object', additionalProperties: true })
  fields!: object;
}

export class SampleDto {
  @ApiProperty({ type: [SampleRowDto] })
  members!: SampleRowDto[];
}

class SyncRowDto {
  @ApiProperty({ format: 'uuid' })
  profileId!: string;

  @Personal()
  @ApiProperty({ type: String, nullable: true })
  address!: string | null;

  @Personal()
  @ApiProperty({ type: 'object', additionalProperties: true })
  fields!: object;

  @ApiProperty({ enum: ['join', 'update', 'leave'], type: String, nullable: true })
  op!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'NO_EMAIL' })
  code!: string | null;

  @ApiProperty({ type: String, nullable: true })
  message!: string | null;

  @ApiProperty({ type: 'integer' })
  attempts!: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  confirmedAt!: Date | null;

  @ApiProperty({ format: 'uuid' })
  runId!: string;
}

export class SyncRowPageDto {
  @ApiProperty({ type: [SyncRowDto] })
  rows!: SyncRowDto[];

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: '`after` of the next page',
  })
  next!: string | null;
}

export class RetriedDto {
  @ApiProperty({ type: 'integer', description: 'Rows that the run tries again' })
  retried!: number;

  @ApiProperty({ type: [String], description: 'Ids of what runs now; none while it is paused' })
  accepted!: string[];
}

class RunDayDto {
  @ApiProperty({ format: 'date', description: 'In the workspace’s zone' })
  day!: string;

  @ApiProperty({ type: 'integer' })
  runs!: number;

  @ApiProperty({ type: 'integer' })
  delivered!: number;

  @ApiProperty({ type: 'integer' })
  failed!: number;

  @ApiProperty({ type: 'integer' })
  skipped!: number;

  @ApiProperty({ type: 'integer' })
  joined!: number;

  @ApiProperty({ type: 'integer' })
  left!: number;
}

export class RunDaysDto {
  @ApiProperty({ type: [RunDayDto], description: 'The oldest first' })
  days!: RunDayDto[];
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Personal } from '../../access/personal.js';

export class RunProblemDto {
  @ApiProperty({ example: 'RATE_LIMITED' })
  code!: string;

  @ApiProperty()
  message!: string;
}

export class RunDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: ['pull', 'push', 'evaluate', 'sync'] })
  kind!: string;

  @ApiProperty({ description: 'Id of the connection or sync; `segments` for an evaluation' })
  target!: string;

  @ApiProperty({ enum: ['schedule', 'manual', 'after', 'push'] })
  trigger!: string;

  @ApiProperty({ enum: ['running', 'succeeded', 'partial', 'failed', 'blocked', 'cancelled'] })
  state!: string;

  @ApiProperty()
  startedAt!: Date;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt!: Date | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { read: 20, accepted: 19, rejected: 1 },
  })
  counts!: object;

  @ApiProperty({ type: RunProblemDto, nullable: true })
  error!: RunProblemDto | null;

  @ApiProperty({ type: [RunProblemDto], description: 'What to know although it worked' })
  notes!: RunProblemDto[];

  @ApiProperty({ type: 'integer', nullable: true, description: 'Changes that a sync has to send' })
  expected!: number | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  cancelAskedAt!: Date | null;

  @ApiProperty({ type: String, nullable: true })
  cancelAskedBy!: string | null;
}

class ProgressDto {
  @ApiProperty({ type: 'integer', description: 'Records read, or changes whose end is known' })
  done!: number;

  @ApiProperty({ type: 'integer', nullable: true })
  total!: number | null;

  @ApiProperty()
  perSecond!: number;

  @ApiProperty({ type: 'integer', nullable: true })
  remainingMs!: number | null;
}

export class RunDetailDto extends RunDto {
  @ApiProperty({ type: ProgressDto, nullable: true, description: 'Of a pull or sync that runs' })
  progress!: ProgressDto | null;
}

export class RunListDto {
  @ApiProperty({ type: [RunDto], description: 'The newest first' })
  runs!: RunDto[];

  @ApiProperty({ type: String, nullable: true, description: '`after` of the next page' })
  next!: string | null;
}

export class RunRecordDto {
  @ApiProperty({ description: 'Position in the run' })
  seq!: string;

  @ApiProperty({ enum: ['rejected', 'failed', 'skipped'] })
  outcome!: string;

  @ApiProperty({ example: 'NO_IDENTIFIER' })
  code!: string;

  @ApiProperty()
  reason!: string;

  @ApiPropertyOptional({ description: 'Where it stood in what was read, or join, update, leave' })
  position?: string;

  @ApiPropertyOptional({ format: 'uuid' })
  profileId?: string;

  @ApiPropertyOptional({
    type: Object,
    description: 'The record, or the beginning of its text. Personal data',
  })
  @Personal()
  raw?: unknown;
}

export class RunRecordListDto {
  @ApiProperty({ type: [RunRecordDto] })
  records!: RunRecordDto[];

  @ApiProperty({ type: String, nullable: true, description: '`after` of the next page' })
  next!: string | null;
}

export class AcceptedDto {
  @ApiProperty({ type: [String], description: 'Ids of what runs, in order' })
  accepted!: string[];
}

import { ApiProperty } from '@nestjs/swagger';
import { RunDto, RunProblemDto } from './run.dto.js';

export class HealthDto {
  @ApiProperty({ enum: ['ok'] })
  status!: string;

  @ApiProperty({ enum: ['pglite', 'postgresql'] })
  database!: string;

  @ApiProperty({ example: '0.1.0' })
  version!: string;
}

class ScheduledDto {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    example: { every: '15m', everyMs: 900_000 },
  })
  schedule!: object | null;

  @ApiProperty({ type: RunDto, nullable: true })
  latestRun!: RunDto | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  nextAt!: Date | null;
}

export class ConnectionDto extends ScheduledDto {
  @ApiProperty({ example: 'crm' })
  id!: string;

  @ApiProperty({ example: 'hubspot' })
  plugin!: string;

  @ApiProperty({ enum: ['source', 'destination', 'both'] })
  kind!: string;
}

export class SegmentDto {
  @ApiProperty({ example: 'window-shoppers' })
  key!: string;

  @ApiProperty({ example: 'Window shoppers' })
  name!: string;

  @ApiProperty()
  description!: string;

  @ApiProperty({ enum: ['dynamic', 'static'], description: 'static: members are kept by hand' })
  kind!: string;

  @ApiProperty({ enum: ['file', 'api'], description: 'file: managed by segue.yaml' })
  origin!: string;

  @ApiProperty({ type: 'integer', description: 'Members' })
  size!: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  evaluatedAt!: Date | null;

  @ApiProperty({ description: 'Whether the rule as it is now has been evaluated' })
  isCurrent!: boolean;

  @ApiProperty({ type: RunProblemDto, nullable: true })
  error!: RunProblemDto | null;
}

export class SyncDto extends ScheduledDto {
  @ApiProperty({ example: 'window-shoppers-to-mailchimp' })
  id!: string;

  @ApiProperty({ example: 'window-shoppers' })
  segmentKey!: string;

  @ApiProperty({ example: 'newsletter' })
  connectionId!: string;
}

export class ConnectionListDto {
  @ApiProperty({ type: [ConnectionDto] })
  connections!: ConnectionDto[];
}

export class SegmentListDto {
  @ApiProperty({ type: [SegmentDto] })
  segments!: SegmentDto[];
}

export class SyncListDto {
  @ApiProperty({ type: [SyncDto] })
  syncs!: SyncDto[];
}

export class StatusDto {
  @ApiProperty({ type: [ConnectionDto] })
  connections!: ConnectionDto[];

  @ApiProperty({ type: [SegmentDto] })
  segments!: SegmentDto[];

  @ApiProperty({ type: [SyncDto] })
  syncs!: SyncDto[];
}

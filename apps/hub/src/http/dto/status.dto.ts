import { Written } from '../../access/written.js';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { RunDto, RunProblemDto } from './run.dto.js';

export class HealthDto {
  @ApiProperty({ enum: ['ok'] })
  status!: string;

  @ApiProperty({ enum: ['pglite', 'postgresql'] })
  database!: string;

  @ApiProperty({ example: '0.1.0' })
  version!: string;
}

export class EntryProblemDto {
  @ApiProperty({ example: '/settings/accessToken', description: 'JSON Pointer' })
  pointer!: string;

  @ApiProperty()
  message!: string;
}

export class FilePlaceDto {
  @ApiProperty({ example: 'segue.yaml' })
  file!: string;

  @ApiProperty({ type: 'integer' })
  line!: number;

  @ApiProperty({ type: 'integer' })
  endLine!: number;
}

class ScheduledDto {
  @ApiProperty({ enum: ['file', 'api'], description: 'file: managed by segue.yaml' })
  origin!: string;

  @ApiProperty({ type: FilePlaceDto, nullable: true })
  location!: FilePlaceDto | null;

  @ApiProperty({ description: 'Whether it, or its destination, was switched off' })
  isPaused!: boolean;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    example: { every: '15m', everyMs: 900_000 },
  })
  schedule!: object | null;

  @ApiProperty({ type: String, nullable: true, example: 'every 15 minutes' })
  scheduleText!: string | null;

  @ApiProperty({ type: RunDto, nullable: true })
  latestRun!: RunDto | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  nextAt!: Date | null;

  @ApiProperty({ type: 'array', items: { type: 'string', format: 'date-time' } })
  nextTimes!: Date[];

  @ApiProperty({ type: [EntryProblemDto], description: 'Why it cannot be used' })
  problems!: EntryProblemDto[];
}

class StreamDto {
  @ApiProperty({ example: 'contacts' })
  key!: string;

  @ApiProperty({ example: 'Contacts' })
  title!: string;
}

export class ConnectionDto extends ScheduledDto {
  @ApiProperty({ example: 'crm' })
  id!: string;

  @ApiProperty({ example: 'hubspot' })
  plugin!: string;

  @ApiProperty({ example: 'HubSpot' })
  title!: string;

  @ApiProperty({ enum: ['source', 'destination', 'both'] })
  kind!: string;

  @ApiProperty({ description: 'Whether the hub reads from it, and so can run it' })
  isReadable!: boolean;

  @ApiProperty({ description: 'Whether it sends to the hub' })
  isPush!: boolean;

  @ApiProperty({ type: [StreamDto] })
  streams!: StreamDto[];

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  checkpointAt!: Date | null;

  @ApiProperty({ type: 'integer', description: 'Records of the last 24 hours' })
  rejected!: number;

  @ApiProperty({
    type: 'array',
    items: { type: 'string', enum: ['operator', 'marketer'] },
    nullable: true,
    description: 'Roles that may sync to it; null: all that make syncs',
  })
  syncRoles!: string[] | null;
}

export class SegmentDto {
  @ApiProperty({ example: 'window-shoppers' })
  key!: string;

  @ApiProperty({ example: 'Window shoppers' })
  name!: string;

  @ApiProperty()
  @Written('text')
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

class TallyDto {
  @ApiProperty({ type: 'integer' })
  delivered!: number;

  @ApiProperty({ type: 'integer' })
  failed!: number;

  @ApiProperty({ type: 'integer' })
  skipped!: number;
}

export class GuardsDto {
  @ApiPropertyOptional()
  maxLeavePercent?: number;

  @ApiPropertyOptional({ type: 'integer' })
  maxChanges?: number;

  @ApiPropertyOptional({ type: 'integer' })
  minSize?: number;
}

export class SyncDto extends ScheduledDto {
  @ApiProperty({ example: 'window-shoppers-to-mailchimp' })
  id!: string;

  @ApiProperty({ example: 'window-shoppers' })
  segmentKey!: string;

  @ApiProperty({ example: 'newsletter' })
  connectionId!: string;

  @ApiProperty({ example: 'mailchimp' })
  plugin!: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  audience!: object;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  fields!: object;

  @ApiProperty({ type: GuardsDto })
  guards!: GuardsDto;

  @ApiProperty({ type: 'integer', description: 'Members of the segment' })
  size!: number;

  @ApiProperty({ type: TallyDto, nullable: true, description: 'As of the latest run' })
  tally!: TallyDto | null;

  @ApiProperty({ type: RunProblemDto, nullable: true, description: 'What stopped the latest run' })
  blockedBy!: RunProblemDto | null;
}

export class ConnectionListDto {
  @ApiProperty({ type: [ConnectionDto] })
  connections!: ConnectionDto[];
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

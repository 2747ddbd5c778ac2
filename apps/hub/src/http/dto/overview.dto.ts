import { ApiProperty } from '@nestjs/swagger';

const HEALTH = {
  enum: ['ok', 'warning', 'error', 'idle'],
  description: 'idle: nothing happened in the last 24 hours',
};
const COUNT = { type: 'integer' } as const;

class FirstRunDto {
  @ApiProperty()
  needsConnection!: boolean;

  @ApiProperty()
  needsSegment!: boolean;

  @ApiProperty()
  needsSync!: boolean;

  @ApiProperty({ description: 'No connection and nobody: there can be demo data' })
  isEmpty!: boolean;
}

class SourceFlowDto {
  @ApiProperty({ example: 'crm' })
  id!: string;

  @ApiProperty({ example: 'HubSpot' })
  title!: string;

  @ApiProperty({ example: 'hubspot' })
  plugin!: string;

  @ApiProperty()
  isPaused!: boolean;

  @ApiProperty(HEALTH)
  health!: string;

  @ApiProperty({ ...COUNT, description: 'Records that were stored' })
  accepted!: number;

  @ApiProperty(COUNT)
  rejected!: number;
}

class ProfileFlowDto {
  @ApiProperty({ ...COUNT, description: 'All there are' })
  total!: number;

  @ApiProperty(COUNT)
  created!: number;

  @ApiProperty({ ...COUNT, description: 'Profiles that evaluations asked about' })
  evaluated!: number;
}

class SegmentFlowDto {
  @ApiProperty({ ...COUNT, description: 'All there are' })
  total!: number;

  @ApiProperty({ ...COUNT, description: 'Those that cannot be evaluated' })
  failing!: number;

  @ApiProperty(COUNT)
  joined!: number;

  @ApiProperty(COUNT)
  left!: number;

  @ApiProperty(HEALTH)
  health!: string;
}

class SyncFlowDto {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  segmentKey!: string;

  @ApiProperty()
  connectionId!: string;

  @ApiProperty()
  plugin!: string;

  @ApiProperty()
  isPaused!: boolean;

  @ApiProperty({ ...COUNT, description: 'Members of the segment' })
  size!: number;

  @ApiProperty(HEALTH)
  health!: string;

  @ApiProperty({ ...COUNT, description: 'Changes that the destination confirmed' })
  delivered!: number;

  @ApiProperty(COUNT)
  failed!: number;

  @ApiProperty(COUNT)
  skipped!: number;
}

class FlowDto {
  @ApiProperty({ type: [SourceFlowDto] })
  sources!: SourceFlowDto[];

  @ApiProperty()
  profiles!: ProfileFlowDto;

  @ApiProperty()
  segments!: SegmentFlowDto;

  @ApiProperty({ type: [SyncFlowDto] })
  syncs!: SyncFlowDto[];
}

class RunGroupDto {
  @ApiProperty({ enum: ['pull', 'push', 'evaluate', 'sync'] })
  kind!: string;

  @ApiProperty()
  target!: string;

  @ApiProperty(COUNT)
  runs!: number;

  @ApiProperty(COUNT)
  running!: number;

  @ApiProperty(COUNT)
  succeeded!: number;

  @ApiProperty(COUNT)
  partial!: number;

  @ApiProperty(COUNT)
  failed!: number;

  @ApiProperty(COUNT)
  blocked!: number;

  @ApiProperty(COUNT)
  cancelled!: number;

  @ApiProperty()
  latestAt!: Date;
}

class AttentionDto {
  @ApiProperty({ example: 'SYNC_BLOCKED', description: 'Stable; docs/errors.md has all' })
  code!: string;

  @ApiProperty({ enum: ['error', 'warning', 'info'] })
  severity!: string;

  @ApiProperty({ enum: ['connection', 'segment', 'sync', 'evaluation'] })
  kind!: string;

  @ApiProperty({ description: 'Id of a connection or sync, or key of a segment' })
  target!: string;

  @ApiProperty()
  message!: string;

  @ApiProperty({ description: 'What to do about it' })
  action!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  runId!: string | null;
}

export class OverviewDto {
  @ApiProperty({ description: 'Numbers are of what began then or later' })
  since!: Date;

  @ApiProperty({ description: 'What there is none of yet' })
  firstRun!: FirstRunDto;

  @ApiProperty()
  flow!: FlowDto;

  @ApiProperty({ type: [RunGroupDto] })
  runs!: RunGroupDto[];

  @ApiProperty({ type: [AttentionDto], description: 'The worst first' })
  attention!: AttentionDto[];
}

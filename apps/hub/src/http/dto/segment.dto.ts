import { ApiProperty } from '@nestjs/swagger';
import { SegmentDto } from './status.dto.js';

export class SegmentDetailDto extends SegmentDto {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'As written; null of a static segment',
  })
  rule!: object | null;

  @ApiProperty({ type: 'integer', description: 'Counts the edits of the rule' })
  version!: number;

  @ApiProperty()
  createdAt!: Date;
}

class SegmentEditDto {
  @ApiProperty({ type: 'integer' })
  version!: number;

  @ApiProperty()
  savedAt!: Date;

  @ApiProperty({ example: 'segue.yaml', description: '`segue.yaml`, or X-Segue-Actor' })
  savedBy!: string;
}

export class SegmentVersionDto extends SegmentEditDto {
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  rule!: object | null;
}

export class SegmentVersionListDto {
  @ApiProperty({ type: [SegmentVersionDto], description: 'The newest first' })
  versions!: SegmentVersionDto[];
}

class ListProblemDto {
  @ApiProperty({ description: 'JSON Pointer', example: '/add/3' })
  pointer!: string;

  @ApiProperty({ example: 'is the identifier of nobody' })
  message!: string;
}

export class ListEditDto {
  @ApiProperty({ type: 'integer' })
  added!: number;

  @ApiProperty({ type: 'integer' })
  removed!: number;

  @ApiProperty({ type: 'integer', description: 'Were there or not there already, or given twice' })
  unchanged!: number;

  @ApiProperty({ type: [ListProblemDto], description: 'Those that nothing could be done with' })
  problems!: ListProblemDto[];

  @ApiProperty({ description: 'False until an evaluation has made them members' })
  isCurrent!: boolean;
}

class StaticChangeDto {
  @ApiProperty({ format: 'uuid' })
  profileId!: string;

  @ApiProperty()
  added!: boolean;

  @ApiProperty()
  at!: Date;

  @ApiProperty({ description: 'X-Segue-Actor, or --by' })
  by!: string;
}

export class StaticChangePageDto {
  @ApiProperty({ type: [StaticChangeDto], description: 'The newest first' })
  changes!: StaticChangeDto[];

  @ApiProperty({ type: String, nullable: true, description: '`after` of the next page' })
  next!: string | null;
}

class HistoryDayDto {
  @ApiProperty({ format: 'date' })
  date!: string;

  @ApiProperty({ type: 'integer', description: 'Members at the end of the day' })
  size!: number;

  @ApiProperty({ type: 'integer' })
  entries!: number;

  @ApiProperty({ type: 'integer' })
  exits!: number;

  @ApiProperty({ type: [SegmentEditDto], description: 'Saves of the rule' })
  edits!: SegmentEditDto[];
}

export class HistoryDto {
  @ApiProperty({ example: 'Europe/Berlin' })
  timezone!: string;

  @ApiProperty({ type: [HistoryDayDto], description: 'The first day first' })
  days!: HistoryDayDto[];
}

const CAUSES = ['data', 'time', 'edit', 'merge'];

class MembershipChangeDto {
  @ApiProperty({ format: 'uuid' })
  profileId!: string;

  @ApiProperty({ description: 'Or left' })
  joined!: boolean;

  @ApiProperty()
  at!: Date;

  @ApiProperty({ enum: CAUSES })
  cause!: string;

  @ApiProperty({ type: 'integer', description: 'Version of the rule' })
  version!: number;

  @ApiProperty({ format: 'uuid' })
  runId!: string;
}

export class MembershipLogDto {
  @ApiProperty({ type: [MembershipChangeDto], description: 'The newest first' })
  log!: MembershipChangeDto[];

  @ApiProperty({ type: String, nullable: true, description: '`after` of the next page' })
  next!: string | null;
}

class PastMembershipDto {
  @ApiProperty({ example: 'vip' })
  key!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ description: 'False when the segment is no longer there' })
  isActive!: boolean;

  @ApiProperty()
  joinedAt!: Date;

  @ApiProperty({ enum: CAUSES })
  cause!: string;

  @ApiProperty({ type: 'integer', description: 'Version of the rule then' })
  version!: number;
}

export class ProfileMembershipsDto {
  @ApiProperty({ format: 'uuid', description: 'Another than asked for, when that was merged' })
  profileId!: string;

  @ApiProperty()
  at!: Date;

  @ApiProperty({ type: [PastMembershipDto] })
  segments!: PastMembershipDto[];
}

import { ApiProperty } from '@nestjs/swagger';
import { ROLES } from '../../access/right.js';
import { Written } from '../../access/written.js';
import { SegmentDto } from './status.dto.js';

export const VISIBILITIES = ['shared', 'personal', 'roles'];

class SegmentOwnerDto {
  @ApiProperty()
  id!: string;

  @ApiProperty({ description: 'When it became theirs' })
  name!: string;
}

class PossibleOwnerDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: ROLES })
  role!: string;
}

export class SegmentOwnerListDto {
  @ApiProperty({ type: [PossibleOwnerDto] })
  owners!: PossibleOwnerDto[];
}

class ShelvedSegmentDto extends SegmentDto {
  @ApiProperty({
    type: SegmentOwnerDto,
    nullable: true,
    description:
      'Who made it, or was given it; null of those of segue.yaml and of the command line',
  })
  owner!: SegmentOwnerDto | null;

  @ApiProperty({ type: [String] })
  tags!: string[];

  @ApiProperty({ type: String, nullable: true, example: 'Marketing/2026' })
  folder!: string | null;

  @ApiProperty({
    enum: VISIBILITIES,
    description: 'shared: everybody sees it; personal: its owner; roles: also some roles',
  })
  visibility!: string;

  @ApiProperty({ enum: ROLES, isArray: true, description: 'Of `roles`: which' })
  visibleTo!: string[];

  @ApiProperty({ type: 'integer', description: 'Counts the edits of the rule' })
  version!: number;

  @ApiProperty()
  createdAt!: Date;

  @ApiProperty({ description: 'The last change of anything but its members' })
  editedAt!: Date;

  @ApiProperty({ example: 'segue.yaml' })
  editedBy!: string;
}

class SegmentUsersDto {
  @ApiProperty({ type: [String], description: 'Keys' })
  segments!: string[];

  @ApiProperty({ type: [String], description: 'Ids' })
  syncs!: string[];
}

class FileLocationDto {
  @ApiProperty({ example: 'segue.yaml' })
  file!: string;

  @ApiProperty({ type: 'integer' })
  line!: number;
}

class ListedSegmentDto extends ShelvedSegmentDto {
  @ApiProperty({
    type: 'array',
    items: { type: 'integer' },
    description: 'Members at the end of each of the last 30 days, the oldest first',
  })
  sparkline!: number[];

  @ApiProperty({ type: 'integer', description: 'How many more members than a week ago' })
  weekChange!: number;

  @ApiProperty({ description: 'What keeps it from being deleted' })
  usedBy!: SegmentUsersDto;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'How many there are; null before its first evaluation, or where that failed',
  })
  warnings!: number | null;

  @ApiProperty({
    type: FileLocationDto,
    nullable: true,
    description: 'Where segue.yaml has it; null of those that were made otherwise',
  })
  location!: FileLocationDto | null;
}

export class ListedSegmentsDto {
  @ApiProperty({ type: [ListedSegmentDto], description: 'Those of segue.yaml first' })
  segments!: ListedSegmentDto[];

  @ApiProperty({ type: [String], description: 'All that segments have, whatever the filter' })
  tags!: string[];

  @ApiProperty({ type: [String] })
  folders!: string[];
}

class UsingSegmentDto {
  @ApiProperty()
  key!: string;

  @ApiProperty()
  name!: string;
}

class UsingSyncDto {
  @ApiProperty()
  id!: string;

  @ApiProperty()
  connectionId!: string;
}

export class SegmentUsageDto {
  @ApiProperty({ type: [UsingSegmentDto] })
  segments!: UsingSegmentDto[];

  @ApiProperty({ type: [UsingSyncDto] })
  syncs!: UsingSyncDto[];

  @ApiProperty({ type: 'integer', description: 'Segments that use it, and that you do not see' })
  unseen!: number;
}

export class SegmentDetailDto extends ShelvedSegmentDto {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'As written; null of a static segment',
  })
  @Written('rule')
  rule!: object | null;
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
  @Written('rule')
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

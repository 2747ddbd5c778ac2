import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { Type } from 'class-transformer';
import { Personal } from '../../access/personal.js';
import { TIMELINE_KINDS, type TimelineKind } from '../../profiles/view/timeline.repository.js';
import { IsList, IsText, MembersQuery } from './inputs.js';
import { PersonDto } from './person.dto.js';

const MOST_ENTRIES = 200;

export class ProfilesQuery extends MembersQuery {
  @ApiPropertyOptional({
    maxLength: 200,
    description:
      'The beginning of an identifier or a name, in any case, or the id of a profile. The newest profiles without it',
  })
  @IsOptional()
  @IsText(200)
  q?: string;
}

export class TimelineQueryDto {
  @ApiPropertyOptional({
    type: String,
    example: 'event,membership',
    description: `Some of ${TIMELINE_KINDS.join(', ')}, with commas between them; all without it`,
  })
  @IsOptional()
  @IsList()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(TIMELINE_KINDS, { each: true })
  kinds?: TimelineKind[];

  @ApiPropertyOptional({ minimum: 1, maximum: MOST_ENTRIES, default: 50, type: 'integer' })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MOST_ENTRIES)
  limit = 50;

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional()
  @Matches(/^[\w-]{1,400}$/, { message: 'after must be the next of the page before' })
  after?: string;
}

class MatchDto {
  @ApiProperty({ example: 'email', description: 'Type of an identifier, `name` or `profileId`' })
  by!: string;

  @ApiProperty()
  @Personal()
  value!: string;
}

class ListedProfileDto extends PersonDto {
  @ApiProperty({ type: String, nullable: true, description: 'Made of the traits of names' })
  @Personal()
  name!: string | null;

  @ApiProperty()
  createdAt!: Date;

  @ApiProperty({ type: MatchDto, nullable: true, description: 'What `q` was found in' })
  matched!: MatchDto | null;
}

export class ProfilePageDto {
  @ApiProperty({
    type: [ListedProfileDto],
    description: 'The newest first; with `q` ordered by what matches',
  })
  profiles!: ListedProfileDto[];

  @ApiProperty({ type: String, nullable: true, description: '`after` of the next page' })
  next!: string | null;
}

class OfConnectionDto {
  @ApiProperty({ example: 'crm' })
  connectionId!: string;

  @ApiProperty()
  since!: Date;
}

class ProfileIdentifierDto extends OfConnectionDto {
  @ApiProperty({ example: 'email' })
  type!: string;

  @ApiProperty()
  @Personal()
  value!: string;
}

class ProfileTraitDto {
  @ApiProperty({ example: 'plan' })
  key!: string;

  @ApiProperty({ description: 'Any JSON' })
  @Personal()
  value!: unknown;

  @ApiProperty({ type: String, nullable: true, description: 'Where the value is from' })
  connectionId!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  observedAt!: Date | null;
}

class ProfileConsentDto {
  @ApiProperty({ example: 'email' })
  channel!: string;

  @ApiProperty({ description: 'False: denied. A channel of which nothing is known is not here' })
  isGranted!: boolean;

  @ApiProperty()
  connectionId!: string;

  @ApiProperty()
  observedAt!: Date;
}

class MergedProfileDto {
  @ApiProperty({ format: 'uuid' })
  profileId!: string;

  @ApiProperty()
  mergedAt!: Date;
}

class CurrentMembershipDto {
  @ApiProperty({ example: 'vip' })
  key!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty()
  joinedAt!: Date;
}

export class ProfileDto {
  @ApiProperty({ format: 'uuid' })
  profileId!: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The id of this profile, when another one was asked for that is part of it by now',
  })
  mergedInto!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Made of the traits of names' })
  @Personal()
  name!: string | null;

  @ApiProperty()
  createdAt!: Date;

  @ApiProperty({ type: [ProfileIdentifierDto], description: 'The newest first, at most 1000' })
  identifiers!: ProfileIdentifierDto[];

  @ApiProperty({ type: [ProfileTraitDto] })
  traits!: ProfileTraitDto[];

  @ApiProperty({ type: [ProfileConsentDto] })
  consent!: ProfileConsentDto[];

  @ApiProperty({ type: [OfConnectionDto], description: 'Connections that know it' })
  sources!: OfConnectionDto[];

  @ApiProperty({ type: [MergedProfileDto], description: 'Those that turned out to be this one' })
  merged!: MergedProfileDto[];

  @ApiProperty({ type: [CurrentMembershipDto] })
  segments!: CurrentMembershipDto[];
}

const JSON_OBJECT = {
  type: 'object',
  additionalProperties: true,
  nullable: true,
} as const;

/** Which properties there are depends on the kind. */
class TimelineEntryDto {
  @ApiProperty({ enum: TIMELINE_KINDS })
  kind!: string;

  @ApiProperty()
  at!: Date;

  @ApiPropertyOptional({ description: 'event: its name' })
  name?: string;

  @ApiPropertyOptional({ ...JSON_OBJECT, description: 'event; null where it is too large' })
  @Personal()
  properties?: object | null;

  @ApiPropertyOptional({ ...JSON_OBJECT, description: 'event' })
  @Personal()
  context?: object | null;

  @ApiPropertyOptional({ ...JSON_OBJECT, description: 'observation; null where it is too large' })
  @Personal()
  traits?: object | null;

  @ApiPropertyOptional({ description: 'event, observation: where it is from' })
  connectionId?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'event, observation' })
  receivedAt?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'merge: the profile that was merged' })
  mergedProfileId?: string;

  @ApiPropertyOptional({ description: 'membership' })
  segmentKey?: string;

  @ApiPropertyOptional({ description: 'membership' })
  segmentName?: string;

  @ApiPropertyOptional({ description: 'membership: whether the segment is still there' })
  isActive?: boolean;

  @ApiPropertyOptional({ description: 'membership: it joined; else it left' })
  joined?: boolean;

  @ApiPropertyOptional({ enum: ['data', 'time', 'edit', 'merge'], description: 'membership: why' })
  cause?: string;

  @ApiPropertyOptional({ type: 'integer', description: 'membership: version of the rule' })
  version?: number;

  @ApiPropertyOptional({ description: 'delivery' })
  syncId?: string;

  @ApiPropertyOptional({
    enum: ['delivered', 'removed', 'skipped', 'failed'],
    description: 'delivery: what became of the latest attempt',
  })
  outcome?: string;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'delivery that failed: join, update or leave',
  })
  operation?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'delivery that failed' })
  code?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'delivery that failed' })
  @Personal()
  message?: string | null;

  @ApiPropertyOptional({ format: 'uuid', description: 'membership, delivery' })
  runId?: string;
}

export class TimelineDto {
  @ApiProperty({ format: 'uuid' })
  profileId!: string;

  @ApiProperty({ type: [TimelineEntryDto], description: 'The newest first' })
  entries!: TimelineEntryDto[];

  @ApiProperty({ type: String, nullable: true, description: '`after` of the next page' })
  next!: string | null;
}

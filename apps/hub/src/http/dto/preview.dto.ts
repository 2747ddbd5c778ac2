import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsDefined,
  IsOptional,
  IsString,
} from 'class-validator';
import { PersonDto } from './person.dto.js';

const MOST_OVERLAPS = 5;

export class PreviewRequestDto {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { event: 'Order Completed', within: { last: '90d' } },
  })
  @IsDefined({ message: 'rule is missing' })
  rule!: unknown;

  @ApiPropertyOptional({
    description: 'Of the segment whose rule it is: buckets are drawn from it',
  })
  @IsOptional()
  @IsString()
  key?: string;

  @ApiPropertyOptional({
    type: [String],
    description: 'Keys of segments to compare with, at most 5',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(MOST_OVERLAPS)
  @ArrayUnique()
  @IsString({ each: true })
  overlaps?: string[];
}

class PreviewedConditionDto {
  @ApiProperty({ description: 'JSON Pointer into the rule', example: '/all/0' })
  pointer!: string;

  @ApiProperty({ example: 'event' })
  kind!: string;

  @ApiProperty({ type: 'integer', description: 'Profiles for which it is true by itself' })
  size!: number;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'What is left of an `all`, or gathered by an `any`, after this one',
  })
  running!: number | null;
}

class ReachableDto {
  @ApiProperty({ type: 'integer', description: 'Members with an e-mail address' })
  email!: number;

  @ApiProperty({ type: 'integer', description: 'Members with a phone number' })
  phone!: number;

  @ApiProperty({
    type: 'integer',
    description: 'Members with a trait slackId, slack_id or slackUserId',
  })
  slack!: number;
}

class OverlapDto {
  @ApiProperty()
  key!: string;

  @ApiProperty({ type: 'integer', description: 'Members of both' })
  both!: number;

  @ApiProperty({ type: 'integer', description: 'Members of the other one, as stored' })
  size!: number;

  @ApiProperty({ description: '`both` as a share of this rule’s members, 0 to 1' })
  share!: number;
}

export class SegmentWarningDto {
  @ApiProperty({
    enum: ['EMPTY', 'EVERYONE', 'SMALL', 'UNKNOWN_TRAIT', 'UNKNOWN_EVENT', 'UNKNOWN_PROPERTY'],
  })
  code!: string;

  @ApiProperty({
    example: 'the event "Order Complete" never occurred; what does: "Order Completed"',
  })
  message!: string;

  @ApiProperty({ description: 'The condition that it is about', example: '/all/0' })
  pointer!: string;
}

export class SegmentWarningListDto {
  @ApiProperty({ type: [SegmentWarningDto] })
  warnings!: SegmentWarningDto[];
}

export class PreviewDto {
  @ApiProperty()
  now!: Date;

  @ApiProperty({ type: 'integer' })
  size!: number;

  @ApiProperty({ type: 'integer', description: 'All profiles' })
  total!: number;

  @ApiProperty({ description: '`size` as a share of `total`, 0 to 1' })
  share!: number;

  @ApiProperty({ type: [PreviewedConditionDto], description: 'The root first' })
  conditions!: PreviewedConditionDto[];

  @ApiProperty({ type: ReachableDto })
  reachable!: ReachableDto;

  @ApiProperty({ type: [PersonDto], description: 'At most 25' })
  sample!: PersonDto[];

  @ApiProperty({ type: [OverlapDto] })
  overlaps!: OverlapDto[];

  @ApiProperty({ type: [SegmentWarningDto] })
  warnings!: SegmentWarningDto[];
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsOptional,
  Matches,
} from 'class-validator';
import { Personal } from '../../access/personal.js';
import { IsList } from './inputs.js';

const MOST_OTHERS = 7;
const MOST_TRAITS = 20;

export class OverlapQuery {
  @ApiProperty({
    type: String,
    example: 'vip,newsletter',
    description: `Keys of up to ${MOST_OTHERS} other segments, with commas between them`,
  })
  @IsList()
  @IsArray()
  @ArrayNotEmpty({ message: 'with must name a segment' })
  @ArrayMaxSize(MOST_OTHERS)
  @ArrayUnique()
  @Matches(/^[^\0]{1,64}$/, { each: true, message: 'with must be keys of segments' })
  with!: string[];
}

export class CompareQuery {
  @ApiPropertyOptional({
    type: String,
    example: 'plan,country',
    description: 'Keys of traits, with commas between them; those that tell most without it',
  })
  @IsOptional()
  @IsList()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(MOST_TRAITS)
  @ArrayUnique()
  @Matches(/^[^\0]{1,200}$/, { each: true, message: 'traits must be keys of traits' })
  traits?: string[];
}

class OverlapSegmentDto {
  @ApiProperty()
  key!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ type: 'integer' })
  size!: number;
}

class OverlapGroupDto {
  @ApiProperty({ type: [String] })
  keys!: string[];

  @ApiProperty({
    type: 'integer',
    description: 'People who are in these, and in no others of them',
  })
  count!: number;
}

export class SegmentOverlapDto {
  @ApiProperty({ type: [OverlapSegmentDto] })
  segments!: OverlapSegmentDto[];

  @ApiProperty({ type: [OverlapGroupDto], description: 'The largest first; none of nobody' })
  groups!: OverlapGroupDto[];

  @ApiProperty({
    type: 'array',
    items: { type: 'array', items: { type: 'integer' } },
    description: 'People who are in both, by the places in `segments`',
  })
  both!: number[][];

  @ApiProperty({ description: 'Whether groups and pairs are reckoned from a sample of the people' })
  isEstimate!: boolean;
}

class BesideDto {
  @ApiProperty()
  segment!: number;

  @ApiProperty()
  everyone!: number;
}

class BesideOrNoneDto {
  @ApiProperty({ type: Number, nullable: true })
  segment!: number | null;

  @ApiProperty({ type: Number, nullable: true })
  everyone!: number | null;
}

class ComparedValueDto {
  @ApiProperty({ oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] })
  @Personal()
  value!: string | number | boolean;

  @ApiProperty({ description: 'Of the people of the segment, 0 to 1' })
  shareOfSegment!: number;

  @ApiProperty({ description: 'Of everyone, 0 to 1' })
  shareOfEveryone!: number;
}

class ComparedTraitDto {
  @ApiProperty({ example: 'plan' })
  trait!: string;

  @ApiProperty({ description: 'How much the segment differs in it from everyone, 0 to 1' })
  difference!: number;

  @ApiProperty({ type: BesideDto, description: 'Shares of the people who have it, 0 to 1' })
  having!: BesideDto;

  @ApiProperty({ type: BesideOrNoneDto, nullable: true, description: 'Of its numbers' })
  mean!: BesideOrNoneDto | null;

  @ApiProperty({ type: BesideOrNoneDto, nullable: true })
  median!: BesideOrNoneDto | null;

  @ApiProperty({
    type: [ComparedValueDto],
    description: 'The most frequent first, at most 10; none that fewer than one in a hundred have',
  })
  values!: ComparedValueDto[];
}

export class ComparisonDto {
  @ApiProperty({ type: BesideDto, description: 'People that were looked at' })
  sampled!: BesideDto;

  @ApiProperty({
    description: 'How far a share may be off, in 19 of 20 cases; 0 where everybody was looked at',
    example: 0.025,
  })
  margin!: number;

  @ApiProperty({ type: [ComparedTraitDto], description: 'The most telling first' })
  traits!: ComparedTraitDto[];
}

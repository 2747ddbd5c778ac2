import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PersonDto } from './person.dto.js';

const OBJECT = { type: 'object', additionalProperties: true } as const;
const EVENT_NAMES = {
  oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
};
const SHARE = { type: Number, nullable: true, minimum: 0, maximum: 1 } as const;

class FunnelStepDto {
  @ApiProperty({ ...EVENT_NAMES, description: 'A name, a list of names, or "*" for any event' })
  event!: string | string[];

  @ApiPropertyOptional({ ...OBJECT, description: 'As the where of an event in a rule' })
  where?: object;

  @ApiPropertyOptional({
    example: '1h',
    description: 'The most time since the step before; not of the first step',
  })
  within?: string;
}

export class FunnelDto {
  @ApiProperty({ type: [FunnelStepDto], minItems: 2, maxItems: 10 })
  steps!: FunnelStepDto[];

  @ApiProperty({
    ...OBJECT,
    example: { last: '30d' },
    description: 'A window as in rules: when the first step was done',
  })
  within!: object;

  @ApiPropertyOptional({
    example: '7d',
    description: 'The most time from the first step to the last',
  })
  conversionWindow?: string;

  @ApiPropertyOptional({
    type: [String],
    maxItems: 5,
    description: 'Keys of segments to compare: by the members that they have now',
  })
  segments?: string[];
}

class StepResultDto {
  @ApiProperty({ type: 'integer', minimum: 1 })
  step!: number;

  @ApiProperty({ ...EVENT_NAMES, description: 'As the funnel has it' })
  event!: string | string[];

  @ApiProperty({ type: 'integer', description: 'Who reached it' })
  people!: number;

  @ApiProperty({ ...SHARE, description: 'Share of those who reached the first step' })
  conversionFromFirst!: number | null;

  @ApiProperty({ ...SHARE, description: 'Share of those who reached the step before' })
  conversionFromPrevious!: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Time since the step before, in ms' })
  medianMs!: number | null;

  @ApiProperty({ type: 'integer', description: 'Who reached the step before, and not this one' })
  droppedOff!: number;
}

class GroupResultDto {
  @ApiProperty({ type: String, nullable: true, description: 'Null: everyone' })
  segment!: string | null;

  @ApiProperty({ type: [StepResultDto] })
  steps!: StepResultDto[];
}

export class FunnelResultDto {
  @ApiProperty()
  at!: Date;

  @ApiProperty({ type: [GroupResultDto] })
  groups!: GroupResultDto[];
}

export class DroppedRequestDto {
  @ApiProperty({ type: FunnelDto })
  funnel!: FunnelDto;

  @ApiProperty({ type: 'integer', minimum: 2, description: 'The step that was not reached' })
  step!: number;

  @ApiPropertyOptional({ description: 'Only members of this segment; left out: everyone' })
  segment?: string;
}

class DroppedMemberDto extends PersonDto {
  @ApiProperty({ description: 'When the last step was reached' })
  reachedAt!: Date;
}

export class DroppedPageDto {
  @ApiProperty()
  at!: Date;

  @ApiProperty({ type: [DroppedMemberDto] })
  members!: DroppedMemberDto[];

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: '`after` of the next page',
  })
  next!: string | null;

  @ApiProperty({ ...OBJECT, description: 'The rule of a segment of these people' })
  rule!: object;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What the rule cannot say; null where it has exactly these people',
  })
  ruleNote!: string | null;
}

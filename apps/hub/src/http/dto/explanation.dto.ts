import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Personal } from '../../access/personal.js';
import { Written } from '../../access/written.js';

const TIME = { type: String, nullable: true, example: '2026-03-01T09:00:00.000+01:00' } as const;

class ExplainedSegmentDto {
  @ApiProperty({ example: 'vip' })
  key!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: ['dynamic', 'static'] })
  kind!: string;

  @ApiProperty({ type: 'integer', description: 'Of the rule that is explained' })
  version!: number;
}

class StoredChangeDto {
  @ApiProperty()
  at!: string;

  @ApiProperty({ description: 'False: it left' })
  joined!: boolean;

  @ApiProperty({ type: 'integer', description: 'Of the rule that it was evaluated by' })
  version!: number;

  @ApiProperty({ enum: ['data', 'time', 'edit', 'merge'] })
  cause!: string;
}

class StoredAnswerDto {
  @ApiProperty({ description: 'As the last evaluation left it' })
  isMember!: boolean;

  @ApiProperty(TIME)
  since!: string | null;

  @ApiProperty(TIME)
  evaluatedAt!: string | null;

  @ApiProperty({ type: StoredChangeDto, nullable: true, description: 'Null: it never joined' })
  lastChange!: StoredChangeDto | null;

  @ApiProperty({ description: 'Whether it is what is explained' })
  agrees!: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'Why it is not' })
  note!: string | null;
}

class ExplainedRuleDto {
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  @Written('rule')
  rule!: object | null;

  @ApiProperty({ example: 'plan is not “paid” — no value counts as true here' })
  @Written('text of rule')
  text!: string;

  @ApiProperty()
  isTrue!: boolean;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'Of a leaf: what the answer is from. docs/explain.md says what each kind has',
  })
  @Personal('whole')
  evidence?: object | null;

  @ApiPropertyOptional({ ...TIME, description: 'Of a leaf: when it can change by itself next' })
  changesAt?: string | null;

  @ApiProperty({ type: () => [ExplainedRuleDto] })
  children!: ExplainedRuleDto[];
}

export class ExplanationDto {
  @ApiProperty({ format: 'uuid' })
  profileId!: string;

  @ApiProperty({ type: ExplainedSegmentDto })
  segment!: ExplainedSegmentDto;

  @ApiProperty({ description: 'What it is explained for' })
  now!: string;

  @ApiProperty({ example: 'Europe/Berlin' })
  timezone!: string;

  @ApiProperty({ description: 'As explained, whatever is stored' })
  isMember!: boolean;

  @ApiProperty({ ...TIME, description: 'When that changes if nothing arrives' })
  changesAt!: string | null;

  @ApiPropertyOptional({ description: 'It may change by itself, but not soon or not simply' })
  changesAtUnknown?: boolean;

  @ApiProperty({ type: StoredAnswerDto })
  stored!: StoredAnswerDto;

  @ApiProperty({ type: ExplainedRuleDto })
  explanation!: ExplainedRuleDto;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CATEGORIES } from '../../segments/templates/template.js';

const PARAMETER_TYPES = [
  'duration',
  'integer',
  'number',
  'percent',
  'event',
  'trait',
  'property',
  'text',
  'list',
];
const NEED_KINDS = ['event', 'trait', 'property', 'identifier', 'consent'];
const ANY_VALUE = {
  oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'array', items: { type: 'string' } }],
};

class TemplateParameterDto {
  @ApiProperty({ example: 'within' })
  name!: string;

  @ApiProperty({ enum: PARAMETER_TYPES })
  type!: string;

  @ApiProperty({ example: 'In the last' })
  label!: string;

  @ApiProperty({ ...ANY_VALUE, example: '30d' })
  default!: unknown;

  @ApiPropertyOptional()
  minimum?: number;

  @ApiPropertyOptional()
  maximum?: number;

  @ApiPropertyOptional({ description: 'The default has to be replaced' })
  isExample?: boolean;

  @ApiPropertyOptional({ description: 'An empty list has a meaning of its own' })
  mayBeEmpty?: boolean;

  @ApiPropertyOptional({ description: 'Of a property: the parameter with its event' })
  of?: string;
}

class NeedDto {
  @ApiProperty({ enum: NEED_KINDS })
  kind!: string;

  @ApiProperty({ type: [String], description: 'One of these is enough' })
  anyOf!: string[];

  @ApiPropertyOptional({ type: [String], description: 'Of a property: the events that have it' })
  of?: string[];

  @ApiPropertyOptional({ description: 'The parameter that says so' })
  parameter?: string;

  @ApiProperty({ description: 'False where it only leaves people out' })
  isRequired!: boolean;
}

class MissingDto extends NeedDto {
  @ApiProperty({ type: [String], description: 'What does occur and may be meant' })
  nearest!: string[];
}

export class TemplateDto {
  @ApiProperty({ example: 'window-shoppers' })
  key!: string;

  @ApiProperty({ example: 'Window shoppers' })
  title!: string;

  @ApiProperty()
  description!: string;

  @ApiProperty({ enum: CATEGORIES })
  category!: string;

  @ApiProperty({ type: [TemplateParameterDto] })
  parameters!: TemplateParameterDto[];

  @ApiProperty({ type: [NeedDto], description: 'What has to occur in the data' })
  needs!: NeedDto[];

  @ApiProperty({ description: 'Whether the data have all without which nobody can be found' })
  isUsable!: boolean;

  @ApiProperty({ type: [MissingDto], description: 'Needs that the data do not meet' })
  missing!: MissingDto[];
}

export class TemplateListDto {
  @ApiProperty({ type: [TemplateDto] })
  templates!: TemplateDto[];
}

export class MadeSegmentDto {
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'As a segment has it' })
  rule!: object;

  @ApiProperty({ example: 'Window shoppers' })
  name!: string;

  @ApiProperty({ description: 'With the thresholds taken from the data, and when they were' })
  description!: string;

  @ApiProperty({ type: [String], description: 'Why it may not find whom it should' })
  warnings!: string[];
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsDefined, IsOptional } from 'class-validator';
import { IsText } from './inputs.js';
import { ProblemPlace } from './problem.dto.js';

export class DescribeRuleRequest {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'A rule, or one condition of it, as far as it is written',
    example: { all: [{ trait: 'plan', op: 'neq', value: 'paid' }] },
  })
  @IsDefined({ message: 'rule is missing' })
  rule!: unknown;

  @ApiPropertyOptional({ description: 'Of the segment whose rule it is, if that is there already' })
  @IsOptional()
  @IsText(64)
  key?: string;
}

class DescribedNodeDto {
  @ApiProperty({ description: 'JSON Pointer into the rule', example: '/all/0' })
  pointer!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'plan is not “paid” — no value counts as true here',
    description: 'To be read as what is said of a person; null while it cannot be used',
  })
  text!: string | null;
}

export class DescribedRuleDto {
  @ApiProperty({ type: [DescribedNodeDto], description: 'Each before what is below it' })
  nodes!: DescribedNodeDto[];

  @ApiProperty({ type: [ProblemPlace], description: 'Empty for a rule that can be saved' })
  problems!: ProblemPlace[];
}

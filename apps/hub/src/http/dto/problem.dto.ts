import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class ProblemPlace {
  @ApiProperty({ description: 'JSON Pointer', example: '/limit' })
  pointer!: string;

  @ApiProperty({ example: 'limit must not be greater than 1000' })
  message!: string;
}

class ProblemLocation {
  @ApiProperty({ example: 'segue.yaml' })
  file!: string;

  @ApiProperty({ type: 'integer' })
  line!: number;

  @ApiProperty({ type: 'integer' })
  endLine!: number;
}

/** RFC 9457. */
export class Problem {
  @ApiProperty({ example: 'urn:segue:error:NOT_FOUND' })
  type!: string;

  @ApiProperty({ example: 'There is no such thing' })
  title!: string;

  @ApiProperty({ example: 404 })
  status!: number;

  @ApiProperty({ example: 'NOT_FOUND', description: 'Stable; docs/errors.md has all' })
  code!: string;

  @ApiProperty({ example: 'there is no segment vip' })
  detail!: string;

  @ApiPropertyOptional({ type: [ProblemPlace] })
  problems?: ProblemPlace[];

  @ApiPropertyOptional({ type: ProblemLocation, description: 'Where segue.yaml manages it' })
  location?: ProblemLocation;
}

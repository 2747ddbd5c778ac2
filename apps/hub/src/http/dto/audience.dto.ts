import { ApiProperty } from '@nestjs/swagger';
import { PersonDto } from './person.dto.js';

class MemberDto extends PersonDto {
  @ApiProperty()
  joinedAt!: Date;
}

export class MemberPageDto {
  @ApiProperty({ type: [MemberDto] })
  members!: MemberDto[];

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: '`after` of the next page',
  })
  next!: string | null;
}

export class PlanDto {
  @ApiProperty()
  syncId!: string;

  @ApiProperty({ description: 'Key of the segment' })
  segment!: string;

  @ApiProperty({ type: 'integer' })
  joins!: number;

  @ApiProperty({ type: 'integer' })
  updates!: number;

  @ApiProperty({ type: 'integer' })
  leaves!: number;

  @ApiProperty({ type: 'integer' })
  skips!: number;

  @ApiProperty({ type: 'integer', description: 'Members of the segment' })
  size!: number;

  @ApiProperty({ type: 'integer', description: 'Members that the audience is known to hold' })
  confirmed!: number;

  @ApiProperty({ type: String, nullable: true, description: 'The guard that would stop the run' })
  blockedBy!: string | null;
}

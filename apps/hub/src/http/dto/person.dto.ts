import { ApiProperty } from '@nestjs/swagger';
import { Personal } from '../../access/personal.js';

const IDENTIFIER = { type: String, nullable: true } as const;

/** A profile by its id, and by the newest identifier of each type. */
export class PersonDto {
  @ApiProperty({ format: 'uuid' })
  profileId!: string;

  @ApiProperty(IDENTIFIER)
  @Personal()
  userId!: string | null;

  @ApiProperty(IDENTIFIER)
  @Personal()
  email!: string | null;

  @ApiProperty(IDENTIFIER)
  @Personal()
  phone!: string | null;

  @ApiProperty(IDENTIFIER)
  @Personal()
  anonymousId!: string | null;
}

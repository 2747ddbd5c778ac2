import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsEmail, IsOptional, IsString, Length, MaxLength } from 'class-validator';
import { RIGHTS, ROLES, type Right, type Role } from '../../access/right.js';

export const MOST_PASSWORD_CHARACTERS = 1000;
const MOST_EMAIL_CHARACTERS = 254;
const TOKEN = { minLength: 20, maxLength: 100 } as const;

export class SignInRequest {
  @ApiProperty({ format: 'email', maxLength: MOST_EMAIL_CHARACTERS })
  @IsString()
  @Length(1, MOST_EMAIL_CHARACTERS)
  email!: string;

  @ApiProperty({ format: 'password', maxLength: MOST_PASSWORD_CHARACTERS })
  @IsString()
  @Length(1, MOST_PASSWORD_CHARACTERS)
  password!: string;
}

export class ChangePasswordRequest {
  @ApiProperty({ format: 'password', maxLength: MOST_PASSWORD_CHARACTERS })
  @IsString()
  @Length(1, MOST_PASSWORD_CHARACTERS)
  current!: string;

  @ApiProperty({ format: 'password', minLength: 12, maxLength: 200 })
  @IsString()
  @MaxLength(MOST_PASSWORD_CHARACTERS)
  password!: string;
}

export class SetUpCheckRequest {
  @ApiProperty({ ...TOKEN, description: 'Of the link' })
  @IsString()
  @Length(TOKEN.minLength, TOKEN.maxLength)
  token!: string;
}

export class SetUpRequest extends SetUpCheckRequest {
  @ApiProperty({ format: 'password', minLength: 12, maxLength: 200 })
  @IsString()
  @MaxLength(MOST_PASSWORD_CHARACTERS)
  password!: string;

  @ApiPropertyOptional({ format: 'email', description: 'Of the first owner only' })
  @IsOptional()
  @IsEmail()
  email?: string;

  @ApiPropertyOptional({ minLength: 1, maxLength: 100, description: 'Of the first owner only' })
  @IsOptional()
  @IsString()
  @Length(1, 100)
  name?: string;
}

export class SetUpCheckDto {
  @ApiProperty({ enum: ['owner', 'user'], description: 'owner: it makes the first user' })
  kind!: 'owner' | 'user';

  @ApiProperty({ type: String, nullable: true, description: 'Whose password it sets' })
  email!: string | null;
}

class SessionWorkspaceDto {
  @ApiProperty({ example: 'Acme' })
  name!: string;

  @ApiProperty({ example: 'Europe/Berlin' })
  timezone!: string;
}

export class SessionDto {
  @ApiProperty({ enum: ['user', 'key', 'machine'] })
  kind!: 'user' | 'key' | 'machine';

  @ApiProperty()
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Of a user' })
  email!: string | null;

  @ApiProperty({ enum: ROLES })
  role!: Role;

  @ApiProperty({ enum: RIGHTS, isArray: true })
  rights!: Right[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'For the header X-CSRF-Token of each request that changes something',
  })
  csrfToken!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expiresAt!: Date | null;

  @ApiProperty({ type: SessionWorkspaceDto })
  workspace!: SessionWorkspaceDto;
}

export class SignInOptionsDto {
  @ApiProperty({ description: 'Nobody can sign in yet: the log of the start has a set-up link' })
  needsSetUp!: boolean;

  @ApiProperty({ description: 'Whether GET /api/session/oidc leads to another way of signing in' })
  oidc!: boolean;
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsBoolean,
  IsEmail,
  IsIn,
  IsISO8601,
  IsOptional,
  IsString,
  Length,
  MaxLength,
} from 'class-validator';
import { ROLES, type Role } from '../../access/right.js';
import { MOST_PASSWORD_CHARACTERS } from './session.dto.js';

export class CreateUserRequest {
  @ApiProperty({ format: 'email' })
  @IsEmail()
  email!: string;

  @ApiProperty({ minLength: 1, maxLength: 100 })
  @IsString()
  @Length(1, 100)
  name!: string;

  @ApiProperty({ enum: ROLES })
  @IsIn(ROLES)
  role!: Role;

  @ApiPropertyOptional({
    format: 'password',
    minLength: 12,
    maxLength: 200,
    description: 'Without it the answer has a link on which they set one',
  })
  @IsOptional()
  @IsString()
  @MaxLength(MOST_PASSWORD_CHARACTERS)
  password?: string;
}

export class EditUserRequest {
  @ApiPropertyOptional({ minLength: 1, maxLength: 100 })
  @IsOptional()
  @IsString()
  @Length(1, 100)
  name?: string;

  @ApiPropertyOptional({ enum: ROLES })
  @IsOptional()
  @IsIn(ROLES)
  role?: Role;

  @ApiPropertyOptional({ description: 'True ends their sessions' })
  @IsOptional()
  @IsBoolean()
  isDisabled?: boolean;
}

export class UserDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'email' })
  email!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: ROLES })
  role!: Role;

  @ApiProperty()
  isDisabled!: boolean;

  @ApiProperty({ description: 'False: they have yet to set one, or sign in elsewhere' })
  hasPassword!: boolean;

  @ApiProperty()
  createdAt!: Date;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastSignInAt!: Date | null;
}

export class UserListDto {
  @ApiProperty({ type: [UserDto] })
  users!: UserDto[];
}

export class SetUpLinkDto {
  @ApiProperty({ example: 'https://segue.acme.example/setup?token=…', description: 'Shown once' })
  url!: string;

  @ApiProperty()
  expiresAt!: Date;
}

export class CreatedUserDto {
  @ApiProperty({ type: UserDto })
  user!: UserDto;

  @ApiProperty({ type: SetUpLinkDto, nullable: true, description: 'Null: a password was given' })
  setUpLink!: SetUpLinkDto | null;
}

export class CreateApiKeyRequest {
  @ApiProperty({ minLength: 1, maxLength: 100, example: 'Nightly export' })
  @IsString()
  @Length(1, 100)
  name!: string;

  @ApiProperty({ enum: ROLES })
  @IsIn(ROLES)
  role!: Role;

  @ApiPropertyOptional({ format: 'date-time', description: 'Without it: never' })
  @IsOptional()
  @IsISO8601({ strict: true })
  expiresAt?: string;
}

export class ApiKeyDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ example: 'sk_1a2B3c4D', description: 'How it begins' })
  prefix!: string;

  @ApiProperty({ enum: ROLES })
  role!: Role;

  @ApiProperty()
  createdBy!: string;

  @ApiProperty()
  createdAt!: Date;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expiresAt!: Date | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'To the minute' })
  lastUsedAt!: Date | null;
}

export class ApiKeyListDto {
  @ApiProperty({ type: [ApiKeyDto], description: 'The newest first' })
  apiKeys!: ApiKeyDto[];
}

export class CreatedApiKeyDto {
  @ApiProperty({ type: ApiKeyDto })
  apiKey!: ApiKeyDto;

  @ApiProperty({ description: 'For Authorization: Bearer …; never shown again' })
  secret!: string;
}

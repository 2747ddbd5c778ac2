import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsName, IsTimeZone } from '../../config/constraints.js';
import { FilePlaceDto } from './status.dto.js';

const NULLABLE = { type: String, nullable: true } as const;

export class EditWorkspaceRequest {
  @ApiPropertyOptional({ ...NULLABLE, maxLength: 100, description: 'Null: that of a new hub' })
  @IsOptional()
  @IsName(100, 'Acme')
  name?: string | null;

  @ApiPropertyOptional({ ...NULLABLE, example: 'Europe/Berlin', description: 'Null: UTC' })
  @IsOptional()
  @IsTimeZone()
  timezone?: string | null;
}

class SettingLocationsDto {
  @ApiProperty({ type: FilePlaceDto, nullable: true })
  name!: FilePlaceDto | null;

  @ApiProperty({ type: FilePlaceDto, nullable: true })
  timezone!: FilePlaceDto | null;
}

export class WorkspaceSettingsDto {
  @ApiProperty({ example: 'Acme' })
  name!: string;

  @ApiProperty({ example: 'Europe/Berlin' })
  timezone!: string;

  @ApiProperty({ description: 'Where segue.yaml says them; null of what can be set here' })
  locations!: SettingLocationsDto;
}

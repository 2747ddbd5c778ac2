import { ApiProperty } from '@nestjs/swagger';
import { ConnectionDto, EntryProblemDto } from './status.dto.js';

const JSON_OBJECT = { type: 'object', additionalProperties: true } as const;

export class ConnectionDetailDto extends ConnectionDto {
  @ApiProperty({ ...JSON_OBJECT, description: 'Without secrets' })
  settings!: object;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'boolean' },
    description: 'Secret settings, and whether each is set',
    example: { accessToken: true },
  })
  secrets!: object;

  @ApiProperty({
    ...JSON_OBJECT,
    nullable: true,
    description: 'As written: `{ every }`, `{ at }`, `{ cron, timezone }` or `{ after }`',
  })
  writtenSchedule!: object | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Null of one of segue.yaml' })
  revision!: number | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  changedAt!: Date | null;

  @ApiProperty({ type: String, nullable: true })
  changedBy!: string | null;
}

class CheckProblemDto {
  @ApiProperty({ example: 'AUTH_REJECTED' })
  code!: string;

  @ApiProperty()
  message!: string;

  @ApiProperty({ type: [EntryProblemDto] })
  problems!: EntryProblemDto[];
}

export class CheckResultDto {
  @ApiProperty()
  isOk!: boolean;

  @ApiProperty({ type: CheckProblemDto, nullable: true })
  problem!: CheckProblemDto | null;

  @ApiProperty({ type: 'integer' })
  tookMs!: number;
}

class AudienceOptionDto {
  @ApiProperty()
  title!: string;

  @ApiProperty({ ...JSON_OBJECT, description: 'The settings that stand for it' })
  settings!: object;

  @ApiProperty({ type: 'integer', nullable: true })
  size!: number | null;

  @ApiProperty({ description: 'Whether there are others within it: ask with `within`' })
  isGroup!: boolean;
}

export class AudiencePageDto {
  @ApiProperty({ description: 'False where the vendor cannot be asked: settings are typed in' })
  isListed!: boolean;

  @ApiProperty({ type: [AudienceOptionDto] })
  options!: AudienceOptionDto[];

  @ApiProperty({ type: String, nullable: true, description: '`after` of the next page' })
  next!: string | null;
}

class DestinationFieldDto {
  @ApiProperty({ example: 'FNAME' })
  name!: string;

  @ApiProperty({ example: 'First name' })
  title!: string;

  @ApiProperty({ type: String, nullable: true })
  type!: string | null;
}

export class DestinationFieldsDto {
  @ApiProperty({ description: 'False where the vendor cannot be asked: names are typed in' })
  isListed!: boolean;

  @ApiProperty({ type: [DestinationFieldDto] })
  fields!: DestinationFieldDto[];
}

export class WriteKeyDto {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  connectionId!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ example: 'wk_aB3x', description: 'The beginning of the key' })
  prefix!: string;

  @ApiProperty()
  madeAt!: Date;

  @ApiProperty()
  madeBy!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  usedAt!: Date | null;
}

export class WriteKeyListDto {
  @ApiProperty({ type: [WriteKeyDto] })
  writeKeys!: WriteKeyDto[];

  @ApiProperty({ type: [String], example: ['/v1/batch'], description: 'At the root of the hub' })
  paths!: string[];
}

export class NewWriteKeyDto extends WriteKeyDto {
  @ApiProperty({ description: 'Shown this once' })
  key!: string;
}

export class SchedulePreviewDto {
  @ApiProperty({ example: 'at 06:00, every day (Europe/Berlin)' })
  text!: string;

  @ApiProperty({ type: [String], description: 'The next five; none after other work' })
  times!: Date[];
}

class StreamDto {
  @ApiProperty({ example: 'contacts' })
  key!: string;

  @ApiProperty({ example: 'Contacts' })
  title!: string;
}

export class PluginDto {
  @ApiProperty({ example: 'hubspot' })
  key!: string;

  @ApiProperty({ example: 'HubSpot' })
  title!: string;

  @ApiProperty({ enum: ['source', 'destination', 'both'] })
  kind!: string;

  @ApiProperty({ description: 'False: its connections are declared in segue.yaml alone' })
  isMakeable!: boolean;

  @ApiProperty({ description: 'Whether the hub reads from it, so that a schedule makes sense' })
  isReadable!: boolean;

  @ApiProperty({ description: 'Whether it sends to the hub' })
  isPush!: boolean;

  @ApiProperty({ description: 'Whether senders use write keys that are made here' })
  hasWriteKeys!: boolean;

  @ApiProperty({ description: 'Whether what there is to sync to can be listed' })
  hasAudiences!: boolean;

  @ApiProperty({ description: 'Whether the fields of an audience can be listed' })
  hasFields!: boolean;

  @ApiProperty({ type: [StreamDto] })
  streams!: StreamDto[];

  @ApiProperty({
    ...JSON_OBJECT,
    description:
      'JSON Schema (draft-07), its properties in order: `title` is the label, `description` the help, `writeOnly` a secret',
  })
  settings!: object;

  @ApiProperty({ ...JSON_OBJECT, nullable: true, description: 'The same of a sync’s audience' })
  audience!: object | null;
}

export class PluginListDto {
  @ApiProperty({ type: [PluginDto] })
  plugins!: PluginDto[];
}

import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, MinLength } from 'class-validator';
import { Personal } from '../../access/personal.js';
import { IsText, Limited } from './inputs.js';

const VALUE_TYPES = ['string', 'number', 'boolean', 'date', 'list', 'object'];

export class CatalogQuery extends Limited {
  @ApiPropertyOptional({
    type: String,
    maxLength: 200,
    default: '',
    description: 'What somebody typed so far',
  })
  @IsText(200)
  q = '';
}

export class EventNameParam {
  @ApiProperty({ example: 'Order Completed' })
  @IsText(200)
  name!: string;
}

export class ValuesQuery extends CatalogQuery {
  @ApiPropertyOptional({ maxLength: 1000, example: 'plan', description: 'Path of a trait' })
  @IsOptional()
  @MinLength(1)
  @IsText(1000)
  trait?: string;

  @ApiPropertyOptional({ maxLength: 200, example: 'Order Completed' })
  @IsOptional()
  @MinLength(1)
  @IsText(200)
  event?: string;

  @ApiPropertyOptional({
    maxLength: 1000,
    example: 'currency',
    description: 'Path of a property of the event; below `context.` of its context',
  })
  @IsOptional()
  @MinLength(1)
  @IsText(1000)
  property?: string;
}

class EstimatedDto {
  @ApiProperty({ type: 'integer', description: 'How many have it' })
  count!: number;

  @ApiProperty({ description: 'Whether the count is reckoned from a sample' })
  isEstimate!: boolean;
}

class FoundDto {
  @ApiProperty({ type: 'integer', description: 'How many there are, those beyond the limit too' })
  total!: number;

  @ApiProperty({ type: 'integer', description: 'Profiles or events that were looked at' })
  sampled!: number;
}

class KnownNameDto extends EstimatedDto {
  @ApiProperty({ example: 'address.city', description: 'As rules write it' })
  name!: string;

  @ApiProperty({
    enum: VALUE_TYPES,
    isArray: true,
    description: 'The most frequent first; empty where the sample has none',
  })
  types!: string[];
}

export class KnownNameListDto extends FoundDto {
  @ApiProperty({
    type: [KnownNameDto],
    description: 'The best match first, then the most frequent',
  })
  found!: KnownNameDto[];
}

class KnownEventDto extends EstimatedDto {
  @ApiProperty({ example: 'Order Completed' })
  name!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  newestAt!: Date | null;
}

export class KnownEventListDto extends FoundDto {
  @ApiProperty({
    type: [KnownEventDto],
    description: 'The best match first, then the most frequent',
  })
  found!: KnownEventDto[];
}

class KnownValueDto extends EstimatedDto {
  @ApiProperty({ oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] })
  @Personal()
  value!: string | number | boolean;

  @ApiProperty({ description: 'Of those that were looked at, 0 to 1' })
  share!: number;
}

export class KnownValueListDto extends FoundDto {
  @ApiProperty({ type: [KnownValueDto], description: 'The most frequent first' })
  found!: KnownValueDto[];
}

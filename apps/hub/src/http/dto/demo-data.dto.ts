import { ApiProperty } from '@nestjs/swagger';

export class DemoDataDto {
  @ApiProperty({ example: 'demo-data' })
  connection!: string;

  @ApiProperty({ type: [String], example: ['demo-window-shoppers'], description: 'Keys' })
  segments!: string[];
}

export class RemovedDemoDataDto {
  @ApiProperty({ type: 'integer', description: 'People of whom nothing is left' })
  people!: number;

  @ApiProperty({ type: 'integer', description: 'Those that another connection knows as well' })
  kept!: number;

  @ApiProperty({ type: [String], description: 'Keys; those that are used, or were edited, stay' })
  segments!: string[];
}

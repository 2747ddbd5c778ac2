import { IsIn, IsNotEmpty, IsOptional, IsString, Validate } from 'class-validator';
import { IsCsvMapping, type CsvMapping } from './csv-mapping.js';
import { Label } from '@segue/sdk';

export const FORMATS = ['ndjson', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

/** In the order in which they win a tie. */
export const DELIMITERS = [',', ';', '\t', '|'] as const;

export class FileSettings {
  /** A file, a folder, or a pattern with `*`; relative to the hub's working directory. */
  @Label('Path', 'A file, a folder, or a pattern with *.')
  @IsString()
  @IsNotEmpty()
  path!: string;

  /** Without it, as the file's name ends: `.ndjson`, `.jsonl` or `.csv`, each also with `.gz`. */
  @Label('Format')
  @IsOptional()
  @IsIn(FORMATS)
  format?: Format;

  /** What the columns of a CSV file mean. Without effect on NDJSON, whose messages say it themselves. */
  @Label('Columns')
  @IsOptional()
  @Validate(IsCsvMapping)
  mapping?: CsvMapping;

  /** Between the cells of a CSV file; without it, whichever splits the header into the most columns. */
  @Label('Delimiter')
  @IsOptional()
  @IsIn(DELIMITERS, { message: 'delimiter must be a comma, a semicolon, a tab ("\\t") or "|"' })
  delimiter?: string;
}

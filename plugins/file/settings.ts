import { IsIn, IsNotEmpty, IsOptional, IsString, Validate } from 'class-validator';
import { IsCsvMapping, type CsvMapping } from './csv-mapping.js';

export const FORMATS = ['ndjson', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

/** In the order in which they win a tie. */
export const DELIMITERS = [',', ';', '\t', '|'] as const;

export class FileSettings {
  /** A file, a folder, or a pattern with `*`; relative to the hub's working directory. */
  @IsString()
  @IsNotEmpty()
  path!: string;

  /** Without it, as the file's name ends: `.ndjson`, `.jsonl` or `.csv`, each also with `.gz`. */
  @IsOptional()
  @IsIn(FORMATS)
  format?: Format;

  /** What the columns of a CSV file mean. Without effect on NDJSON, whose messages say it themselves. */
  @IsOptional()
  @Validate(IsCsvMapping)
  mapping?: CsvMapping;

  /** Between the cells of a CSV file; without it, whichever splits the header into the most columns. */
  @IsOptional()
  @IsIn(DELIMITERS, { message: 'delimiter must be a comma, a semicolon, a tab ("\\t") or "|"' })
  delimiter?: string;
}

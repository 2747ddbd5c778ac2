import { parse } from 'csv-parse/sync';

/** The cells of one row; undefined when the text is not exactly one. */
export function parseCells(text: string, delimiter: string): readonly string[] | undefined {
  try {
    const rows: string[][] = parse(text, {
      delimiter,
      record_delimiter: '\n',
      relax_quotes: true,
      relax_column_count: true,
    });
    return rows.length === 1 ? rows[0] : undefined;
  } catch {
    return undefined;
  }
}

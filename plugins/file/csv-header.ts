import { ConfigError } from '@segue/sdk';
import { parseCells } from './csv-cells.js';
import { pathError } from './file-error.js';

export interface CsvHeader {
  /** In the file's order. Unnamed ones are empty. */
  readonly columns: readonly string[];
  readonly delimiter: string;
}

/**
 * The header that a file's first row is.
 *
 * @param delimiters of which the one counts that gives the most columns
 * @throws ConfigError when it cannot be a header
 */
export function parseHeader(text: string, path: string, delimiters: readonly string[]): CsvHeader {
  const headers = delimiters.flatMap((delimiter) => {
    const cells = parseCells(text, delimiter);
    return cells ? [{ columns: cells.map((cell) => cell.trim()), delimiter }] : [];
  });
  const [header] = headers.sort((a, b) => b.columns.length - a.columns.length);
  if (!header) throw pathError(path, 'has a first row that is not CSV: write the columns’ names');
  if (/\r(?!\n)/.test(text)) {
    throw pathError(path, 'ends its lines with a carriage return alone: end them with a line feed');
  }
  refuseDuplicates(header.columns, path);
  return header;
}

function refuseDuplicates(columns: readonly string[], path: string): void {
  const isSeenBefore = (name: string, at: number) => name !== '' && columns.indexOf(name) < at;
  const twice = [...new Set(columns.filter(isSeenBefore))];
  if (twice.length === 0) return;
  throw pathError(path, `has more than one column ${nameColumns(twice)}: name each differently`);
}

/** @throws ConfigError naming every mapped column that the file does not have, and those that it has */
export function requireColumns(
  mapped: Readonly<Record<string, string>>,
  { columns }: CsvHeader,
  path: string,
): void {
  const missing = Object.entries(mapped).filter(([, column]) => !columns.includes(column.trim()));
  if (missing.length === 0) return;
  const has = `it has ${nameColumns(columns.filter((name) => name !== ''))}`;
  throw new ConfigError(
    `${path} has no column ${missing.map(([, column]) => `"${column}"`).join(', ')}; ${has}`,
    Object.fromEntries(missing.map(([setting]) => [setting, `${path} has no such column; ${has}`])),
  );
}

const SHOWN_COLUMNS = 50;

/** A file without a header has a person's data in its first row, and errors reach logs. */
const LOOKS_PERSONAL = /@|\d{5,}|^\+?[\d\s()/.-]{6,}$/;

function nameColumns(columns: readonly string[]): string {
  const names = columns
    .slice(0, SHOWN_COLUMNS)
    .map((name) => (LOOKS_PERSONAL.test(name) ? '(looks like data)' : `"${name}"`));
  return names.join(', ') + (columns.length > SHOWN_COLUMNS ? ', …' : '');
}

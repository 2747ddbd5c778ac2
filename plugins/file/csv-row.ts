import { parseInstant, type EventRecord, type Identifiers, type ProfileRecord } from '@segue/sdk';
import { parseCells } from './csv-cells.js';
import { requireColumns, type CsvHeader } from './csv-header.js';
import {
  MAX_EVENT_LENGTH,
  mappedColumns,
  type Columns,
  type CsvMapping,
  type EventMapping,
} from './csv-mapping.js';
import { rejected, type LineOrigin, type LineParser, type ParsedLine } from './parse-line.js';

/** A row's value in a column; undefined when the cell is empty, or no column is mapped. */
type Row = (column: string | undefined) => string | undefined;

/** A record, or the rejection that says why the row makes none. */
type ToRecord = (
  row: Row,
  identifiers: Identifiers,
  origin: LineOrigin,
) => ProfileRecord | EventRecord | ParsedLine;

/**
 * The rows of a file with this header, as the mapping tells. Cells stay text, and an empty cell says nothing.
 *
 * @throws ConfigError when a mapped column does not exist
 */
export function csvRows(mapping: CsvMapping, header: CsvHeader, path: string): LineParser {
  requireColumns(mappedColumns(mapping), header, path);
  const { columns, delimiter } = header;
  const indexes = new Map(columns.map((name, index) => [name, index]));
  const toRecord = toRecordBy(mapping, columns);

  return {
    parse(text, origin) {
      if (isBlank(text)) return undefined;
      const cells = parseCells(text, delimiter);
      if (!cells) return rejected('INVALID_CSV', 'the row cannot be split into cells');
      if (cells.every(isBlank)) return undefined;
      if (cells.length !== columns.length) {
        return rejected('WRONG_COLUMN_COUNT', countReason(cells.length, columns.length));
      }
      const row: Row = (column) => {
        const index = column === undefined ? undefined : indexes.get(column.trim());
        const cell = index === undefined ? undefined : cells[index];
        return cell === undefined || isBlank(cell) ? undefined : cell;
      };
      const identifiers = pick(row, mapping.identifiers);
      if (Object.keys(identifiers).length === 0) return rejected('NO_IDENTIFIER', NAMES_NOBODY);
      const made = toRecord(row, identifiers, origin);
      return 'kind' in made ? { records: [made] } : made;
    },

    /** The beginning of a cell is a cell as well. */
    isWhole: () => false,
  };
}

/** Of a file whose header is not written yet, or not wholly. */
export const noRows: LineParser = { parse: () => undefined, isWhole: () => false };

const NAMES_NOBODY = 'every column that is mapped to an identifier is empty';

const countReason = (found: number, expected: number): string =>
  `the row has ${found} cells and the header ${expected}: put a cell that holds the delimiter in quotes`;

const isBlank = (text: string): boolean => text.trim() === '';

function toRecordBy(mapping: CsvMapping, columns: readonly string[]): ToRecord {
  const mapped = new Set(Object.values(mappedColumns(mapping)).map((column) => column.trim()));
  const others = columns.filter((name) => name !== '' && !mapped.has(name));
  const rest: Columns = Object.fromEntries(others.map((name) => [name, name]));
  return mapping.event
    ? toEventBy(mapping.event, mapping.event.properties ?? rest)
    : toProfileBy(mapping.observedAt, mapping.traits ?? rest);
}

function toProfileBy(observedAt: string | undefined, traits: Columns): ToRecord {
  return (row, identifiers, { writtenAt }) => {
    const at = instantIn(row, observedAt, writtenAt);
    if (!at) return notAnInstant('mapping.observedAt');
    return { kind: 'profile', identifiers, traits: pick(row, traits), observedAt: at };
  };
}

function toEventBy({ name, occurredAt, messageId }: EventMapping, properties: Columns): ToRecord {
  return (row, identifiers, origin) => {
    const event = typeof name === 'string' ? name : row(name.column);
    if (event === undefined) return rejected('MISSING_EVENT', 'the event’s name is empty');
    if (event.length > MAX_EVENT_LENGTH) return rejected('EVENT_NAME_TOO_LONG', NAME_TOO_LONG);
    const at = instantIn(row, occurredAt, origin.writtenAt);
    if (!at) return notAnInstant('mapping.event.occurredAt');
    return {
      kind: 'event',
      identifiers,
      event,
      properties: pick(row, properties),
      occurredAt: at,
      messageId: row(messageId) ?? origin.messageId,
    };
  };
}

const NAME_TOO_LONG = `the event’s name must have at most ${MAX_EVENT_LENGTH} characters`;

/** @returns undefined for a cell that holds something else */
function instantIn(row: Row, column: string | undefined, otherwise: Date): Date | undefined {
  const cell = row(column);
  return cell === undefined ? otherwise : parseInstant(cell);
}

const notAnInstant = (setting: string): ParsedLine =>
  rejected(
    'INVALID_TIMESTAMP',
    `the cell mapped by ${setting} must be an ISO 8601 date or date-time`,
  );

function pick(row: Row, columns: Columns | CsvMapping['identifiers']): Record<string, string> {
  const cells = Object.entries(columns).map(([name, column]) => [name, row(column)] as const);
  return Object.fromEntries(
    cells.filter((entry): entry is readonly [string, string] => entry[1] !== undefined),
  );
}

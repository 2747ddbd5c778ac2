import { splitCells } from './static-cells.js';

/** What a line of a file of identifiers holds, or why it holds none. Lines count from 1. */
export type FileLine =
  | { readonly line: number; readonly value: string }
  | { readonly line: number; readonly reason: string };

/** A quote that is not closed by then was never meant to be one: what follows is read on its own. */
const MOST_LINES_OF_A_ROW = 100;
const SEPARATORS = [',', ';', '\t'];

/** The file has no column of that name; or it is not plain enough to do without a name. */
export class ColumnError extends Error {
  readonly code = 'COLUMN_UNKNOWN';
  constructor(message: string) {
    super(message);
    this.name = 'ColumnError';
  }
}

export interface FileShape {
  /** The identifiers' type: what their column is called, unless `column` says otherwise. */
  readonly type: string;
  /** What the column must be called. */
  readonly column?: string | undefined;
}

/**
 * The identifiers of a file: one on each line, or, where the first line names the column, those of a CSV file (RFC 4180, or with
 * semicolons or tabs). Blank lines do not count.
 *
 * @throws ColumnError when the first line does not have `column`
 */
export async function* readIdentifiers(
  lines: AsyncIterable<string> | Iterable<string>,
  { type, column }: FileShape,
): AsyncGenerator<FileLine> {
  let header: Header | undefined;
  let isFirst = true;
  let number = 0;
  let open: OpenRow | undefined;
  for await (const text of lines) {
    number += 1;
    if (isFirst) {
      isFirst = false;
      header = findHeader(text.replace(/^\uFEFF/, ''), column ?? type);
      if (header) continue;
      if (column !== undefined) throw new ColumnError(`the first line names no column ${column}`);
    }
    if (!header) {
      if (text.trim() !== '') yield { line: number, value: text.replace(/^\uFEFF/, '') };
      continue;
    }
    open = { line: open?.line ?? number, texts: [...(open?.texts ?? []), text] };
    const row = splitCells(open.texts.join('\n'), header.separator);
    if (row) {
      yield* cellOf(row, open.line, header);
      open = undefined;
    } else if (open.texts.length >= MOST_LINES_OF_A_ROW) {
      yield* readOneByOne(open, header);
      open = undefined;
    }
  }
  if (open && header) yield* readOneByOne(open, header);
}

interface Header {
  readonly index: number;
  readonly separator: string;
}

/** A row whose quote is not closed yet. */
interface OpenRow {
  readonly line: number;
  readonly texts: readonly string[];
}

function findHeader(text: string, column: string): Header | undefined {
  const name = column.toLowerCase();
  return SEPARATORS.map((separator) => {
    const cells = splitCells(text, separator) ?? [];
    return { index: cells.findIndex((cell) => cell.trim().toLowerCase() === name), separator };
  }).find(({ index }) => index >= 0);
}

function* cellOf(row: readonly string[], line: number, { index }: Header): Generator<FileLine> {
  if (row.every((cell) => cell.trim() === '')) return;
  const value = row[index]?.trim() ?? '';
  yield value === '' ? { line, reason: 'has nothing in the column' } : { line, value };
}

/** Line by line: those with a quote that is not closed are reported, and nothing else is lost. */
function* readOneByOne({ line, texts }: OpenRow, header: Header): Generator<FileLine> {
  for (const [index, text] of texts.entries()) {
    const row = splitCells(text, header.separator);
    if (row) yield* cellOf(row, line + index, header);
    else yield { line: line + index, reason: 'has a quote that is not closed' };
  }
}

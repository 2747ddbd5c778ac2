import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { csvLine } from '../runtime/csv.js';

/**
 * A file in RFC 4180, the first line naming the columns. Begins to read before it returns: what cannot be read at all fails while
 * another answer can still be given.
 *
 * @param fileName of nothing but letters, digits, - and _ and a dot
 */
export async function streamCsv<T>(
  fileName: string,
  header: readonly string[],
  rows: AsyncGenerator<T>,
  toCells: (row: T) => readonly unknown[],
): Promise<StreamableFile> {
  return new StreamableFile(
    await streamLines(rows, `${csvLine(header)}\r\n`, (row) => `${csvLine(toCells(row))}\r\n`),
    { type: 'text/csv; charset=utf-8', disposition: `attachment; filename="${fileName}"` },
  );
}

/** A line for each row after the head, no more in memory than whoever reads is behind. */
export async function streamLines<T>(
  rows: AsyncGenerator<T>,
  head: string,
  toLine: (row: T) => string,
): Promise<Readable> {
  const first = await rows.next();
  async function* lines(): AsyncGenerator<string> {
    if (head !== '') yield head;
    if (first.done) return;
    yield toLine(first.value);
    for await (const row of rows) yield toLine(row);
  }
  return Readable.from(lines(), { objectMode: false });
}

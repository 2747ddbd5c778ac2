import type { Context } from '@segue/sdk';
import { csvRows, noRows } from './csv-row.js';
import { pathError, toFileError } from './file-error.js';
import type { DataFile } from './find-files.js';
import { CsvRowEnds, PlainLineEnds, type LineEnds } from './line-ends.js';
import { ndjsonLines } from './ndjson-line.js';
import { openFile, type OpenFile } from './open-file.js';
import { PageDraft, type FilePage } from './page-draft.js';
import type { LineParser } from './parse-line.js';
import { startOf, type FilePosition } from './position.js';
import { readBytes } from './read-bytes.js';
import { DELIMITERS, type FileSettings } from './settings.js';
import { splitLines } from './split-lines.js';

/**
 * What is new in a file, page by page; nothing when it was read to its end before and has not changed.
 *
 * A last line without a line end may be half a one. In NDJSON it is read when it is a JSON object, which half an object never
 * is. Half a row of CSV looks like a row, so one is read only when the file has rested, or when it is in gzip data that end
 * as they should. Then its beginning stays the place to go on from: should the file grow after all, the row is read again
 * as a whole, and nothing of it is lost.
 *
 * @throws ConnectorError after the page with everything that could be read before the failure
 */
export async function* readFile(
  ctx: Context<FileSettings>,
  dataFile: DataFile,
  former: FilePosition | undefined,
): AsyncGenerator<FilePage, void, void> {
  const file = await openFile(dataFile, ctx.now());
  if (!file) return;
  try {
    const { position, isReplaced } = await startOf(file, former, ctx.settings, ctx.signal);
    if (isReplaced) ctx.log.info('a replaced file is read anew', { path: file.path });
    if (!position.isComplete) yield* readFrom(position, file, ctx);
  } catch (error) {
    if (!ctx.signal.aborted) throw toFileError(error, file.path);
  } finally {
    await file.handle.close();
  }
}

async function* readFrom(
  start: FilePosition,
  file: OpenFile,
  { settings, signal }: Context<FileSettings>,
): AsyncGenerator<FilePage, void, void> {
  const reader = readerOf(file, start, settings);
  const draft = new PageDraft(file, reader.parser, start);
  const bytes = readBytes(file, start.offset, signal);
  try {
    let isUnfinished = false;
    for await (const line of splitLines(bytes, start, reader.ends)) {
      if (draft.isFull) yield draft.take();
      isUnfinished = !draft.add(line);
      if (isUnfinished) break;
    }
    if (!isUnfinished) draft.complete();
  } catch (error) {
    if (!draft.isEmpty && !signal.aborted) yield draft.take();
    throw error;
  }
  yield draft.take();
}

function readerOf(
  { format, path }: OpenFile,
  { header }: FilePosition,
  { mapping }: Readonly<FileSettings>,
): { readonly ends: LineEnds; readonly parser: LineParser } {
  if (format === 'ndjson') return { ends: new PlainLineEnds(), parser: ndjsonLines };
  if (!mapping) throw pathError(path, 'is CSV: say in "mapping" what its columns are');
  if (!header) return { ends: new CsvRowEnds(DELIMITERS), parser: noRows };
  return { ends: new CsvRowEnds([header.delimiter]), parser: csvRows(mapping, header, path) };
}

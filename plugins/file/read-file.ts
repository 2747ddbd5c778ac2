import type { Context } from '@segue/sdk';
import { csvRows } from './csv-row.js';
import { pathError, toFileError } from './file-error.js';
import type { DataFile } from './find-files.js';
import { CsvRowEnds, PlainLineEnds, type LineEnds } from './line-ends.js';
import { ndjsonLines } from './ndjson-line.js';
import { openFile, type OpenFile } from './open-file.js';
import { PageDraft, type FilePage } from './page-draft.js';
import type { LineParser } from './parse-line.js';
import { startOf, type FilePosition } from './position.js';
import { readBytes } from './read-bytes.js';
import type { FileSettings } from './settings.js';
import { splitLines } from './split-lines.js';

/**
 * How long a file must have rested before a last line without a line end is believed to be whole: many programs write none
 * at the end of a file.
 *
 * Assumption: one that is still writing is rarely silent for that long within a line.
 */
const SETTLED_MS = 10 * 60_000;

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
  const file = await openFile(dataFile);
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
  { settings, signal, now }: Context<FileSettings>,
): AsyncGenerator<FilePage, void, void> {
  const reader = readerOf(file, start, settings);
  if (!reader) {
    yield { records: [], rejected: [], notes: [], position: { ...start, isComplete: true } };
    return;
  }
  const isSettled = file.isGzip || now().getTime() - file.mtimeMs >= SETTLED_MS;
  const draft = new PageDraft(file, reader.parser, isSettled, start);
  try {
    let isUnfinished = false;
    for await (const line of splitLines(
      readBytes(file, start.offset, signal),
      start,
      reader.ends,
    )) {
      isUnfinished = !draft.add(line);
      if (isUnfinished) break;
      if (draft.isFull) yield draft.take();
    }
    if (!isUnfinished) draft.complete();
  } catch (error) {
    if (!draft.isEmpty && !signal.aborted) yield draft.take();
    throw error;
  }
  yield draft.take();
}

/** @returns undefined for a CSV file that has no rows yet */
function readerOf(
  { format, path }: OpenFile,
  { header }: FilePosition,
  { mapping }: Readonly<FileSettings>,
): { readonly ends: LineEnds; readonly parser: LineParser } | undefined {
  if (format === 'ndjson') return { ends: new PlainLineEnds(), parser: ndjsonLines };
  if (!mapping) throw pathError(path, 'is CSV: say in "mapping" what its columns are');
  if (!header) return undefined;
  return { ends: new CsvRowEnds([header.delimiter]), parser: csvRows(mapping, header, path) };
}

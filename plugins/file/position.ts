import type { CsvHeader } from './csv-header.js';
import { readHeader, startOfText } from './first-line.js';
import { isSameFile, snapshotOf, type OpenFile, type Snapshot } from './open-file.js';
import type { FileSettings } from './settings.js';
import type { Place } from './split-lines.js';

/** How far a file has been read, and by what it is known again. `offset` counts decompressed bytes. */
export interface FilePosition extends Place, Snapshot {
  readonly path: string;
  /** Nothing is left to read of the file as it was; `offset` may still lie before a last line without a line end. */
  readonly isComplete?: true;
  /** Of a CSV file whose header has been read. */
  readonly header?: CsvHeader;
}

export interface Checkpoint {
  readonly files: readonly FilePosition[];
}

export interface Start {
  readonly position: FilePosition;
  /** The file is another than the one that was read before. */
  readonly isReplaced: boolean;
}

/** Where to go on in a file: behind what was read of it before, or at the beginning of one that is new or was replaced. */
export async function startOf(
  file: OpenFile,
  former: FilePosition | undefined,
  { delimiter }: Readonly<FileSettings>,
  signal: AbortSignal,
): Promise<Start> {
  const isSame = former !== undefined && (await isSameFile(file, former));
  if (isSame && former.isComplete && file.size === former.size) {
    return { position: former, isReplaced: false };
  }
  if (isSame && isFormatKept(file, former, delimiter)) {
    const { path, offset, lineFeeds, header } = former;
    const position = {
      path,
      offset,
      lineFeeds,
      ...(header ? { header } : {}),
      ...snapshotOf(file),
    };
    return { position, isReplaced: false };
  }
  const position = await beginningOf(file, delimiter, signal);
  return { position, isReplaced: former !== undefined && !isSame };
}

/** Rows cannot be split without the header, nor at another delimiter than the header was. */
function isFormatKept(
  file: OpenFile,
  { header }: FilePosition,
  delimiter: string | undefined,
): boolean {
  if (file.format === 'ndjson') return header === undefined;
  return header !== undefined && (delimiter ?? header.delimiter) === header.delimiter;
}

async function beginningOf(
  file: OpenFile,
  delimiter: string | undefined,
  signal: AbortSignal,
): Promise<FilePosition> {
  const start = { path: file.path, ...(await startOfText(file, signal)), ...snapshotOf(file) };
  if (file.format === 'ndjson') return start;
  const found = await readHeader(file, delimiter, signal);
  // Without a line end it may be half a header; and there is no row to read yet.
  if (!found || found.line.isTail) return start;
  const { end, lineFeeds } = found.line;
  return { ...start, offset: end, lineFeeds, header: found.header };
}

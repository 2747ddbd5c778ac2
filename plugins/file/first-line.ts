import { parseHeader, type CsvHeader } from './csv-header.js';
import { pathError } from './file-error.js';
import { CsvRowEnds, PlainLineEnds } from './line-ends.js';
import type { OpenFile } from './open-file.js';
import { decode } from './parse-line.js';
import { readBytes } from './read-bytes.js';
import { DELIMITERS } from './settings.js';
import { splitLines, type Line, type Place } from './split-lines.js';

const UTF_8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF_16_MARKS = [Buffer.from([0xff, 0xfe]), Buffer.from([0xfe, 0xff])];

/**
 * Where a file's text begins: behind its byte order mark.
 *
 * @throws ConfigError when the mark says that it is UTF-16
 */
export async function startOfText(file: OpenFile, signal: AbortSignal): Promise<Place> {
  let head = Buffer.alloc(0);
  for await (const chunk of readBytes(file, 0, signal)) {
    head = Buffer.concat([head, chunk]);
    if (head.length >= UTF_8_MARK.length) break;
  }
  if (UTF_16_MARKS.some((mark) => head.subarray(0, mark.length).equals(mark))) {
    throw pathError(file.path, 'is UTF-16: save it as UTF-8');
  }
  const isMarked = head.subarray(0, UTF_8_MARK.length).equals(UTF_8_MARK);
  return { offset: isMarked ? UTF_8_MARK.length : 0, lineFeeds: 0 };
}

/**
 * The header of a CSV file and the row that holds it; undefined when there is none, or it may be half a one.
 *
 * @param delimiter without it, the one that gives the most columns
 * @throws ConfigError when the first row cannot be a header
 */
export async function readHeader(
  file: OpenFile,
  delimiter: string | undefined,
  signal: AbortSignal,
): Promise<{ readonly header: CsvHeader; readonly line: Line } | undefined> {
  const delimiters = delimiter === undefined ? DELIMITERS : [delimiter];
  const first = await firstLine(file, new CsvRowEnds(delimiters), signal);
  if (!first) return undefined;
  return { header: parseHeader(first.text, file.path, delimiters), line: first.line };
}

const ENDLESS = 'has a first line that is longer than 1 MB, or opens a quote that is not closed';

/** The first line that is not empty; undefined when there is none, or it may be half a one. */
export async function readFirstMessage(
  file: OpenFile,
  signal: AbortSignal,
): Promise<string | undefined> {
  return (await firstLine(file, new PlainLineEnds(), signal))?.text;
}

async function firstLine(
  file: OpenFile,
  ends: CsvRowEnds | PlainLineEnds,
  signal: AbortSignal,
): Promise<{ readonly text: string; readonly line: Line } | undefined> {
  const start = await startOfText(file, signal);
  for await (const line of splitLines(readBytes(file, start.offset, signal), start, ends)) {
    if (line.isTail && !file.isSettled) return undefined;
    if (line.problem) throw pathError(file.path, ENDLESS);
    const text = decode(line.bytes);
    if (text === undefined) throw pathError(file.path, 'is not UTF-8: save it as UTF-8');
    if (text.trim() !== '') return { text, line };
  }
  return undefined;
}

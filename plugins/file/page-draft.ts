import { createHash } from 'node:crypto';
import type { Rejection, RunNote, SourceRecord } from '@segue/sdk';
import type { OpenFile } from './open-file.js';
import { decode, rejected, type LineParser, type ParsedLine } from './parse-line.js';
import type { FilePosition } from './position.js';
import type { Line } from './split-lines.js';

/** A page ends at whichever comes first, so that long lines fill no more memory than short ones. */
const PAGE_LINES = 2000;
const PAGE_BYTES = 8 * 1_048_576;

/** As much of a line as the hub keeps of a rejection. */
const SHOWN_CHARS = 10_000;

export interface FilePage {
  readonly records: readonly SourceRecord[];
  readonly rejected: readonly Rejection[];
  readonly notes: readonly RunNote[];
  readonly position: FilePosition;
}

/** The page that is being filled from a file, and the place up to which it is. */
export class PageDraft {
  #position: FilePosition;
  #records: SourceRecord[] = [];
  #rejected: Rejection[] = [];
  #notes: RunNote[] = [];
  #lines = 0;
  #bytes = 0;

  constructor(
    private readonly file: OpenFile,
    private readonly parser: LineParser,
    start: FilePosition,
  ) {
    this.#position = start;
  }

  get isEmpty(): boolean {
    return this.#lines === 0;
  }

  get isFull(): boolean {
    return this.#lines >= PAGE_LINES || this.#bytes >= PAGE_BYTES;
  }

  /** @returns false for a line that may be half a one: it has to wait, and whatever is behind it */
  add(line: Line): boolean {
    const text = line.problem === undefined ? decode(line.bytes) : undefined;
    const isBlank = text?.trim() === '';
    const isWhole = !line.isTail || (text !== undefined && this.parser.isWhole(text));
    if (!isWhole && !isBlank && !this.file.isSettled) {
      this.#notes.push(unfinished(this.file.path, line.number));
      return false;
    }
    const parsed = isBlank ? undefined : this.#parse(line, text);
    if (parsed) this.#keep(line, text, parsed);
    if (isWhole) {
      this.#position = { ...this.#position, offset: line.end, lineFeeds: line.lineFeeds };
    }
    return true;
  }

  complete(): void {
    this.#position = { ...this.#position, isComplete: true };
  }

  take(): FilePage {
    const page = {
      records: this.#records,
      rejected: this.#rejected,
      notes: this.#notes,
      position: this.#position,
    };
    this.#records = [];
    this.#rejected = [];
    this.#notes = [];
    this.#lines = 0;
    this.#bytes = 0;
    return page;
  }

  #parse(line: Line, text: string | undefined): ParsedLine | undefined {
    if (line.problem === 'too-long') return TOO_LONG;
    if (line.problem === 'unclosed-quote') return UNCLOSED_QUOTE;
    if (text === undefined) return NOT_UTF_8;
    const writtenAt = new Date(Math.trunc(this.file.mtimeMs));
    return this.parser.parse(text, { writtenAt, messageId: messageIdOf(this.file.path, line) });
  }

  #keep({ bytes, number }: Line, text: string | undefined, parsed: ParsedLine): void {
    this.#lines += 1;
    this.#bytes += bytes.length;
    if ('records' in parsed) {
      this.#records.push(...parsed.records);
      return;
    }
    const { path, isOneOfMany } = this.file;
    this.#rejected.push({
      ...parsed.rejection,
      position: isOneOfMany ? `${path} line ${number}` : `line ${number}`,
      raw: (text ?? bytes.toString('utf8')).slice(0, SHOWN_CHARS),
    });
  }
}

const TOO_LONG = rejected('LINE_TOO_LONG', 'the line is longer than 1 MB');
const UNCLOSED_QUOTE = rejected(
  'UNCLOSED_QUOTE',
  'a quote opens a cell and is not closed within 1 MB or before the end: double a quote that belongs to the text',
);
const NOT_UTF_8 = rejected(
  'INVALID_UTF8',
  'the line is not UTF-8: write the file in that encoding',
);

const unfinished = (path: string, line: number): RunNote => ({
  code: 'UNFINISHED_LINE',
  message: `${path} has no line end behind line ${line}, which may be half a one: it is read once there is one`,
});

/**
 * An event that comes again, because its file was written anew with what it held before, has its former id, and the hub
 * ignores it; the same event on another line has another.
 */
function messageIdOf(path: string, { start, bytes }: Line): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([path, start]))
    .update(bytes);
  return `file-${hash.digest('hex').slice(0, 32)}`;
}

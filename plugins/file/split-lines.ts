import type { LineEnds } from './line-ends.js';

const LF = 0x0a;
const CR = 0x0d;

/** Longest line, or row of CSV, that is read; of a longer one the first bytes are kept to show. */
export const MAX_LINE_BYTES = 1_048_576;
const SHOWN_BYTES = 10_000;

/** A line of NDJSON, or a row of CSV, which may span several lines. */
export interface Line {
  /** Without its line end. */
  readonly bytes: Buffer;
  /** Byte in the decompressed file where it begins, and where the next one does. */
  readonly start: number;
  readonly end: number;
  /** Of its first line, from 1. */
  readonly number: number;
  /** Line feeds in the file before `end`. */
  readonly lineFeeds: number;
  /** It lies behind the last line end that counts: what it is may change when the file grows. */
  readonly isTail: boolean;
  readonly problem?: 'too-long' | 'unclosed-quote';
}

export interface Place {
  readonly offset: number;
  /** Line feeds in the file before `offset`. */
  readonly lineFeeds: number;
}

/**
 * The lines of a file from a place on, holding at most the longest that is allowed.
 *
 * A quote that is not closed within that length, or before the end, would swallow the rows behind it: then the line it stands
 * on is given as a problem, and reading goes on with the next. What is given does not depend on how the bytes are cut
 * into chunks.
 */
export async function* splitLines(
  chunks: AsyncIterable<Buffer>,
  from: Place,
  ends: LineEnds,
): AsyncGenerator<Line, void, void> {
  const splitter = new LineSplitter(from, ends);
  for await (const chunk of chunks) yield* splitter.push(chunk);
  yield* splitter.finish();
}

class LineSplitter {
  readonly #ends: LineEnds;
  #place: Place;
  #pending: Buffer = Buffer.alloc(0);
  /** The first bytes of a line that is too long, while the rest of it goes by. */
  #skipped?: { readonly head: Buffer; readonly from: Place };

  constructor(from: Place, ends: LineEnds) {
    this.#place = from;
    this.#ends = ends;
  }

  *push(chunk: Buffer): Generator<Line, void, void> {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    for (let line = this.#next(); line; line = this.#next()) yield line;
  }

  *finish(): Generator<Line, void, void> {
    if (this.#skipped) yield this.#endSkipping(this.#skipped, true);
    while (this.#pending.length > 0) yield this.#nextOfTail();
  }

  #next(): Line | undefined {
    if (this.#skipped) return this.#skip(this.#skipped);
    const end = this.#ends.find(this.#pending);
    if ((end === -1 ? this.#pending.length : end) > MAX_LINE_BYTES) return this.#overflow();
    return end === -1 ? undefined : this.#take(end, { isTail: false });
  }

  #overflow(): Line | undefined {
    const lineFeed = this.#pending.indexOf(LF);
    if (lineFeed !== -1 && lineFeed <= MAX_LINE_BYTES) {
      return this.#take(lineFeed, { isTail: false, problem: 'unclosed-quote' });
    }
    const head = Buffer.from(this.#pending.subarray(0, SHOWN_BYTES));
    this.#skipped = { head, from: this.#place };
    return this.#skip(this.#skipped);
  }

  #skip(skipped: { readonly head: Buffer; readonly from: Place }): Line | undefined {
    const lineFeed = this.#pending.indexOf(LF);
    this.#advance(lineFeed === -1 ? this.#pending.length : lineFeed + 1);
    return lineFeed === -1 ? undefined : this.#endSkipping(skipped, false);
  }

  #endSkipping({ head, from }: { head: Buffer; from: Place }, isTail: boolean): Line {
    this.#skipped = undefined;
    return this.#line(head, from, { isTail, problem: 'too-long' });
  }

  #nextOfTail(): Line {
    const end = this.#ends.find(this.#pending);
    if (end !== -1) return this.#take(end, { isTail: true });
    if (!this.#ends.isQuoted) return this.#take(this.#pending.length, { isTail: true });
    const lineFeed = this.#pending.indexOf(LF);
    const length = lineFeed === -1 ? this.#pending.length : lineFeed;
    return this.#take(length, { isTail: true, problem: 'unclosed-quote' });
  }

  #take(end: number, about: Pick<Line, 'isTail' | 'problem'>): Line {
    const bytes = this.#pending.subarray(0, end);
    const from = this.#place;
    this.#advance(Math.min(end + 1, this.#pending.length));
    return this.#line(bytes, from, about);
  }

  #line(bytes: Buffer, from: Place, about: Pick<Line, 'isTail' | 'problem'>): Line {
    this.#ends.restart();
    return {
      bytes: bytes.at(-1) === CR ? bytes.subarray(0, -1) : bytes,
      start: from.offset,
      end: this.#place.offset,
      number: from.lineFeeds + 1,
      lineFeeds: this.#place.lineFeeds,
      ...about,
    };
  }

  #advance(count: number): void {
    const { offset, lineFeeds } = this.#place;
    const passed = countLineFeeds(this.#pending.subarray(0, count));
    this.#place = { offset: offset + count, lineFeeds: lineFeeds + passed };
    this.#pending = this.#pending.subarray(count);
  }
}

function countLineFeeds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) count++;
  return count;
}

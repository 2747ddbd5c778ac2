const LF = 0x0a;
const QUOTE = 0x22;

/** Finds where a line ends in bytes that arrive piece by piece. */
export interface LineEnds {
  /**
   * Index of the line feed that ends the line beginning at 0, or -1 when more bytes are needed: then it is called again with
   * the same bytes and more behind them.
   */
  find(bytes: Buffer): number;
  /** Forgets the line: the next `find` begins with another. */
  restart(): void;
  /** Whether the bytes seen so far end between two quotes. */
  readonly isQuoted: boolean;
}

export class PlainLineEnds implements LineEnds {
  readonly isQuoted = false;
  #scanned = 0;

  find(bytes: Buffer): number {
    const end = bytes.indexOf(LF, this.#scanned);
    this.#scanned = bytes.length;
    return end;
  }

  restart(): void {
    this.#scanned = 0;
  }
}

/** Where in a row of cells: `quote` is right behind a quote that either ends the cell's text or escapes another quote. */
type Place = 'cell-start' | 'bare' | 'quoted' | 'quote';

/**
 * Rows of CSV as RFC 4180 has them: line feeds between quotes belong to the cell. A quote opens a cell's text only as its
 * first character, so that an inch mark within one hides no line feed.
 */
export class CsvRowEnds implements LineEnds {
  readonly #delimiters: ReadonlySet<number>;
  #scanned = 0;
  #place: Place = 'cell-start';

  /** @param delimiters ASCII characters; several while it is not known which one it is */
  constructor(delimiters: readonly string[]) {
    this.#delimiters = new Set(delimiters.map((delimiter) => delimiter.charCodeAt(0)));
  }

  get isQuoted(): boolean {
    return this.#place === 'quoted';
  }

  find(bytes: Buffer): number {
    for (let at = this.#scanned; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte === LF && this.#place !== 'quoted') {
        this.#scanned = at;
        return at;
      }
      this.#place = this.#after(byte);
    }
    this.#scanned = bytes.length;
    return -1;
  }

  restart(): void {
    this.#scanned = 0;
    this.#place = 'cell-start';
  }

  #after(byte: number): Place {
    if (this.#place === 'quoted') return byte === QUOTE ? 'quote' : 'quoted';
    if (byte === QUOTE) return this.#place === 'bare' ? 'bare' : 'quoted';
    return this.#delimiters.has(byte) ? 'cell-start' : 'bare';
  }
}

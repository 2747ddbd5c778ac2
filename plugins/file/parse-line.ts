import type { Rejection, SourceRecord } from '@segue/sdk';

export type ParsedLine =
  | { readonly records: readonly SourceRecord[] }
  | { readonly rejection: Pick<Rejection, 'code' | 'reason'> };

/** What one line of a file, or one row, says. */
export interface LineParser {
  /** @returns undefined when it says nothing: it is empty */
  parse(text: string, origin: LineOrigin): ParsedLine | undefined;
  /** Whether a line without a line end is surely not the beginning of a longer one. */
  isWhole(text: string): boolean;
}

export interface LineOrigin {
  /** When the file was last written: what a record without a time of its own is taken to be observed at. */
  readonly writtenAt: Date;
  /** The same for the same line at the same place of the same file, and only for it. */
  readonly messageId: string;
}

export const rejected = (code: string, reason: string): ParsedLine => ({
  rejection: { code, reason },
});

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A line's text, without a byte order mark; undefined when it is not UTF-8. */
export function decode(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

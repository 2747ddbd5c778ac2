import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

export class UnreadableFileError extends Error {
  readonly code = 'FILE_UNREADABLE';
  constructor(cause: unknown) {
    super('the file cannot be read to its end', { cause });
    this.name = 'UnreadableFileError';
  }
}

/**
 * The lines of a text file, or of a gzip file of one, without holding more of it than a line. Only line feeds end a line (a
 * carriage return before one goes with it): JSON text may hold the other separators that Unicode has.
 *
 * @throws UnreadableFileError also when the compression is broken
 */
export async function* readLines(path: string): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const chunk of open(path)) {
      const lines = (rest + (chunk as string)).split('\n');
      rest = lines.pop()!;
      yield* lines.map(clean);
    }
  } catch (error) {
    throw new UnreadableFileError(error);
  }
  if (rest !== '') yield clean(rest);
}

function open(path: string): AsyncIterable<unknown> {
  const file = createReadStream(path);
  if (!path.endsWith('.gz')) return file.setEncoding('utf8');
  // What goes wrong arrives at the reader of the last stream, who throws it.
  return pipeline(file, createGunzip(), () => undefined).setEncoding('utf8');
}

const clean = (line: string): string => line.replace(/^\u{FEFF}|\r$/gu, '');

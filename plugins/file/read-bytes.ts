import { finished } from 'node:stream/promises';
import { createGunzip, type Gunzip } from 'node:zlib';
import { TransientError } from '@segue/sdk';
import type { OpenFile } from './open-file.js';

const CHUNK_BYTES = 65_536;

/**
 * The file's content from a byte on, decompressed, up to the size it had when it was opened. A place in gzip data cannot be
 * reached without decompressing what stands before it: that is done and thrown away.
 *
 * @throws Z_BUF_ERROR when compressed data end half-way, after all that could be decompressed
 */
export async function* readBytes(
  file: OpenFile,
  offset: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, void> {
  if (file.size === 0) return;
  if (file.isGzip) yield* skip(gunzip(readStored(file, 0, signal)), offset);
  else yield* readStored(file, offset, signal);
}

async function* readStored(
  { handle, path, size }: OpenFile,
  offset: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, void> {
  for (let at = offset; at < size;) {
    signal.throwIfAborted();
    const length = Math.min(CHUNK_BYTES, size - at);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
    if (bytesRead === 0) throw new TransientError(`${path} became shorter while it was read`);
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

interface Failure {
  readonly error: unknown;
}

/**
 * Not `pipe`: a stream that fails drops what it still holds, and here all that stands before the end of a truncated file
 * is wanted. One compressed chunk is at most 64 MB in memory: deflate shrinks no more than a thousandfold.
 */
async function* gunzip(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  const inflate = createGunzip();
  const ready: Buffer[] = [];
  inflate.on('data', (chunk: Buffer) => ready.push(chunk));
  const ended = finished(inflate).then(
    () => undefined,
    (error: unknown): Failure => ({ error }),
  );
  try {
    for await (const chunk of chunks) {
      const failure = await Promise.race([write(inflate, chunk), ended]);
      yield* ready.splice(0);
      if (failure) throw failure.error;
    }
    inflate.end();
    const failure = await ended;
    yield* ready.splice(0);
    if (failure) throw failure.error;
  } finally {
    inflate.destroy();
  }
}

const write = (inflate: Gunzip, chunk: Buffer): Promise<Failure | undefined> =>
  new Promise((resolve) => {
    inflate.write(chunk, (error) => resolve(error ? { error } : undefined));
  });

async function* skip(
  chunks: AsyncIterable<Buffer>,
  count: number,
): AsyncGenerator<Buffer, void, void> {
  let left = count;
  for await (const chunk of chunks) {
    if (chunk.length > left) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** `aborted`: the client is gone. `unsupported`: an unknown content encoding. */
export type BodyProblem = 'too-large' | 'malformed' | 'unsupported' | 'aborted';

const DECODERS: ReadonlyMap<string, () => Duplex> = new Map<string, () => Duplex>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/** For the Accept-Encoding of an answer. */
export const KNOWN_ENCODINGS = 'gzip, deflate, br';

/**
 * The body after decompression. Reading stops at the limit, so that a body that grows when unpacked takes no more memory than
 * one that is sent as it is. What is left of the request then is still to be read by the caller: to destroy it would take the
 * connection away from under the answer.
 */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Buffer | BodyProblem> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') {
    if (Number(request.headers['content-length']) > maxBytes) return 'too-large';
    return collect(request.iterator({ destroyOnReturn: false }), request, maxBytes);
  }
  const createDecoder = DECODERS.get(encoding);
  if (!createDecoder) return 'unsupported';
  const decoder = createDecoder();
  request.once('error', (error) => decoder.destroy(error));
  return collect(request.pipe(decoder), request, maxBytes);
}

async function collect(
  source: AsyncIterable<unknown>,
  request: IncomingMessage,
  maxBytes: number,
): Promise<Buffer | BodyProblem> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBytes) return 'too-large';
      chunks.push(chunk);
    }
  } catch {
    return request.destroyed && !request.complete ? 'aborted' : 'malformed';
  }
  return Buffer.concat(chunks, length);
}

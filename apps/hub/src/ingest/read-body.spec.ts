import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readBody } from './read-body.js';

let server: Server;
let client: Socket;

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = connect((server.address() as AddressInfo).port, '127.0.0.1');
});

afterEach(async () => {
  client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** The request as the server gets it, when its head and `body` were sent. */
async function send(headers: readonly string[], body: Buffer): Promise<IncomingMessage> {
  const received = once(server, 'request') as Promise<[IncomingMessage]>;
  client.write(`POST / HTTP/1.1\r\nHost: hub\r\n${headers.join('\r\n')}\r\n\r\n`);
  client.write(body);
  return (await received)[0];
}

const zipped = gzipSync('0123456789');
const lengthOf = (body: Buffer) => `Content-Length: ${body.length}`;

describe('readBody', () => {
  it.each([
    ['takes as many bytes as are allowed after decompression', 10, Buffer.from('0123456789')],
    ['takes no more bytes than are allowed after decompression', 9, 'too-large'],
  ])('%s', async (_, maxBytes, expected) => {
    const request = await send(['Content-Encoding: gzip', lengthOf(zipped)], zipped);

    const body = await readBody(request, maxBytes);

    expect(body).toEqual(expected);
  });

  it('tells from the announced length that a body is too large, before it comes', async () => {
    const request = await send(['Content-Length: 11'], Buffer.alloc(0));

    expect(await readBody(request, 10)).toBe('too-large');
  });

  it.each([
    ['as it is', 'identity', Buffer.from('half of')],
    ['compressed', 'gzip', zipped.subarray(0, 15)],
  ])('ends when the client disconnects in the middle of a body %s', async (_, encoding, half) => {
    const request = await send([`Content-Encoding: ${encoding}`, 'Content-Length: 99'], half);
    const body = readBody(request, 1_000);

    client.destroy();

    expect(await body).toBe('aborted');
  });

  it.each(['GZIP', 'x-gzip'])('knows gzip as %s', async (encoding) => {
    const request = await send([`Content-Encoding: ${encoding}`, lengthOf(zipped)], zipped);

    expect(await readBody(request, 10)).toEqual(Buffer.from('0123456789'));
  });

  it('leaves the connection open for an answer when it stops early', async () => {
    const request = await send(['Transfer-Encoding: chunked'], Buffer.from('b\r\n0123456789a\r\n'));

    expect(await readBody(request, 10)).toBe('too-large');

    expect(request.socket.destroyed).toBe(false);
  });
});

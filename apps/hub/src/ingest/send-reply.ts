import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PushReply } from '@segue/sdk';

/**
 * How long a client may go on with an upload that is refused already, in ms.
 *
 * Source: nginx has the same default, https://nginx.org/en/docs/http/ngx_http_core_module.html#lingering_time
 */
const LINGER_MS = 30_000;

const NO_CONTENT = 204;

/**
 * Answers. A client that is still sending gets its answer whole and the connection is closed only when it is done: to close
 * it with bytes unread resets it, and the answer would be lost on the way.
 */
export function sendReply(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers = {}, body }: PushReply,
): void {
  const payload = body === undefined ? '' : JSON.stringify(body);
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body !== undefined) response.setHeader('Content-Type', 'application/json; charset=utf-8');
  if (status !== NO_CONTENT) response.setHeader('Content-Length', Buffer.byteLength(payload));
  if (request.complete || !hasBody(request)) {
    response.end(payload);
    return;
  }
  response.setHeader('Connection', 'close');
  response.flushHeaders();
  response.write(payload);
  discard(request, () => response.end());
}

/** Source: RFC 9112, section 6.3 */
const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Reads the rest of a request and forgets it. */
function discard(request: IncomingMessage, done: () => void): void {
  const timer = setTimeout(done, LINGER_MS);
  for (const event of ['end', 'close']) {
    request.once(event, () => {
      clearTimeout(timer);
      done();
    });
  }
  request.resume();
}

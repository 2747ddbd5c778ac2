import type { ServerResponse } from 'node:http';
import type { Push, PushReply, PushRequest } from '@segue/sdk';
import type { IngestService } from './ingest.service.js';
import { KNOWN_ENCODINGS, readBody, type BodyProblem } from './read-body.js';
import type { Receiver } from './receivers.js';
import { sendReply } from './send-reply.js';
import { toPushRequest, type RoutedRequest } from './to-push-request.js';

/** The part of a NestExpressApplication that is needed. */
export interface IngestHost {
  getHttpAdapter(): {
    all(
      path: string,
      handler: (
        request: RoutedRequest,
        response: ServerResponse,
        next?: unknown,
      ) => Promise<void> | void,
    ): unknown;
  };
}

/** How long a browser may keep the answer to a preflight, in seconds: a day, the longest that any of them does. */
const PREFLIGHT_MAX_AGE = '86400';

/**
 * Serves the routes of all push sources at the root of the application. To be called before it is initialised (its answer to
 * unknown paths comes last) and without a body parser (signatures are made over the bytes). Routes of a source without a
 * connection are as unknown as others.
 */
export function mountIngest(app: IngestHost, service: IngestService): void {
  const server = app.getHttpAdapter();
  for (const receiver of service.receivers) {
    for (const [path, methods] of methodsByPath(receiver.push)) {
      server.all(path, (request, response, next) =>
        service.isServed(receiver)
          ? serve({ service, receiver, methods }, request, response)
          : (next as () => void)(),
      );
    }
  }
}

interface Endpoint {
  readonly service: IngestService;
  readonly receiver: Receiver;
  readonly methods: readonly string[];
}

function methodsByPath({ routes }: Push<object>): ReadonlyMap<string, readonly string[]> {
  const byPath = new Map<string, string[]>();
  for (const { method, path } of routes) byPath.set(path, [...(byPath.get(path) ?? []), method]);
  return byPath;
}

async function serve(
  { service, receiver, methods }: Endpoint,
  incoming: RoutedRequest,
  response: ServerResponse,
): Promise<void> {
  const { push } = receiver;
  const send = (reply: PushReply) => sendReply(incoming, response, withCors(reply, push));
  const method = incoming.method ?? '';
  if (method === 'OPTIONS' && push.cors) return send(preflight(push.cors, methods));
  if (!methods.includes(method)) return send(wrongMethod(methods, push));

  const receivedAt = service.now();
  const body = await readBody(incoming, push.maxBytes);
  if (body === 'aborted') return;
  if (Buffer.isBuffer(body)) {
    return send(await service.answer(receiver, toPushRequest(incoming, body, receivedAt)));
  }
  send(unread(body, push, toPushRequest(incoming, Buffer.alloc(0), receivedAt)));
}

function unread(
  problem: Exclude<BodyProblem, 'aborted'>,
  push: Push<object>,
  request: PushRequest,
): PushReply {
  if (problem !== 'unsupported') return push.refuse(problem, request);
  const reply = push.refuse('malformed', request);
  return {
    ...reply,
    status: 415,
    headers: { ...reply.headers, 'Accept-Encoding': KNOWN_ENCODINGS },
  };
}

const preflight = (
  { headers }: NonNullable<Push<object>['cors']>,
  methods: readonly string[],
): PushReply => ({
  status: 204,
  headers: {
    'Access-Control-Allow-Methods': methods.join(', '),
    'Access-Control-Allow-Headers': headers.join(', '),
    'Access-Control-Max-Age': PREFLIGHT_MAX_AGE,
  },
});

const wrongMethod = (methods: readonly string[], { cors }: Push<object>): PushReply => ({
  status: 405,
  headers: { Allow: [...methods, ...(cors ? ['OPTIONS'] : [])].join(', ') },
});

/** On every answer: without it a web page could not read why it was refused. */
const withCors = (reply: PushReply, { cors }: Push<object>): PushReply =>
  cors ? { ...reply, headers: { 'Access-Control-Allow-Origin': '*', ...reply.headers } } : reply;

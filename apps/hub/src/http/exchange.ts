import type { IncomingMessage, ServerResponse } from 'node:http';

/** The part of an Express request that the hub needs. */
export interface ApiRequest extends IncomingMessage {
  /** As sent; `url` is relative to where a middleware is mounted. */
  readonly originalUrl: string;
  /** The pattern of the route that answered, if any. */
  readonly route?: { readonly path?: unknown };
  /** Of the client: by the word of a trusted proxy, else of the connection. */
  readonly ip?: string;
  /** `https` where the client, or a trusted proxy's client, speaks TLS. */
  readonly protocol?: string;
}

export type Middleware = (request: ApiRequest, response: ServerResponse, next: () => void) => void;

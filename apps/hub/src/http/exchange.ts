import type { IncomingMessage, ServerResponse } from 'node:http';

/** The part of an Express request that middleware needs. */
export interface ApiRequest extends IncomingMessage {
  /** As sent; `url` is relative to where a middleware is mounted. */
  readonly originalUrl: string;
  /** The pattern of the route that answered, if any. */
  readonly route?: { readonly path?: unknown };
}

export type Middleware = (request: ApiRequest, response: ServerResponse, next: () => void) => void;

import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Middleware } from './exchange.js';

const HEADER = 'X-Request-Id';
const QUIET_ROUTES: ReadonlySet<unknown> = new Set(['/api/health']);

/**
 * One line for each request. The route is its pattern: what is filled in may be a key or a person, as may the query, the
 * headers and the body. The id is that of a proxy in front of the hub, or a new one, and is sent back.
 */
export function createRequestLog(): Middleware {
  const logger = new Logger('Http');
  return (request, response, next) => {
    const startedAt = performance.now();
    const requestId = knownId(request.headers['x-request-id']) ?? randomUUID();
    response.setHeader(HEADER, requestId);
    response.once('close', () => {
      const { method, route } = request;
      const line = {
        msg: 'request',
        method,
        route: typeof route?.path === 'string' ? route.path : null,
        status: response.statusCode,
        ms: Math.round(performance.now() - startedAt),
        requestId,
        // The client went away before it had the whole answer.
        ...(response.writableFinished ? {} : { isAborted: true }),
      };
      if (QUIET_ROUTES.has(line.route)) logger.debug(line);
      else logger.log(line);
    });
    next();
  };
}

const knownId = (id: unknown): string | undefined =>
  typeof id === 'string' && /^[\w-]{8,64}$/.test(id) ? id : undefined;

import { existsSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants } from 'node:zlib';
import type { DynamicModule } from '@nestjs/common';
import { ServeStaticModule } from '@nestjs/serve-static';
import compression from 'compression';
import type { Middleware } from './exchange.js';
import { sendProblem, toProblem } from './problem.js';

/** Where the build of @segue/console leaves it. */
export const CONSOLE_FOLDER = fileURLToPath(new URL('../../../console/dist', import.meta.url));

/** Addresses that the console itself turns into pages: neither the API, nor a push source's, nor a file. */
const PAGES = /^\/(?!(?:api|v1|m)(?:\/|$))[^.]*$/;

/** Mantine writes its variables into a style element. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** What serves the console's files at the root of the server; nothing where it has not been built. */
export function serveConsole(folder: string): readonly DynamicModule[] {
  if (!existsSync(join(folder, 'index.html'))) return [];
  return [
    ServeStaticModule.forRoot({
      rootPath: folder,
      renderPath: PAGES,
      serveStaticOptions: { setHeaders, redirect: false },
    }),
  ];
}

/** Names of built assets have a hash of what is in them; everything else may be another the next time. */
function setHeaders(response: ServerResponse, path: string): void {
  const isAsset = path.includes(`${sep}assets${sep}`);
  response.setHeader('Cache-Control', isAsset ? 'public, max-age=31536000, immutable' : 'no-store');
  response.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
  response.setHeader('Referrer-Policy', 'same-origin');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('X-Frame-Options', 'DENY');
}

/** Brotli saves next to nothing over gzip up to the quality 4; with 5 it is 6 to 8 % of the console's scripts, in the same time. */
export const compressAssets: Middleware = compression({
  brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } },
});

/** Who asks a page's address for something else than a page gets no page. */
export const refuseOthersThanPages: Middleware = (request, response, next) => {
  const { accept = '*/*' } = request.headers;
  const [path = ''] = request.originalUrl.split('?', 1);
  if (!PAGES.test(path) || /text\/html|\*\/\*/i.test(accept)) return next();
  const detail = `there is no route ${request.method} ${path}`;
  sendProblem(
    response,
    toProblem({ status: 404, code: 'NOT_FOUND', title: 'There is no such thing', detail }),
  );
};

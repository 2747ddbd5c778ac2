/**
 * What is answered without knowing who asks, by method and path. A spec compares it with the routes that are `@Public()`.
 */
const PUBLIC: ReadonlySet<string> = new Set([
  'GET /api/health',
  'GET /api/session/options',
  'POST /api/session',
  'POST /api/setup',
  'POST /api/setup/check',
  'GET /api/session/oidc',
  'GET /api/session/oidc/callback',
]);

export const PUBLIC_ROUTES: readonly string[] = [...PUBLIC];

/** @param url with or without a query */
export const isPublic = (method: string, url: string): boolean =>
  PUBLIC.has(`${method} ${url.replace(/\?.*$/s, '')}`);

import type { Push, PushRequest } from '@segue/sdk';

/** What a POST carries: one message of that type, many messages, or numbers about the browser library itself. */
export type Endpoint =
  'identify' | 'track' | 'page' | 'screen' | 'group' | 'alias' | 'batch' | 'metrics';

/**
 * Last part of the path → what it carries. Server libraries write the names out, or `import` (mobile and Ruby) for `batch`; the
 * browser library sends to the first letter.
 *
 * Source: https://github.com/segmentio/segment-docs/blob/develop/src/connections/sources/catalog/libraries/server/http-api/index.md
 * Source: https://github.com/segmentio/analytics-next/blob/master/packages/browser/src/plugins/segmentio/index.ts
 * Source: https://github.com/segmentio/analytics-android (Client.java, `/v1/import`)
 */
const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map([
  ['identify', 'identify'],
  ['i', 'identify'],
  ['track', 'track'],
  ['t', 'track'],
  ['page', 'page'],
  ['p', 'page'],
  ['screen', 'screen'],
  ['s', 'screen'],
  ['group', 'group'],
  ['g', 'group'],
  ['alias', 'alias'],
  ['a', 'alias'],
  ['batch', 'batch'],
  ['b', 'batch'],
  ['import', 'batch'],
  ['m', 'metrics'],
]);

export const routes: Push<object>['routes'] = [
  ...[...ENDPOINTS.keys()].map((name) => ({ method: 'POST' as const, path: `/v1/${name}` })),
  { method: 'GET', path: '/v1/projects/:writeKey/settings' },
];

/** Routers match without regard to case and to a slash at the end. Undefined: it is the settings that are asked for. */
export function endpointOf({ path }: Pick<PushRequest, 'path'>): Endpoint | undefined {
  const name = /^\/v1\/([a-z]+)\/?$/.exec(path.toLowerCase())?.[1];
  return name === undefined ? undefined : ENDPOINTS.get(name);
}

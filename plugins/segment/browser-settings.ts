import type { JsonObject, PushReply, PushRequest } from '@segue/sdk';
import type { SegmentSettings } from './segment.source.js';
import { refusal } from './replies.js';

/**
 * What the browser library asks for before it sends anything: where to send. Segment's own answer also lists destinations and
 * middleware for it to load; all of that may be absent, and here there is none.
 *
 * Without a host the library would send to Segment, so a request that names none is refused rather than answered by half.
 *
 * Assumption: `apiHost` is where the settings were fetched, under `/v1`, unless the connection has a `baseUrl`.
 * Source: https://github.com/segmentio/analytics-next/blob/master/packages/browser/src/browser/index.ts (`loadLegacySettings`)
 * Source: https://github.com/segmentio/analytics-next/blob/master/packages/browser/src/plugins/segmentio/index.ts (`SegmentioSettings`)
 */
export function browserSettings(
  { baseUrl }: Readonly<SegmentSettings>,
  { headers, params }: PushRequest,
): PushReply {
  const address = baseUrl === undefined ? hostOnly(headers.host) : addressOf(baseUrl);
  if (!address) return refusal('The Host header is missing');
  return {
    status: 200,
    body: { integrations: { 'Segment.io': { apiKey: params.writeKey ?? '', ...address } } },
  };
}

/** The library takes `https` then: behind a proxy the hub cannot see what the browser used. */
const hostOnly = (host = ''): JsonObject | undefined =>
  host === '' ? undefined : { apiHost: `${host}/v1` };

function addressOf(baseUrl: string): JsonObject {
  const { protocol, host, pathname } = new URL(baseUrl);
  return {
    apiHost: `${host}${pathname.replace(/\/+$/, '')}/v1`,
    protocol: protocol.replace(':', ''),
  };
}

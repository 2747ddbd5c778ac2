import { IsOptional, IsString, IsUrl, Matches } from 'class-validator';
import { defineSource, Label, Secret } from '@segue/sdk';
import { routes } from './endpoints.js';
import { MAX_BATCH_BYTES, receive } from './receive.js';
import { refuse } from './replies.js';
import { isSameKey, MIN_WRITE_KEY_LENGTH, writeKeyOf } from './write-key.js';

export class SegmentSettings {
  /**
   * Made up here and given to the senders, as one from Segment would be. It stands in paths and before the colon of Basic
   * authentication, so it is made of characters that mean nothing there. Without it, only keys that the hub made are taken.
   */
  @Label('Write key', 'Leave it out, and make write keys for this connection once it is saved.')
  @Secret()
  @IsOptional()
  @IsString()
  @Matches(new RegExp(`^[\\w.~-]{${MIN_WRITE_KEY_LENGTH},}$`), {
    message: `must be ${MIN_WRITE_KEY_LENGTH} or more of A–Z a–z 0–9 - . _ ~, e.g. from: openssl rand -hex 16`,
  })
  writeKey?: string;

  /** Where browsers reach this hub, e.g. `https://events.acme.example`. Without it, the host at which they ask. */
  @Label('Address of this hub', 'Where browsers reach it, such as https://events.acme.example')
  @IsOptional()
  @IsUrl({ require_protocol: true, require_tld: false, protocols: ['http', 'https'] })
  baseUrl?: string;
}

/**
 * Segment's HTTP Tracking API, served by the hub: its libraries and whatever else speaks that API send here instead of to
 * Segment. There is no vendor to call.
 */
export const segment = defineSource<SegmentSettings>({
  key: 'segment',
  title: 'Segment',
  settings: SegmentSettings,
  streams: [
    {
      key: 'messages',
      title: 'Messages of the Segment spec',
      schema: {
        identify: 'traits of a person',
        track: 'an event with its properties',
        page: 'the event Page Viewed',
        screen: 'the event Screen Viewed',
        group: 'a person was seen; the traits of the group are not kept',
        alias: 'two ids of one person',
      },
    },
  ],
  check: () => Promise.resolve(),

  push: {
    routes,
    maxBytes: MAX_BATCH_BYTES,
    cors: { headers: ['Authorization', 'Content-Type', 'X-Retry-Count'] },
    keyOf: writeKeyOf,
    claims: ({ writeKey }, request) => {
      const given = writeKeyOf(request);
      return given !== undefined && writeKey !== undefined && isSameKey(given, writeKey);
    },
    receive: ({ settings }, request) => receive(settings, request),
    refuse,
  },
});

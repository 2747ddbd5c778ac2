import { describe, expect, it } from '@jest/globals';
import { ConfigError, parseSettings, type PushRequest, type PushResult } from '@segue/sdk';
import { contextFor, NOW } from '@segue/sdk/testing';
import { segment, SegmentSettings } from './index.js';

const WRITE_KEY = 'wk_acme-web.2026';
const settings = { writeKey: WRITE_KEY };
const push = segment.push!;

const basic = (user: string) => `Basic ${Buffer.from(user).toString('base64')}`;

/** A POST as the hub hands it over; text and bytes are sent as they are, everything else as JSON. */
function post(path: string, body: unknown, headers: Record<string, string> = {}): PushRequest {
  const bytes =
    typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.from(body) : toJson(body);
  return {
    method: 'POST',
    path,
    params: {},
    query: {},
    headers: { host: 'hub.test', 'content-type': 'application/json', ...headers },
    body: bytes,
    receivedAt: NOW,
  };
}

const toJson = (body: unknown) => Buffer.from(JSON.stringify(body));

function getSettings(writeKey: string, headers: Record<string, string> = { host: 'hub.test' }) {
  return {
    ...post(`/v1/projects/${writeKey}/settings`, '', headers),
    method: 'GET',
    params: { writeKey },
    headers,
  };
}

const claims = (request: PushRequest) =>
  push.claims(parseSettings(SegmentSettings, settings), request);

const receive = (request: PushRequest, given: object = settings): PushResult =>
  push.receive(contextFor(segment, given), request);

const ACCEPTED = { status: 200, body: { success: true } };
const REFUSED = { status: 400, body: { success: false, message: expect.any(String) } };

const track = { type: 'track', userId: 'u1', event: 'Order Completed' };

/** A message whose JSON has exactly so many bytes. */
function messageOf(bytes: number) {
  const message = { ...track, properties: { note: '' } };
  const padding = bytes - toJson(message).length;
  return { ...message, properties: { note: 'x'.repeat(padding) } };
}

describe('segment', () => {
  describe('settings', () => {
    it.each(['short12', 'with space', 'has:colon', 'has/slash', 'ключключ', '', 12345678])(
      'refuses the write key %p, and says what one looks like',
      (writeKey) => {
        expect(() => parseSettings(SegmentSettings, { writeKey })).toThrow(
          expect.objectContaining({
            problems: { writeKey: expect.stringContaining('openssl rand -hex 16') },
          }),
        );
      },
    );

    it('takes a write key of 8 characters', () => {
      expect(parseSettings(SegmentSettings, { writeKey: '12345678' }).writeKey).toBe('12345678');
    });

    it.each(['hub.test', 'ftp://hub.test', 'events'])('refuses the base URL %p', (baseUrl) => {
      expect(() => parseSettings(SegmentSettings, { ...settings, baseUrl })).toThrow(ConfigError);
    });

    it('does not show the write key', () => {
      expect(JSON.stringify(parseSettings(SegmentSettings, settings))).not.toContain(WRITE_KEY);
    });

    it('has nothing to check: Segment is not called', async () => {
      await expect(segment.check(contextFor(segment, settings))).resolves.toBeUndefined();
    });
  });

  describe('routes', () => {
    it('are those of the HTTP API, of the browser library and of its settings', () => {
      const named = 'identify track page screen group alias batch import'.split(' ');
      const letters = 'i t p s g a b m'.split(' ');

      expect(push.routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
        [
          ...[...named, ...letters].map((name) => `POST /v1/${name}`),
          'GET /v1/projects/:writeKey/settings',
        ].sort(),
      );
    });

    it('may be called from any web page with the headers that Segment’s libraries send', () => {
      expect(push.cors?.headers).toEqual(['Authorization', 'Content-Type', 'X-Retry-Count']);
    });

    it('read 500 KB at most', () => {
      expect(push.maxBytes).toBe(512_000);
    });
  });

  describe('claims', () => {
    it.each([
      ['Basic authentication', post('/v1/batch', {}, { authorization: basic(`${WRITE_KEY}:`) })],
      ['Basic without the colon', post('/v1/batch', {}, { authorization: basic(WRITE_KEY) })],
      ['a scheme in lower case', post('/v1/t', {}, { authorization: `basic ${btoa(WRITE_KEY)}` })],
      ['the body', post('/v1/track', { writeKey: WRITE_KEY })],
      [
        'a text/plain body',
        post('/v1/t', { writeKey: WRITE_KEY }, { 'content-type': 'text/plain' }),
      ],
      [
        'the body, beside a Bearer token',
        post('/v1/track', { writeKey: WRITE_KEY }, { authorization: 'Bearer abc' }),
      ],
      [
        'the body, when Basic names nobody',
        post('/v1/track', { writeKey: WRITE_KEY }, { authorization: basic(':') }),
      ],
      ['the path of the settings', getSettings(WRITE_KEY)],
    ])('a request with its write key in %s', (_, request) => {
      expect(claims(request)).toBe(true);
    });

    it.each([
      ['another key', post('/v1/track', { writeKey: 'wk_other-web.2026' })],
      ['the beginning of the key', post('/v1/track', { writeKey: WRITE_KEY.slice(0, -1) })],
      ['the key and more', post('/v1/track', { writeKey: `${WRITE_KEY}1` })],
      ['the key in another case', post('/v1/track', { writeKey: WRITE_KEY.toUpperCase() })],
      ['another key in the path', getSettings('wk_other-web.2026')],
      ['no key', post('/v1/track', track)],
      ['an empty key', post('/v1/track', { writeKey: '' })],
      ['a key that is no text', post('/v1/track', { writeKey: [WRITE_KEY] })],
      ['a body that is no JSON', post('/v1/track', `{"writeKey":"${WRITE_KEY}"`)],
      ['a body that is a list', post('/v1/track', [{ writeKey: WRITE_KEY }])],
      ['its key as password', post('/v1/track', {}, { authorization: basic(`:${WRITE_KEY}`) })],
      ['an unreadable header', post('/v1/track', {}, { authorization: 'Basic ***' })],
      [
        'another key in the header and its own in the body',
        post('/v1/track', { writeKey: WRITE_KEY }, { authorization: basic('wk_other-web:') }),
      ],
    ])('no request with %s', (_, request) => {
      expect(claims(request)).toBe(false);
    });
  });

  describe('a single message', () => {
    const base = { userId: 'u1', writeKey: WRITE_KEY, messageId: 'm-1' };

    it.each([
      ['identify', 'i', {}, { kind: 'profile', traits: {} }],
      ['track', 't', { event: 'Signed Up' }, { kind: 'event', event: 'Signed Up' }],
      ['page', 'p', { name: 'Home' }, { event: 'Page Viewed', properties: { name: 'Home' } }],
      ['screen', 's', { name: 'Main' }, { event: 'Screen Viewed', properties: { name: 'Main' } }],
      ['group', 'g', { groupId: 'g1' }, { kind: 'profile', traits: {} }],
      ['alias', 'a', { previousId: 'a1' }, { kind: 'merged', previous: { anonymousId: 'a1' } }],
    ])('to /v1/%s or /v1/%s is of that type', (name, letter, fields, record) => {
      const results = [name, letter].map((path) =>
        receive(post(`/v1/${path}`, { ...base, ...fields, type: 'wrong' })),
      );

      const expected = {
        records: [{ ...record, messageId: 'm-1' }],
        rejected: [],
        reply: ACCEPTED,
      };
      expect(results).toMatchObject([expected, expected]);
    });

    it('is found whatever the case of the path and with a slash at its end', () => {
      const { records } = receive(post('/v1/Track/', track));

      expect(records).toMatchObject([{ kind: 'event', event: 'Order Completed' }]);
    });

    it('of the browser library, which is text/plain, is read as JSON', () => {
      const body = { ...track, writeKey: WRITE_KEY, _metadata: { bundled: ['Segment.io'] } };

      const { records, reply } = receive(post('/v1/t', body, { 'content-type': 'text/plain' }));

      expect(records).toEqual([
        {
          kind: 'event',
          identifiers: { userId: 'u1' },
          event: 'Order Completed',
          properties: {},
          occurredAt: NOW,
        },
      ]);
      expect(reply).toEqual(ACCEPTED);
    });

    it('is dated by the hub’s clock', () => {
      const body = {
        ...track,
        timestamp: '2026-01-15T06:59:00.000Z',
        sentAt: '2026-01-15T07:00:00.000Z',
      };

      const { records } = receive(post('/v1/track', body));

      expect(records).toMatchObject([{ occurredAt: new Date('2026-01-15T11:59:00.000Z') }]);
    });

    it('is dated as it says when the time of sending cannot be read', () => {
      const body = { ...track, timestamp: '2026-01-15T06:59:00.000Z', sentAt: 'just now' };

      const { records } = receive(post('/v1/track', body));

      expect(records).toMatchObject([{ occurredAt: new Date('2026-01-15T06:59:00.000Z') }]);
    });

    it('that cannot be taken is answered 200, and kept with the reason but without the key', () => {
      const { records, rejected, reply } = receive(
        post('/v1/track', { event: 'Order Completed', writeKey: WRITE_KEY }),
      );

      expect({ records, rejected, reply }).toEqual({
        records: [],
        rejected: [
          {
            code: 'NO_IDENTIFIER',
            reason: expect.any(String),
            raw: { type: 'track', event: 'Order Completed' },
          },
        ],
        reply: ACCEPTED,
      });
    });

    it('may have 32 KB and not one byte more', () => {
      const most = receive(post('/v1/track', messageOf(32_768)));
      const more = receive(post('/v1/track', messageOf(32_769)));

      expect(most).toMatchObject({ records: [{ kind: 'event' }], reply: ACCEPTED });
      expect(more).toEqual({
        records: [],
        rejected: [{ code: 'MESSAGE_TOO_LARGE', reason: expect.any(String) }],
        reply: REFUSED,
      });
    });
  });

  describe('a batch', () => {
    it.each(['batch', 'b', 'import'])('to /v1/%s gives the records of its messages', (path) => {
      const batch = [
        { type: 'identify', userId: 'u1', traits: { plan: 'pro' }, messageId: 'm-1' },
        { type: 'page', anonymousId: 'a1', messageId: 'm-2' },
        { type: 'alias', userId: 'u1', previousId: 'a1', messageId: 'm-3' },
      ];

      const { records, rejected, reply } = receive(post(`/v1/${path}`, { batch }));

      expect(records).toMatchObject([
        { kind: 'profile', messageId: 'm-1' },
        { kind: 'event', messageId: 'm-2' },
        { kind: 'merged', messageId: 'm-3' },
      ]);
      expect(rejected).toEqual([]);
      expect(reply).toEqual(ACCEPTED);
    });

    it('puts its context under that of each message, and its clock on all of them', () => {
      const body = {
        batch: [
          { ...track, context: { ip: '2.2.2.2' }, timestamp: '2026-01-15T10:00:00.000Z' },
          { ...track, timestamp: '2026-01-15T10:30:00.000Z' },
        ],
        context: { ip: '1.1.1.1', library: { name: 'analytics-ruby' } },
        integrations: { All: false },
        sentAt: '2026-01-15T11:00:00.000Z',
      };

      const { records } = receive(post('/v1/batch', body));

      const library = { name: 'analytics-ruby' };
      expect(records).toMatchObject([
        { context: { ip: '2.2.2.2', library }, occurredAt: new Date('2026-01-15T11:00:00.000Z') },
        { context: { ip: '1.1.1.1', library }, occurredAt: new Date('2026-01-15T11:30:00.000Z') },
      ]);
    });

    it('loses only the messages that cannot be taken, and says where they stood', () => {
      const batch = [track, 'text', { type: 'track', userId: 'u1', writeKey: WRITE_KEY }, track];

      const { records, rejected, reply } = receive(post('/v1/batch', { batch }));

      expect(records).toHaveLength(2);
      expect(rejected).toEqual([
        {
          code: 'NOT_AN_OBJECT',
          reason: expect.any(String),
          raw: 'text',
          position: 'batch/1',
        },
        {
          code: 'MISSING_EVENT',
          reason: expect.any(String),
          raw: { type: 'track', userId: 'u1' },
          position: 'batch/2',
        },
      ]);
      expect(reply).toEqual(ACCEPTED);
    });

    it('of no messages is taken', () => {
      expect(receive(post('/v1/batch', { batch: [] }))).toEqual({
        records: [],
        rejected: [],
        reply: ACCEPTED,
      });
    });

    it('may have messages of 32 KB, and is refused whole when one has more', () => {
      const batch = [track, messageOf(32_768)];

      const taken = receive(post('/v1/batch', { batch }));
      const refused = receive(post('/v1/batch', { batch: [...batch, messageOf(32_769)] }));

      expect(taken).toMatchObject({ records: [{}, {}], reply: ACCEPTED });
      expect(refused).toEqual({
        records: [],
        rejected: [{ code: 'MESSAGE_TOO_LARGE', reason: expect.any(String), position: 'batch/2' }],
        reply: REFUSED,
      });
    });

    it('measures bytes, not characters', () => {
      const umlauts = { ...track, properties: { note: 'ü'.repeat(17_000) } };

      expect(receive(post('/v1/batch', { batch: [umlauts] })).reply).toEqual(REFUSED);
    });

    it('may have 2,500 messages; one more, and it is answered 200 but not taken', () => {
      const batch = Array.from({ length: 2500 }, () => track);

      const taken = receive(post('/v1/batch', { batch }));
      const refused = receive(post('/v1/batch', { batch: [...batch, track] }));

      expect(taken.records).toHaveLength(2500);
      expect(refused).toEqual({
        records: [],
        rejected: [{ code: 'BATCH_TOO_LONG', reason: expect.stringContaining('2501') }],
        reply: ACCEPTED,
      });
    });

    it.each([undefined, null, track, 'text'])('that is %j is refused', (batch) => {
      expect(receive(post('/v1/batch', { batch }))).toEqual({
        records: [],
        rejected: [{ code: 'INVALID_BATCH', reason: expect.any(String) }],
        reply: REFUSED,
      });
    });

    it('survives a message that no serialiser could take', () => {
      const deep = '['.repeat(20_000) + ']'.repeat(20_000);
      const body = `{"batch":[${JSON.stringify(track)},{"type":"identify","userId":"u1","traits":{"a":${deep}}}]}`;

      const { records, rejected } = receive(post('/v1/batch', body));

      expect(records).toHaveLength(1);
      expect(rejected).toEqual([
        { code: 'NESTED_TOO_DEEP', reason: expect.any(String), position: 'batch/1' },
      ]);
    });
  });

  describe('a body that is no JSON object', () => {
    it.each([
      '',
      '{"userId":"u1",',
      '<html>',
      '[]',
      '"text"',
      'null',
      Buffer.from([0xff, 0xfe, 0x00]),
    ])('is refused: %p', (body) => {
      expect(receive(post('/v1/track', body))).toMatchObject({
        records: [],
        rejected: [{ code: 'INVALID_JSON' }],
        reply: REFUSED,
      });
    });

    it('is kept without the write key', () => {
      const { rejected } = receive(post('/v1/track', `{"writeKey":"${WRITE_KEY}","userId":`));

      expect(rejected).toMatchObject([{ raw: '{"writeKey":"…","userId":' }]);
    });
  });

  it('takes the browser library’s metrics and keeps nothing of them', () => {
    const body = { series: [{ type: 'Counter', metric: 'analytics_js.invoke', value: 1 }] };

    expect(receive(post('/v1/m', body))).toEqual({ records: [], reply: ACCEPTED });
  });

  describe('the settings for browsers', () => {
    it('tell the library to send to the host that it asked', () => {
      const { records, reply } = receive(getSettings(WRITE_KEY, { host: 'events.test:8080' }));

      expect(records).toEqual([]);
      expect(reply).toEqual({
        status: 200,
        body: {
          integrations: { 'Segment.io': { apiKey: WRITE_KEY, apiHost: 'events.test:8080/v1' } },
        },
      });
    });

    it.each([
      ['http://localhost:3000', 'localhost:3000/v1', 'http'],
      ['https://events.test', 'events.test/v1', 'https'],
      ['https://www.test/segue/', 'www.test/segue/v1', 'https'],
    ])('tell it the base URL %s instead, where there is one', (baseUrl, apiHost, protocol) => {
      const { reply } = receive(getSettings(WRITE_KEY), { ...settings, baseUrl });

      expect(reply.body).toEqual({
        integrations: { 'Segment.io': { apiKey: WRITE_KEY, apiHost, protocol } },
      });
    });

    it('are refused rather than sent without a host, with which the library would send to Segment', () => {
      expect(receive(getSettings(WRITE_KEY, {})).reply).toEqual(REFUSED);
    });
  });

  describe('refuse', () => {
    it.each([
      ['the header', post('/v1/batch', { batch: [] }, { authorization: basic('wk_other:') })],
      ['the body', post('/v1/track', { ...track, writeKey: 'wk_other' })],
    ])('answers an unknown write key in %s as a known one, as Segment does', (_, request) => {
      expect(push.refuse('unknown', request)).toEqual(ACCEPTED);
    });

    it.each([
      ['no write key', post('/v1/track', track)],
      ['a write key too short to be one', post('/v1/track', { ...track, writeKey: 'abc123' })],
    ])('answers %s with Segment’s own words', (_, request) => {
      expect(push.refuse('unknown', request)).toEqual({
        status: 400,
        body: { success: false, message: 'An invalid write key was provided' },
      });
    });

    it('answers a body without key and sense by what is wrong with the body', () => {
      const reply = push.refuse('unknown', post('/v1/track', '{"userId"'));

      expect(reply).toEqual(REFUSED);
      expect(reply).not.toMatchObject({ body: { message: expect.stringContaining('write key') } });
    });

    it('answers metrics, which name no write key, as taken', () => {
      expect(push.refuse('unknown', post('/v1/m', { series: [] }))).toEqual(ACCEPTED);
    });

    it('does not find the settings of an unknown write key', () => {
      expect(push.refuse('unknown', getSettings('wk_other-web.2026'))).toMatchObject({
        status: 404,
        body: { success: false },
      });
    });

    it.each(['too-large', 'malformed'] as const)('answers a %s request with 400', (why) => {
      expect(push.refuse(why, post('/v1/batch', ''))).toEqual(REFUSED);
    });

    it('asks to send again in a second when the hub is overloaded, so that web pages see it too', () => {
      expect(push.refuse('overloaded', post('/v1/batch', { batch: [track] }))).toEqual({
        status: 429,
        headers: {
          'Retry-After': '1',
          'X-RateLimit-Reset': '1',
          'Access-Control-Expose-Headers': 'Retry-After, X-RateLimit-Reset',
        },
        body: { success: false, message: expect.any(String) },
      });
    });
  });
});

import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import nock from 'nock';
import { answerOf } from './answers.js';
import {
  AuthError,
  ConfigError,
  ContractError,
  RateLimitError,
  RequestError,
  TransientError,
} from './errors.js';
import { createHttp, type HttpOptions } from './http.js';
import { retryAfterMs } from './http-error.js';

const ORIGIN = 'https://api.vendor.test';
const TOKEN = 'tok-very-secret';

const httpTo = (defaults: HttpOptions['defaults'] = {}, more: Partial<HttpOptions> = {}) =>
  createHttp({
    defaults: { baseURL: ORIGIN, headers: { Authorization: `Bearer ${TOKEN}` }, ...defaults },
    secrets: [TOKEN],
    ...more,
  });

const errorOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

const seen = (value: unknown) => inspect(value, { depth: 12, showHidden: true });

describe('createHttp', () => {
  describe('sends', () => {
    it('credentials to the origin of the base URL', async () => {
      nock(ORIGIN, { reqheaders: { authorization: `Bearer ${TOKEN}` } })
        .get('/me')
        .reply(200, {});

      await expect(httpTo().get('/me')).resolves.toMatchObject({ status: 200 });
    });

    it.each([
      ['another host', 'https://files.vendor.test'],
      ['another port', `${ORIGIN}:8443`],
      ['plain HTTP', ORIGIN.replace('https', 'http')],
    ])('neither headers nor auth nor parameters to %s', async (_, origin) => {
      nock(origin, { badheaders: ['authorization', 'x-key'] })
        .get('/export')
        .reply(200, {});
      const http = httpTo({
        headers: { 'X-Key': TOKEN },
        auth: { username: 'key', password: TOKEN },
        params: { apiKey: TOKEN },
      });

      await expect(http.get(`${origin}/export`)).resolves.toMatchObject({ status: 200 });
    });

    it('credentials to an absolute URL of its own origin', async () => {
      nock(ORIGIN, { reqheaders: { authorization: `Bearer ${TOKEN}` } })
        .get('/3.0/next')
        .query({ page: 2 })
        .reply(200, {});

      await expect(httpTo().get(`${ORIGIN}/3.0/next?page=2`)).resolves.toMatchObject({
        status: 200,
      });
    });

    it('basic authentication', async () => {
      nock(ORIGIN).get('/me').basicAuth({ user: 'key', pass: TOKEN }).reply(200, {});
      const http = createHttp({
        defaults: { baseURL: ORIGIN, auth: { username: 'key', password: TOKEN } },
        secrets: [TOKEN],
      });

      await expect(http.get('/me')).resolves.toMatchObject({ status: 200 });
    });

    it('the headers of a request in place of the plugin’s own', async () => {
      nock(ORIGIN, { reqheaders: { authorization: 'Bearer other' } })
        .get('/me')
        .reply(200, {});

      const response = httpTo().get('/me', { headers: { Authorization: 'Bearer other' } });

      await expect(response).resolves.toMatchObject({ status: 200 });
    });

    it('the plugin’s media types in place of those that axios assumes', async () => {
      const type = 'application/vnd.api+json';
      nock(ORIGIN, { reqheaders: { accept: type, 'content-type': type } })
        .post('/profiles', { data: [] })
        .reply(200, {});
      const http = httpTo({ headers: { Accept: type, 'Content-Type': type } });

      await expect(http.post('/profiles', { data: [] })).resolves.toMatchObject({ status: 200 });
    });

    it.each(['lists', '/lists'])('%s to a base URL with a path', async (url) => {
      nock(ORIGIN).get('/3.0/lists').reply(200, {});

      await expect(httpTo({ baseURL: `${ORIGIN}/3.0` }).get(url)).resolves.toMatchObject({
        status: 200,
      });
    });

    it.each([
      ['/me', { since: 1 }, '/me?since=1&key=tok&limit=100'],
      ['/me', { limit: 1 }, '/me?limit=1&key=tok'],
      ['/me?limit=1', {}, '/me?limit=1&key=tok'],
      ['/me?limit=1', { key: 'other' }, '/me?limit=1&key=other'],
    ])('%s with %j and the plugin’s own parameters as %s', async (url, params, sent) => {
      nock(ORIGIN).get(sent).reply(200, {});
      const http = httpTo({ params: { key: 'tok', limit: 100 } });

      await expect(http.get(url, { params })).resolves.toMatchObject({ status: 200 });
    });

    it('own parameters that are URLSearchParams', async () => {
      nock(ORIGIN).get('/me?key=tok').reply(200, {});
      const http = httpTo({ params: new URLSearchParams({ key: 'tok' }) });

      await expect(http.get('/me')).resolves.toMatchObject({ status: 200 });
    });

    it('a list of parameters as axios writes it, or as the plugin says', async () => {
      nock(ORIGIN).get('/contacts?ids[]=1&ids[]=2').reply(200, { as: 'brackets' });
      nock(ORIGIN).get('/contacts?ids=1&ids=2').reply(200, { as: 'repeated' });
      const params = { ids: [1, 2] };

      const brackets = await httpTo().get('/contacts', { params });
      const repeated = await httpTo({ paramsSerializer: { indexes: null } }).get('/contacts', {
        params,
      });

      expect([brackets.data, repeated.data]).toEqual([{ as: 'brackets' }, { as: 'repeated' }]);
    });

    it('nothing after a redirect, even when a request asks for it', async () => {
      nock(ORIGIN).get('/me').reply(302, undefined, { Location: 'https://evil.test/me' });
      const elsewhere = nock('https://evil.test').get('/me').reply(200, {});

      const error = await errorOf(httpTo().get('/me', { maxRedirects: 5 }));

      expect(error).toBeInstanceOf(RequestError);
      expect(answerOf(error)).toMatchObject({
        status: 302,
        headers: { location: 'https://evil.test/me' },
      });
      expect(elsewhere.isDone()).toBe(false);
    });
  });

  describe('gives', () => {
    it('parsed JSON', async () => {
      nock(ORIGIN).get('/me').reply(200, '\uFEFF{"id":"1"}');

      expect((await httpTo().get('/me')).data).toEqual({ id: '1' });
    });

    it('an empty body as an empty text', async () => {
      nock(ORIGIN).delete('/members/1').reply(204);

      expect((await httpTo().delete('/members/1')).data).toBe('');
    });

    it('plain text where the request asks for it', async () => {
      nock(ORIGIN).get('/export').reply(200, 'id,email\n1,a\n');

      expect((await httpTo().get('/export', { responseType: 'text' })).data).toBe(
        'id,email\n1,a\n',
      );
    });

    it('bytes where the request asks for them', async () => {
      const bytes = gzipSync('[1]');
      nock(ORIGIN).get('/export').reply(200, bytes, { 'Content-Type': 'application/gzip' });

      const { data } = await httpTo().get<Buffer>('/export', { responseType: 'arraybuffer' });

      expect(Buffer.compare(data, bytes)).toBe(0);
    });
  });

  describe('rejects with', () => {
    it.each([
      [400, RequestError],
      [404, RequestError],
      [409, RequestError],
      [422, RequestError],
      [401, AuthError],
      [403, AuthError],
      [408, TransientError],
      [423, TransientError],
      [425, TransientError],
      [429, RateLimitError],
      [500, TransientError],
      [503, TransientError],
      [599, TransientError],
    ])('the error for status %i', async (status, type) => {
      nock(ORIGIN).get('/me').query({ email: 'a@example.test' }).reply(status, { detail: TOKEN });

      const error = await errorOf(httpTo().get('/me', { params: { email: 'a@example.test' } }));

      expect(error).toBeInstanceOf(type);
      expect(error).toMatchObject({ message: `GET ${ORIGIN}/me: ${status}` });
      expect(answerOf(error)).toMatchObject({ status, data: { detail: TOKEN } });
      expect(seen(error)).not.toContain(TOKEN);
    });

    it('TransientError for HTML with status 200', async () => {
      nock(ORIGIN).get('/me').reply(200, '<html>sign in</html>');

      const error = await errorOf(httpTo().get('/me'));

      expect(error).toBeInstanceOf(TransientError);
      expect(error).toMatchObject({ message: `GET ${ORIGIN}/me: the answer is not JSON` });
    });

    it('the error of the status for HTML with status 500', async () => {
      nock(ORIGIN).get('/me').reply(500, '<html>oops</html>');

      const error = await errorOf(httpTo().get('/me'));

      expect(error).toBeInstanceOf(TransientError);
      expect(answerOf(error)).toMatchObject({ status: 500, data: '<html>oops</html>' });
    });

    it('TransientError for JSON that ends early', async () => {
      nock(ORIGIN).get('/me').reply(200, '{"id":');

      await expect(httpTo().get('/me')).rejects.toThrow(TransientError);
    });

    it('the vendor’s own delay', async () => {
      nock(ORIGIN).get('/me').reply(429, {}, { 'Retry-After': '7' });

      await expect(httpTo().get('/me')).rejects.toMatchObject({ retryAfterMs: 7000 });
    });

    it('TransientError for a host that cannot be reached', async () => {
      // Port 1 (tcpmux) is not served by anything.
      const baseURL = 'http://127.0.0.1:1';

      const error = await errorOf(httpTo({ baseURL }).get('/me'));

      expect(error).toBeInstanceOf(TransientError);
      expect(error).toMatchObject({ message: `GET ${baseURL}/me: ECONNREFUSED`, isUnsent: true });
      expect(answerOf(error)).toBeUndefined();
      expect(seen(error)).not.toContain(TOKEN);
    });

    it.each(['//evil.test/me', 'ftp://vendor.test/me', 'https://'])(
      'ContractError for a request to %s',
      async (url) => {
        await expect(httpTo().get(url)).rejects.toThrow(ContractError);
      },
    );

    it('ContractError for a relative URL without a base URL', async () => {
      await expect(createHttp({ defaults: {}, secrets: [] }).get('/me')).rejects.toThrow(
        ContractError,
      );
    });

    it('ContractError when the plugin’s own code crashes on the way out', async () => {
      const http = httpTo();
      http.interceptors.request.use(() => {
        throw new TypeError(TOKEN);
      });

      const error = await errorOf(http.get('/me'));

      expect(error).toBeInstanceOf(ContractError);
      expect(seen(error)).not.toContain(TOKEN);
    });
  });

  describe('refuses as a base URL', () => {
    it.each(['api.vendor.test', 'localhost:3000', 'ftp://vendor.test', 'https://', ''])(
      '“%s”',
      (baseURL) => {
        expect(() => httpTo({ baseURL })).toThrow(
          expect.objectContaining({
            name: ConfigError.name,
            problems: { baseUrl: 'must be a URL that begins with https:// or http://' },
          }),
        );
      },
    );
  });

  describe('asks the plugin', () => {
    const classify: HttpOptions['classify'] = ({ data, status }) =>
      (data as { ok?: boolean }).ok === false
        ? new RateLimitError(`refused ${JSON.stringify(data)} with ${status}`, 3000)
        : undefined;

    it.each([200, 400, 403, 500])('about an answer with status %i', async (status) => {
      nock(ORIGIN).get('/me').reply(status, { ok: false });

      const error = await errorOf(httpTo({}, { classify }).get('/me'));

      expect(error).toBeInstanceOf(RateLimitError);
      expect(error).toMatchObject({ retryAfterMs: 3000 });
      expect(answerOf(error)).toMatchObject({ status, data: { ok: false } });
    });

    it('and judges by the status what the plugin leaves to it', async () => {
      nock(ORIGIN).get('/me').reply(401, { ok: true });

      await expect(httpTo({}, { classify }).get('/me')).rejects.toThrow(AuthError);
    });

    it('and removes the secrets that the vendor sent back', async () => {
      const url = 'https://hooks.vendor.test/T0/B0/xyz';
      const secrets = ['tok', TOKEN, url, 'a b/"c"'];
      const body = { ok: false, echo: `${TOKEN} ${url}?x a%20b%2F%22c%22 a+b%2F%22c%22 a b/"c"` };
      nock(ORIGIN).get('/me').reply(400, body);

      const error = await errorOf(httpTo({}, { classify, secrets }).get('/me'));

      expect(error).toMatchObject({
        message: 'refused {"ok":false,"echo":"… …?x … … …"} with 400',
      });
      expect(seen(error)).not.toMatch(/tok|hooks|a%20b|a\+b|a b/);
    });

    it.each([200, 500])('and reports a plugin that crashes over status %i', async (status) => {
      nock(ORIGIN).get('/me').reply(status, 'null');

      await expect(httpTo({}, { classify }).get('/me')).rejects.toThrow(
        'the plugin threw TypeError instead of a ConnectorError',
      );
    });

    it('not about a page of HTML that came with status 200', async () => {
      const judge = jest.fn<NonNullable<HttpOptions['classify']>>();
      nock(ORIGIN).get('/me').reply(200, '<html>');

      await errorOf(httpTo({}, { classify: judge }).get('/me'));

      expect(judge).not.toHaveBeenCalled();
    });
  });

  describe('shows no credential', () => {
    const defaults = {
      auth: { username: 'key', password: TOKEN },
      params: { apiKey: TOKEN },
      baseURL: `${ORIGIN}/${TOKEN}/3.0`,
    };

    it('when the client is inspected', () => {
      expect(seen(httpTo(defaults))).not.toContain(TOKEN);
    });

    it('when a response is inspected', async () => {
      nock(ORIGIN).get(`/${TOKEN}/3.0/me`).query({ apiKey: TOKEN }).reply(200, {});

      const response = await httpTo(defaults).get('/me');

      expect(response.status).toBe(200);
      expect(seen(response)).not.toContain(TOKEN);
    });

    it('when an error is inspected', async () => {
      nock(ORIGIN).get(`/${TOKEN}/3.0/me`).query({ apiKey: TOKEN }).reply(500, {});

      const error = await errorOf(httpTo(defaults).get('/me'));

      expect(error).toMatchObject({ message: `GET ${ORIGIN}/…/3.0/me: 500` });
      expect(seen(error)).not.toContain(TOKEN);
    });

    it.each([
      ['an address', '/members/ada@example.test/tags', '/members/…/tags'],
      ['an encoded address', '/members/ada%40example.test', '/members/…'],
      ['the hash of an address', '/members/0cc175b9c0f1b6a831c399e269772661', '/members/…'],
      ['a phone number', '/members/%2B4915112345678', '/members/…'],
    ])('nor %s in an error', async (_, path, shown) => {
      nock(ORIGIN).get(path).reply(404, {});

      await expect(httpTo().get(path)).rejects.toMatchObject({
        message: `GET ${ORIGIN}${shown}: 404`,
      });
    });
  });

  describe('when the connection breaks', () => {
    let server: Server;
    const listen = async (listener: RequestListener): Promise<string> => {
      server = createServer(listener).listen(0, '127.0.0.1');
      await once(server, 'listening');
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    };
    afterEach(() => {
      server.closeAllConnections();
      server.close();
    });

    it('rejects with TransientError when the vendor hangs up', async () => {
      const baseURL = await listen((request) => request.socket.destroy());

      const error = await errorOf(httpTo({ baseURL }).get('/me'));

      expect(error).toBeInstanceOf(TransientError);
      expect(error).toMatchObject({ isUnsent: false });
    });

    it.each([200, 401])('rejects with TransientError when a %i is cut off', async (status) => {
      const baseURL = await listen((request, response) => {
        response.writeHead(status, { 'Content-Length': 100 }).write('{"id":', () => {
          request.socket.destroy();
        });
      });

      const error = await errorOf(httpTo({ baseURL }).get('/me'));

      expect(error).toBeInstanceOf(TransientError);
      expect(error).toMatchObject({ message: `GET ${baseURL}/me: the answer was cut off` });
    });

    it('rejects with TransientError when a compressed body is cut off', async () => {
      const baseURL = await listen((_, response) => {
        response.writeHead(200, { 'Content-Encoding': 'gzip' });
        response.end(gzipSync('{"id":"1"}').subarray(0, 15));
      });

      await expect(httpTo({ baseURL }).get('/me')).rejects.toThrow(TransientError);
    });

    it.each([
      ['no answer', undefined],
      ['half an answer', '{"id":'],
    ])('rejects with TransientError when %s comes in time', async (_, body) => {
      const baseURL = await listen((__, response) => {
        if (body !== undefined) response.write(body);
      });

      await expect(httpTo({ baseURL, timeout: 50 }).get('/me')).rejects.toThrow(TransientError);
    });

    it.each(['its own signal', 'the signal of the request'])('stops by %s', async (whose) => {
      const [ours, theirs] = [new AbortController(), new AbortController()];
      const baseURL = await listen(() => {
        (whose === 'its own signal' ? ours : theirs).abort();
      });

      const error = await errorOf(
        httpTo({ baseURL }, { signal: ours.signal }).get('/me', { signal: theirs.signal }),
      );

      expect(error).toBeInstanceOf(TransientError);
      expect(error).toMatchObject({ message: 'the request was cancelled' });
    });
  });
});

describe('retryAfterMs', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: new Date('2026-01-15T12:00:00Z') });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it.each([
    ['7', 7000],
    ['0.5', 500],
    ['0', 0],
    ['-3', 0],
    ['Thu, 15 Jan 2026 12:00:30 GMT', 30_000],
    ['Thu, 15 Jan 2026 11:59:00 GMT', 0],
    [undefined, 10_000],
    [null, 10_000],
    ['', 10_000],
    ['soon', 10_000],
    ['in 7 s', 10_000],
    ['try 7', 10_000],
  ])('reads %j as %i ms', (header, ms) => {
    expect(retryAfterMs(header)).toBe(ms);
  });
});

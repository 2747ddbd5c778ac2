import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { IsString } from 'class-validator';
import nock from 'nock';
import type { Connector } from './connector.js';
import { createContext, type ContextOptions } from './context.js';
import { ConfigError, TransientError } from './errors.js';
import { Secret } from './settings.js';

class ShopSettings {
  @Secret()
  @IsString()
  accessToken!: string;

  @IsString()
  baseUrl = 'https://api.shop.test';
}

const shop: Pick<Connector<ShopSettings>, 'settings' | 'http' | 'classify'> = {
  settings: ShopSettings,
  http: ({ accessToken, baseUrl }) => ({
    baseURL: baseUrl,
    headers: { Authorization: `Bearer ${accessToken}` },
  }),
};

const options = (signal = new AbortController().signal): ContextOptions => ({
  signal,
  now: () => new Date('2026-01-15T12:00:00Z'),
  log: { debug: () => undefined, info: () => undefined, warn: () => undefined },
});

describe('createContext', () => {
  it('gives a client that is logged in and shows no credential', async () => {
    nock('https://api.shop.test', { reqheaders: { authorization: 'Bearer tok-1' } })
      .get('/me')
      .reply(200, {});

    const ctx = createContext(shop, { accessToken: 'tok-1' }, options());

    await expect(ctx.http.get('/me')).resolves.toMatchObject({ status: 200 });
    expect(inspect(ctx, { depth: 12, showHidden: true })).not.toContain('tok-1');
    expect(Object.isFrozen(ctx)).toBe(true);
  });

  it('keeps all requests at the pace that it is given', async () => {
    nock('https://api.shop.test').get('/me').reply(200, {});
    const paced: string[] = [];
    const pacer = {
      run: <T>(request: () => Promise<T>): Promise<T> => {
        paced.push('request');
        return request();
      },
    };

    const ctx = createContext(shop, { accessToken: 'tok-1' }, { ...options(), pacer });
    await ctx.http.get('/me');

    expect(paced).toEqual(['request']);
  });

  it('refuses bad settings before any request', () => {
    expect(() => createContext(shop, {}, options())).toThrow(ConfigError);
    expect(() => createContext(shop, { accessToken: 't', baseUrl: 'shop' }, options())).toThrow(
      ConfigError,
    );
  });

  it('ends a wait when it is aborted', async () => {
    const stop = new AbortController();
    const ctx = createContext(shop, { accessToken: 'tok-1' }, options(stop.signal));
    const waiting = ctx.sleep(60_000);

    stop.abort();

    await expect(waiting).rejects.toThrow(TransientError);
  });
});

import type { LookupAddress } from 'node:dns';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createContext } from '@segue/sdk';
import nock from 'nock';
import { Outgoing } from './outgoing.js';
import { isPrivate } from './private-addresses.js';

class NoSettings {}

describe('private addresses', () => {
  it.each([
    ...['127.0.0.1', '127.255.0.1', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255'],
    ...['192.168.1.1', '169.254.169.254', '100.64.0.1', '224.0.0.1', '255.255.255.255'],
    ...['::1', '::', 'fd00::1', 'fe80::1', 'ff02::1', '::ffff:127.0.0.1', '::ffff:169.254.169.254'],
    ...['64:ff9b::7f00:1', '2002:7f00:1::', 'fd00:ec2::254', 'localhost', ''],
  ])('has %s among them', (address) => {
    expect(isPrivate(address)).toBe(true);
  });

  it.each(['1.1.1.1', '8.8.8.8', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])(
    'does not have %s among them',
    (address) => {
      expect(isPrivate(address)).toBe(false);
    },
  );
});

describe('requests to addresses that somebody typed in', () => {
  let server: Server;
  let port: number;
  let requests = 0;

  beforeAll(async () => {
    // It makes connections itself, in place of the agent that is looked at here. What a name means is said by each test.
    nock.restore();
    server = createServer((_request, response) => {
      requests += 1;
      response.setHeader('Content-Type', 'application/json').end('{"secret":true}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  /** Names mean what a test says; the system's resolver is not asked. */
  const namesAre = (addresses: Readonly<Record<string, readonly string[]>>) =>
    ((host: string, _options: object, callback: (e: null, a: LookupAddress[]) => void) =>
      callback(
        null,
        (addresses[host] ?? []).map((address) => ({
          address,
          family: address.includes(':') ? 6 : 4,
        })),
      )) as never;

  const httpTo = (baseURL: string, outgoing: Outgoing) =>
    createContext(
      { settings: NoSettings, http: () => ({ baseURL }) },
      {},
      {
        signal: new AbortController().signal,
        now: () => new Date(),
        log: { debug: () => undefined, info: () => undefined, warn: () => undefined },
        agents: outgoing.agents(),
      },
    ).http;

  const get = (
    url: string,
    { allow, names = {} }: { allow?: string; names?: Record<string, readonly string[]> } = {},
  ) => {
    const outgoing = Outgoing.from({ SEGUE_ALLOW_PRIVATE_HOSTS: allow }, namesAre(names));
    return httpTo(url, outgoing).get('/');
  };

  it.each([
    ['http://127.0.0.1:PORT', {}],
    ['http://[::1]:PORT', {}],
    ['http://[::ffff:127.0.0.1]:PORT', {}],
    ['http://2130706433:PORT', {}],
    ['http://0x7f.1:PORT', {}],
    ['http://0177.0.0.1:PORT', {}],
    ['http://metadata.example:PORT', { 'metadata.example': ['169.254.169.254'] }],
    ['http://both.example:PORT', { 'both.example': ['8.8.8.8', '127.0.0.1'] }],
    ['https://vendor.example:PORT', { 'vendor.example': ['127.0.0.1'] }],
  ])('do not get to %s', async (url, names) => {
    const before = requests;

    const asked = get(url.replace('PORT', String(port)), { names });

    await expect(asked).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      problems: { baseUrl: expect.stringContaining('public internet') },
    });
    expect(requests).toBe(before);
  });

  it('look at a name again with each connection', async () => {
    const names: Record<string, readonly string[]> = { 'rebound.example': ['127.0.0.1'] };
    const outgoing = Outgoing.from({ SEGUE_ALLOW_PRIVATE_HOSTS: '127.0.0.1' }, namesAre(names));
    const baseURL = `http://rebound.example:${port}`;
    const http = httpTo(baseURL, outgoing);

    expect((await http.get('/')).status).toBe(200);
    names['rebound.example'] = ['10.0.0.1'];
    await expect(http.get('/')).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it.each([
    ['a name', 'vendor.internal', 'http://vendor.internal:PORT'],
    ['an address', '10.9.9.9, 127.0.0.1', 'http://127.0.0.1:PORT'],
    ['a network', '127.0.0.0/8', 'http://vendor.internal:PORT'],
    ['everything', '*', 'http://127.0.0.1:PORT'],
  ])('get where %s is allowed', async (_what, allow, url) => {
    const names = { 'vendor.internal': ['127.0.0.1'] };

    const { status } = await get(url.replace('PORT', String(port)), { allow, names });

    expect(status).toBe(200);
  });

  it.each(['http://x', '10.0.0.0/40', 'a b'])('refuse the list "%s"', (text) => {
    expect(() => Outgoing.from({ SEGUE_ALLOW_PRIVATE_HOSTS: text })).toThrow(
      /SEGUE_ALLOW_PRIVATE_HOSTS must be/,
    );
  });
});

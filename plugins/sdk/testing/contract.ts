import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import type { Connector } from '../connector.js';
import { AuthError, ConfigError, ConnectorError, RateLimitError } from '../errors.js';
import { parseSettings, secretValues } from '../settings.js';
import { clearLog, contextFor, logged } from './context.js';

export interface Case {
  /** Every host that the plugin calls, e.g. `https://api.hubapi.com`. */
  readonly origins: readonly string[];
  readonly settings: object;
  /** How this vendor answers a credential that was revoked; HTTP 401 without it. */
  readonly revoked?: VendorAnswer;
  /** How this vendor asks to wait for 7 s; HTTP 429 with `Retry-After: 7` without it. */
  readonly throttled?: VendorAnswer & { readonly retryAfterMs?: number };
}

export interface VendorAnswer {
  readonly status: number;
  readonly body?: nock.Body;
  readonly headers?: Record<string, string>;
}

const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

export function answerEverythingWith(
  origins: readonly string[],
  { status, body = {}, headers = {} }: VendorAnswer,
): void {
  nock.cleanAll();
  for (const origin of origins) {
    for (const verb of VERBS) {
      nock(origin).persist().intercept(/.*/, verb).reply(status, body, headers);
    }
  }
}

export const THROTTLED: VendorAnswer = { status: 429, headers: { 'Retry-After': '7' } };

/**
 * What every connector promises, whatever it does.
 *
 * @param act  the plugin's main call, so that throttling and outages are seen where they happen
 */
export function itKeepsTheContract<S extends object>(
  connector: Connector<S>,
  { origins, settings, revoked = { status: 401 }, throttled = THROTTLED }: Case,
  act: () => Promise<unknown>,
): void {
  const errorOf = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (e: unknown) => e,
    );
  const secrets = () =>
    secretValues(connector.settings, parseSettings(connector.settings, settings));
  const leaks = (value: unknown) => {
    const text = inspect(value, { depth: 12, showHidden: true }) + JSON.stringify(value);
    return secrets().filter((secret) => text.includes(secret));
  };

  beforeEach(clearLog);
  afterEach(() => {
    expect(secrets().filter((secret) => logged().includes(secret))).toEqual([]);
  });

  it('has a kebab-case key', () => {
    expect(connector.key).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('refuses a setting it does not know', () => {
    expect(() => parseSettings(connector.settings, { ...settings, tpyo: 1 })).toThrow(ConfigError);
  });

  it('shows no credential when its context is inspected', () => {
    expect(leaks(contextFor(connector, settings))).toEqual([]);
  });

  if (origins.length === 0) return;

  describe('when the vendor refuses', () => {
    it('reports a revoked credential as AuthError', async () => {
      answerEverythingWith(origins, revoked);

      const error = await errorOf(connector.check(contextFor(connector, settings)));

      expect(error).toBeInstanceOf(AuthError);
      expect(leaks(error)).toEqual([]);
    });

    it('reports throttling with the vendor’s own delay', async () => {
      answerEverythingWith(origins, throttled);

      const error = await errorOf(act());

      expect(error).toBeInstanceOf(RateLimitError);
      expect(error).toMatchObject({
        retryAfterMs: 'retryAfterMs' in throttled ? throttled.retryAfterMs : 7000,
      });
      expect(leaks(error)).toEqual([]);
    });

    it.each([
      ['is down', { status: 503, body: 'down' }],
      ['answers HTML', { status: 200, body: '<html>sign in</html>' }],
      ['answers half of its JSON', { status: 200, body: '{"results":[{"id":"1",' }],
      ['refuses the request', { status: 400, body: { message: 'no' } }],
    ])('throws a ConnectorError without credentials when the vendor %s', async (_, answer) => {
      answerEverythingWith(origins, answer);

      const error = await errorOf(act());

      expect(error).toBeInstanceOf(ConnectorError);
      expect(leaks(error)).toEqual([]);
    });
  });
}

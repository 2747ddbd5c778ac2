import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ga4 } from '@segue/plugin-ga4';
import { AuthError, ConfigError, RateLimitError, type ProfileRecord } from '@segue/sdk';
import { contextFor, NOW, readAll } from '@segue/sdk/testing';
import { Ga4Simulator } from './ga4.simulator.js';

const DIMENSION = 'customUser:crm_id';
const userReport = { dimension: DIMENSION, metrics: ['sessions'] };
const HOUR_MS = 3_600_000;

let now = NOW;
let google: Ga4Simulator;
const read = (settings: object = {}) =>
  readAll(ga4, { ...google.settings(), ...settings }, undefined, { now });
const recordsOf = (pages: Awaited<ReturnType<typeof read>>) =>
  pages.flatMap((page) => page.records as ProfileRecord[]);
const check = () => ga4.check(contextFor(ga4, { ...google.settings(), userReport }));

beforeEach(async () => {
  now = NOW;
  google = new Ga4Simulator('123456789', () => now);
  await google.start();
});

afterEach(() => google.stop());

describe('Ga4Simulator, read by the plugin,', () => {
  it('gives the members of an audience once its export is ready', async () => {
    google.audiences.pollsUntilActive = 3;
    google.audiences.add('Purchasers', [{ userId: 'u-1' }, { deviceId: '1.2' }]);

    const records = recordsOf(await read());

    expect(records.map(({ identifiers }) => identifiers)).toEqual([
      { userId: 'u-1' },
      { anonymousId: '1.2' },
    ]);
    expect(google.server.requests.filter((sent) => sent.includes('GET /v1beta')).length).toBe(5);
  });

  it('keeps an export as it was while the audience changes', async () => {
    const audience = google.audiences.add('Purchasers', [{ userId: 'u-1' }]);
    await read();
    google.audiences.setMembers(audience, [{ userId: 'u-2' }]);

    const same = recordsOf(await read());
    now = new Date(NOW.getTime() + 25 * HOUR_MS);
    const next = recordsOf(await read());

    expect(same.map(({ identifiers }) => identifiers.userId)).toEqual(['u-1']);
    expect(next.map(({ identifiers }) => identifiers.userId)).toEqual(['u-2']);
  });

  it('pages its lists', async () => {
    google.audiences.maxPageSize = 2;
    for (const n of [1, 2, 3, 4, 5]) google.audiences.add(`A${n}`, [{ userId: `u-${n}` }]);

    await read();

    expect(recordsOf(await read()).map(({ identifiers }) => identifiers.userId)).toEqual([
      'u-1',
      'u-2',
      'u-3',
      'u-4',
      'u-5',
    ]);
    expect(google.audiences.liveExports()).toHaveLength(5);
  });

  it('makes a new export when the old ones have expired', async () => {
    google.audiences.add('Purchasers', [{ userId: 'u-1' }]);
    await read();
    google.audiences.expireExports();

    await read();

    expect(google.audiences.liveExports()).toHaveLength(1);
  });

  it('fails an export when it is told to', async () => {
    google.audiences.add('Purchasers');
    google.audiences.failNextExport('Exhausted property tokens per hour.');

    await expect(read()).rejects.toThrow(RateLimitError);
  });

  it('reports in the order of the ids, without those who did nothing or have no id', async () => {
    google.report.setMetrics(DIMENSION, 'c-2', { sessions: 5 });
    google.report.setMetrics(DIMENSION, 'c-1', { sessions: 3 });
    google.report.setMetrics(DIMENSION, 'c-3', { sessions: 0 });
    google.report.setMetrics(DIMENSION, '(not set)', { sessions: 99 });

    const records = recordsOf(await read({ audiences: [], userReport }));

    expect(
      records.map(({ identifiers, traits }) => [identifiers.userId, traits['ga4_sessions']]),
    ).toEqual([
      ['c-1', 3],
      ['c-2', 5],
    ]);
  });

  it('spends tokens until there are none', async () => {
    google.report.setMetrics(DIMENSION, 'c-1', { sessions: 3 });
    google.report.tokensLeft = 4_010;

    const [page] = await read({ audiences: [], userReport });
    google.report.tokensLeft = 9;

    expect(page?.notes?.map(({ code }) => code)).toEqual(['QUOTA_LOW']);
    await expect(read({ audiences: [], userReport })).rejects.toMatchObject({
      retryAfterMs: 30 * 60_000,
    });
  });

  it('takes a new token when the one in use expires', async () => {
    google.audiences.add('Purchasers', [{ userId: 'u-1' }]);
    google.server.failNext({ status: 401 }, /audienceExports$/);

    const pages = await read();

    expect(recordsOf(pages)).toHaveLength(1);
    expect(google.tokens.issued).toBe(2);
  });

  it.each([
    ['the key is revoked', () => google.tokens.revokeKey(), 'refuses the service account key'],
    ['the account is no viewer', () => (google.hasAccess = false), 'as Viewer'],
    [
      'the Admin API is disabled',
      () => google.disabledApis.add('analyticsadmin.googleapis.com'),
      'enable the Google Analytics Admin API',
    ],
  ])('refuses when %s', async (_, arrange, message) => {
    google.report.setMetrics(DIMENSION, 'c-1', { sessions: 3 });
    const ctx = contextFor(ga4, { ...google.settings(), userReport });
    arrange();

    const checked = ga4.check(ctx);

    await expect(checked).rejects.toThrow(AuthError);
    await expect(checked).rejects.toThrow(message);
  });

  it('knows only the dimensions and metrics that it was given', async () => {
    google.report.setMetrics(DIMENSION, 'c-1', { purchaseRevenue: 3 });

    await expect(check()).rejects.toThrow(ConfigError);
  });

  it('passes the check of a good connection', async () => {
    google.report.setMetrics(DIMENSION, 'c-1', { sessions: 3 });

    await expect(check()).resolves.toBeUndefined();
  });
});

import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ConfigError } from '@segue/sdk';
import { contextFor, itBehavesLikeASource, readAll } from '@segue/sdk/testing';
import nock from 'nock';
import { ga4 } from './ga4.source.js';

const DATA = 'https://analyticsdata.googleapis.com';
const ADMIN = 'https://analyticsadmin.googleapis.com';
const OAUTH = 'https://oauth2.googleapis.com';
const PROPERTY = '/v1beta/properties/123';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const serviceAccount = JSON.stringify({
  type: 'service_account',
  client_email: 'segue@acme.iam.gserviceaccount.com',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
});
const userReport = { dimension: 'customUser:crm_id', metrics: ['sessions'] };
const settings = { serviceAccount, propertyId: '123', userReport };
const authorized = { reqheaders: { authorization: 'Bearer ya29.one' } };
const AN_HOUR_AGO = '2026-01-15T11:00:00.123Z';

/** A property with these audiences, each exported an hour ago with one member, and one person in the report. */
function fakeGoogle(audiences: readonly string[]) {
  const named = audiences.map((displayName, n) => ({
    name: `properties/123/audiences/${n + 1}`,
    displayName,
  }));
  const exports = named.map(({ name }, n) => ({
    name: `properties/123/audienceExports/${n + 1}`,
    audience: name,
    state: 'ACTIVE',
    dimensions: [{ dimensionName: 'userId' }, { dimensionName: 'deviceId' }],
    beginCreatingTime: '2026-01-15T11:00:00.123456789Z',
  }));
  nock(OAUTH).persist().post('/token').reply(200, { access_token: 'ya29.one', expires_in: 3599 });
  nock(ADMIN, authorized)
    .persist()
    .get('/v1alpha/properties/123/audiences')
    .query({ pageSize: '200' })
    .reply(200, { audiences: named });
  const data = nock(DATA, authorized).persist();
  data.get(`${PROPERTY}/metadata`).reply(200, {
    dimensions: [{ apiName: 'customUser:crm_id' }],
    metrics: [{ apiName: 'sessions' }],
  });
  data
    .get(`${PROPERTY}/audienceExports`)
    .query({ pageSize: '1000' })
    .reply(200, { audienceExports: exports });
  for (const audienceExport of exports) {
    data.post(`/v1beta/${audienceExport.name}:query`).reply(200, (_uri, body) => {
      const row = { dimensionValues: [{ value: `u-${audienceExport.name}` }, { value: '1.2' }] };
      const isFirst = (body as { offset: string }).offset === '0';
      return { audienceExport, ...(isFirst ? { audienceRows: [row] } : {}), rowCount: 1 };
    });
  }
  data.post(`${PROPERTY}:runReport`).reply(200, (_uri, body) => ({
    metricHeaders: [{ name: 'sessions', type: 'TYPE_INTEGER' }],
    ...((body as { offset: string }).offset === '0'
      ? { rows: [{ dimensionValues: [{ value: 'c-1' }], metricValues: [{ value: '3' }] }] }
      : {}),
    rowCount: 1,
    metadata: { timeZone: 'Europe/Berlin' },
  }));
}

const check = (over: object = {}) => ga4.check(contextFor(ga4, { ...settings, ...over }));

describe('ga4', () => {
  itBehavesLikeASource(ga4, {
    origins: [DATA, ADMIN, OAUTH],
    settings,
    revoked: { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid JWT' } },
    arrange: () => fakeGoogle(['Purchasers', 'Cart']),
  });

  it('reads the audiences by their ids, then the users, and ends ready for a new pass', async () => {
    fakeGoogle(['Purchasers', 'Cart']);

    const pages = await readAll(ga4, settings);

    expect(pages.map(({ checkpoint }) => checkpoint)).toEqual([
      {
        position: {
          stream: 'audiences',
          audienceId: '1',
          exportName: 'properties/123/audienceExports/1',
          offset: 1,
        },
      },
      {
        position: {
          stream: 'audiences',
          audienceId: '2',
          exportName: 'properties/123/audienceExports/2',
          offset: 1,
        },
      },
      { position: { stream: 'users', day: '2026-01-15', offset: 1 } },
      {},
    ]);
  });

  it('goes on with the users without asking for the audiences again', async () => {
    fakeGoogle([]);

    const pages = await readAll(ga4, settings, {
      position: { stream: 'users', day: '2026-01-15', offset: 1 },
    });

    expect(pages).toEqual([{ records: [], checkpoint: {} }]);
  });

  it('goes on after the audience at which it stopped, with the one that is new since then', async () => {
    fakeGoogle(['Purchasers', 'Cart', 'Newcomers']);

    const pages = await readAll(ga4, settings, {
      position: {
        stream: 'audiences',
        audienceId: '2',
        exportName: 'properties/123/audienceExports/2',
        offset: 1,
      },
    });

    expect(pages.map(({ records }) => records.length)).toEqual([1, 1, 0]);
    expect(pages[0]?.records[0]).toMatchObject({ traits: { ga4_audience_newcomers: AN_HOUR_AGO } });
  });

  describe('check', () => {
    it('passes when the property has all that is asked for', async () => {
      fakeGoogle(['Purchasers']);

      await expect(check({ audiences: ['Purchasers'] })).resolves.toBeUndefined();
    });

    it('names the dimension and the metrics that the property does not have', async () => {
      fakeGoogle(['Purchasers']);

      const checked = check({
        userReport: { dimension: 'customUser:id', metrics: ['sessions', 'magic'] },
      });

      await expect(checked).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
        problems: {
          'userReport.dimension': expect.stringContaining('no dimension customUser:id'),
          'userReport.metrics': 'the property has no metric magic',
        },
      });
    });

    it('names the audience that the property does not have', async () => {
      fakeGoogle(['Purchasers']);

      await expect(check({ audiences: ['Purchasers', 'Porchasers'] })).rejects.toThrow(
        new ConfigError('the property has no audience "Porchasers"'),
      );
    });
  });
});

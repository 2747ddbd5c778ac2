import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { TransientError, type ProfileRecord } from '@segue/sdk';
import { NOW, readAll } from '@segue/sdk/testing';
import nock from 'nock';
import type { AudiencePosition } from './checkpoint.js';
import { ga4 } from './ga4.source.js';

const DATA = 'https://analyticsdata.googleapis.com';
const EXPORTS = '/v1beta/properties/123/audienceExports';
const HOUR_MS = 3_600_000;

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const settings = {
  serviceAccount: {
    client_email: 'segue@acme.iam.gserviceaccount.com',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  },
  propertyId: '123',
};
const DIMENSIONS = [{ dimensionName: 'userId' }, { dimensionName: 'deviceId' }];
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * HOUR_MS).toISOString();
const exportOf = (id: string, over: object = {}) => ({
  name: `properties/123/audienceExports/${id}`,
  audience: 'properties/123/audiences/22',
  state: 'ACTIVE',
  dimensions: DIMENSIONS,
  beginCreatingTime: hoursAgo(1),
  ...over,
});
const row = (userId: string, deviceId: string) => ({
  dimensionValues: [{ value: userId }, { value: deviceId }],
});

const fakeAudiences = (...audiences: object[]) =>
  nock('https://analyticsadmin.googleapis.com')
    .persist()
    .get('/v1alpha/properties/123/audiences')
    .query(true)
    .reply(200, { audiences });
const purchasers = { name: 'properties/123/audiences/22', displayName: 'Purchasers' };
const fakeExports = (...audienceExports: object[]) =>
  nock(DATA).get(EXPORTS).query({ pageSize: '1000' }).reply(200, { audienceExports });
/** Answers the query of an export with these rows. */
const fakeRows = (id: string, audienceRows: object[], over: object = {}, offset = '0') =>
  nock(DATA)
    .post(`${EXPORTS}/${id}:query`, { offset, limit: '50000' })
    .reply(200, {
      audienceExport: exportOf(id),
      audienceRows,
      rowCount: audienceRows.length,
      ...over,
    });
/** Takes the request for a new export of the audience 22. */
const fakeCreation = (id: string) =>
  nock(DATA)
    .post(EXPORTS, { audience: 'properties/123/audiences/22', dimensions: DIMENSIONS })
    .reply(200, { name: 'operations/1', response: exportOf(id, { state: 'CREATING' }) });
const fakePoll = (id: string, over: object, times = 1) =>
  nock(DATA).get(`${EXPORTS}/${id}`).times(times).reply(200, exportOf(id, over));

const read = (over: object = {}, position?: AudiencePosition) =>
  readAll(ga4, { ...settings, ...over }, position && { position });
const recordsOf = (pages: Awaited<ReturnType<typeof read>>) =>
  pages.flatMap((page) => page.records as ProfileRecord[]);

beforeEach(() => {
  nock('https://oauth2.googleapis.com')
    .persist()
    .post('/token')
    .reply(200, { access_token: 'one', expires_in: 3599 });
});

describe('audience members', () => {
  it('carry the instant of the export in a trait of the audience', async () => {
    fakeAudiences(purchasers);
    fakeExports(exportOf('9'));
    fakeRows('9', [row('u-1', '12.34'), row('(not set)', '56.78'), row('u-2', '')]);

    const [page] = await read();

    const observedAt = new Date(hoursAgo(1));
    const traits = { ga4_audience_purchasers: hoursAgo(1) };
    expect(page?.records).toEqual([
      { kind: 'profile', identifiers: { userId: 'u-1', anonymousId: '12.34' }, traits, observedAt },
      { kind: 'profile', identifiers: { anonymousId: '56.78' }, traits, observedAt },
      { kind: 'profile', identifiers: { userId: 'u-2' }, traits, observedAt },
    ]);
  });

  it('are told apart by the columns that the answer names', async () => {
    fakeAudiences(purchasers);
    fakeExports(exportOf('9'));
    const audienceExport = exportOf('9', { dimensions: [...DIMENSIONS].reverse() });
    fakeRows('9', [row('12.34', 'u-1')], { audienceExport });

    const [record] = recordsOf(await read());

    expect(record?.identifiers).toEqual({ userId: 'u-1', anonymousId: '12.34' });
  });

  it('without an id are rejected, as is what is no row', async () => {
    fakeAudiences(purchasers);
    fakeExports(exportOf('9'));
    const broken = [{ dimensionValues: [{ value: 7 }] }, {}, 'row'] as object[];
    fakeRows('9', [row('(not set)', ''), row('u-1', '1.2'), ...broken]);

    const [page] = await read();

    expect(page?.records).toHaveLength(1);
    expect(page?.rejected?.map(({ code, position }) => [code, position])).toEqual([
      ['NO_IDENTIFIER', 'audience 22, row 0'],
      ['INVALID_ROW', 'audience 22, row 2'],
      ['INVALID_ROW', 'audience 22, row 3'],
      ['INVALID_ROW', 'audience 22, row 4'],
    ]);
  });

  it('come in pages of 5,000 from queries of 50,000', async () => {
    fakeAudiences(purchasers);
    fakeExports(exportOf('9'));
    const rows = Array.from({ length: 50_001 }, (_, n) => row(`u-${n}`, ''));
    fakeRows('9', rows.slice(0, 50_000), { rowCount: 50_001 });
    fakeRows('9', rows.slice(50_000), { rowCount: 50_001 }, '50000');

    const pages = await read();

    expect(pages.map(({ records }) => records.length)).toEqual([
      ...Array<number>(10).fill(5_000),
      1,
      0,
    ]);
    expect(new Set(recordsOf(pages).map(({ identifiers }) => identifiers.userId)).size).toBe(
      50_001,
    );
  });

  it.each([
    ['ends before its last row', { audienceRows: [], rowCount: 3 }],
    ['does not count its rows', { rowCount: undefined }],
    ['does not name its columns', { audienceExport: exportOf('9', { dimensions: [] }) }],
    ['is of something else', { audienceExport: undefined }],
    ['holds no list', { audienceRows: 'rows' }],
  ])('are read again later when the answer %s', async (_, over) => {
    fakeAudiences(purchasers);
    fakeExports(exportOf('9'));
    fakeRows('9', [row('u-1', '')], over);

    await expect(read()).rejects.toThrow(TransientError);
  });

  it('get traits without dots, one for each audience', async () => {
    const audience = (id: number, displayName?: string) => ({
      name: `properties/123/audiences/${id}`,
      displayName,
    });
    fakeAudiences(
      audience(101, 'Käufer (30 days) v1.2'),
      audience(102),
      audience(99, 'kaufer 30 days, V1/2'),
      audience(103, '購入者'),
    );
    const exports = [99, 101, 102, 103].map((id) =>
      exportOf(`e${id}`, { audience: `properties/123/audiences/${id}` }),
    );
    fakeExports(...exports);
    for (const id of [99, 101, 102, 103]) fakeRows(`e${id}`, [row('u-1', '')]);

    const records = recordsOf(await read());

    expect(records.flatMap(({ traits }) => Object.keys(traits))).toEqual([
      'ga4_audience_kaufer_30_days_v1_2',
      'ga4_audience_kaufer_30_days_v1_2_101',
      'ga4_audience_102',
      'ga4_audience_103',
    ]);
  });

  it.each([['Cart'], ['properties/123/audiences/23']])(
    'are read of the audience %j only, when it is asked for',
    async (wanted) => {
      fakeAudiences(purchasers, { name: 'properties/123/audiences/23', displayName: 'Cart' });
      fakeExports(exportOf('9'), exportOf('10', { audience: 'properties/123/audiences/23' }));
      fakeRows('10', [row('u-1', '')]);

      const records = recordsOf(await read({ audiences: [wanted] }));

      expect(records.map(({ traits }) => Object.keys(traits))).toEqual([['ga4_audience_cart']]);
    },
  );

  it('are asked of the hosts that the settings name', async () => {
    nock('https://oauth.test').post('/t').reply(200, { access_token: 'one' });
    nock('https://admin.test')
      .get('/ga/v1alpha/properties/123/audiences')
      .query(true)
      .reply(200, { audiences: [] });

    const pages = await read({
      baseUrl: 'https://data.test',
      adminBaseUrl: 'https://admin.test/ga/',
      tokenUrl: 'https://oauth.test/t',
    });

    expect(pages).toEqual([{ records: [], checkpoint: {} }]);
  });
});

describe('a read that was interrupted', () => {
  beforeEach(() => void fakeAudiences(purchasers));

  it('goes on at the row where it stopped', async () => {
    fakeExports(exportOf('9'));
    fakeRows('9', [row('u-3', '')], { rowCount: 3 }, '2');

    const records = recordsOf(await read({}, at('9', 2)));

    expect(records.map(({ identifiers }) => identifiers.userId)).toEqual(['u-3']);
  });

  it('starts the audience again when its export has expired', async () => {
    fakeExports();
    fakeCreation('10');
    fakePoll('10', {});
    fakeRows('10', [row('u-1', ''), row('u-3', '')]);

    const records = recordsOf(await read({}, at('9', 2)));

    expect(records.map(({ identifiers }) => identifiers.userId)).toEqual(['u-1', 'u-3']);
  });

  it('comes back later when the export expires while it is read', async () => {
    fakeExports(exportOf('9'));
    nock(DATA)
      .post(`${EXPORTS}/9:query`)
      .reply(404, { error: { code: 404, message: 'not found' } });

    await expect(read()).rejects.toThrow(TransientError);
  });
});

const at = (id: string, offset: number): AudiencePosition => ({
  stream: 'audiences',
  audienceId: '22',
  exportName: `properties/123/audienceExports/${id}`,
  offset,
});

import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { RateLimitError, RequestError, TransientError } from '@segue/sdk';
import { contextFor, NOW } from '@segue/sdk/testing';
import nock from 'nock';
import { requestExports, waitForExport } from './audience-export.js';
import { ga4 } from './ga4.source.js';
import { connectToGoogle } from './google-client.js';

const DATA = 'https://analyticsdata.googleapis.com';
const EXPORTS = '/v1beta/properties/123/audienceExports';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const settings = {
  serviceAccount: {
    client_email: 'segue@acme.iam.gserviceaccount.com',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  },
  propertyId: '123',
};
const DIMENSIONS = [{ dimensionName: 'userId' }, { dimensionName: 'deviceId' }];
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);
const nameOf = (id: string) => `properties/123/audienceExports/${id}`;
const exportOf = (id: string, over: object = {}) => ({
  name: nameOf(id),
  audience: 'properties/123/audiences/22',
  state: 'ACTIVE',
  dimensions: DIMENSIONS,
  beginCreatingTime: hoursAgo(1),
  ...over,
});
const audience = (id: string) => ({
  id,
  name: `properties/123/audiences/${id}`,
  displayName: 'Purchasers',
  trait: 'ga4_audience_purchasers',
});

const fakeExports = (...audienceExports: object[]) =>
  nock(DATA).get(EXPORTS).query({ pageSize: '1000' }).reply(200, { audienceExports });
/** Takes the request for a new export of an audience. */
const fakeCreation = (audienceId: string, answer: object) =>
  nock(DATA)
    .post(EXPORTS, { audience: `properties/123/audiences/${audienceId}`, dimensions: DIMENSIONS })
    .reply(200, answer);
const fakePoll = (answer: object, times = 1) =>
  nock(DATA).get(`${EXPORTS}/1`).times(times).reply(200, answer);

const request = (over: object = {}, audiences = [audience('22')]) => {
  const ctx = contextFor(ga4, { ...settings, ...over });
  return requestExports(ctx, connectToGoogle(ctx), audiences);
};
const waitFor = (sleep = () => Promise.resolve()) => {
  const ctx = { ...contextFor(ga4, settings), sleep };
  return waitForExport(ctx, connectToGoogle(ctx), { name: nameOf('1') });
};

beforeEach(() => {
  nock('https://oauth2.googleapis.com')
    .persist()
    .post('/token')
    .reply(200, { access_token: 'one', expires_in: 3599 });
});

describe('requestExports', () => {
  it('takes over the newest export that is fresh', async () => {
    fakeExports(
      exportOf('1', { beginCreatingTime: hoursAgo(3) }),
      exportOf('2'),
      exportOf('3', { beginCreatingTime: hoursAgo(2) }),
    );

    const exports = await request();

    expect(exports.get('22')).toMatchObject({
      name: nameOf('2'),
      ready: { name: nameOf('2'), createdAt: hoursAgo(1) },
    });
  });

  it.each([
    ['too old', { beginCreatingTime: hoursAgo(24) }],
    ['failed', { state: 'FAILED' }],
    ['of another audience', { audience: 'properties/123/audiences/23' }],
    ['without device ids', { dimensions: [{ dimensionName: 'userId' }] }],
    ['of an unknown time', { beginCreatingTime: undefined }],
    ['stuck', { state: 'CREATING', beginCreatingTime: hoursAgo(2) }],
    ['not named as exports are', { name: `${nameOf('..')}/x` }],
  ])('asks for a new export when the only one is %s', async (_, over) => {
    fakeExports(exportOf('1', over));
    fakeCreation('22', { name: 'operations/1', response: exportOf('2', { state: 'CREATING' }) });

    const exports = await request();

    expect(exports.get('22')).toEqual({ name: nameOf('2') });
  });

  it('takes over an export as old as the settings say', async () => {
    fakeExports(exportOf('1', { beginCreatingTime: hoursAgo(47) }));

    const exports = await request({ maxExportAgeHours: 48 });

    expect(exports.get('22')).toHaveProperty('ready');
  });

  it('asks for none beside the one that an earlier run asked for', async () => {
    fakeExports(exportOf('1', { state: 'CREATING' }));

    const exports = await request();

    expect(exports.get('22')).toEqual({ name: nameOf('1') });
  });

  it('asks for the exports of all audiences at once', async () => {
    fakeExports();
    fakeCreation('22', { response: { name: nameOf('1') } });
    fakeCreation('23', { response: { name: nameOf('2') } });

    const exports = await request({}, [audience('22'), audience('23')]);

    expect([...exports]).toEqual([
      ['22', { name: nameOf('1') }],
      ['23', { name: nameOf('2') }],
    ]);
  });

  it.each([
    ['without a response', { name: 'operations/1', done: false }],
    ['without a name', { response: {} }],
    ['with the name of something else', { response: { name: 'properties/123' } }],
  ])('tries again later after an answer %s', async (_, answer) => {
    fakeExports();
    fakeCreation('22', answer);

    await expect(request()).rejects.toThrow(TransientError);
  });
});

describe('waitForExport', () => {
  it('polls until the export can be read', async () => {
    fakePoll(exportOf('1', { state: 'CREATING' }), 2);
    fakePoll(exportOf('1'));

    await expect(waitFor()).resolves.toMatchObject({ createdAt: hoursAgo(1) });
  });

  it('pauses longer and longer, for half an hour', async () => {
    nock(DATA)
      .persist()
      .get(`${EXPORTS}/1`)
      .reply(200, exportOf('1', { state: 'CREATING' }));
    const pauses: number[] = [];
    const sleep = (ms?: number) => Promise.resolve(void pauses.push(ms ?? 0));

    await expect(waitFor(sleep)).rejects.toThrow(TransientError);

    expect(pauses.slice(0, 4)).toEqual([5_000, 7_500, 11_250, 16_875]);
    expect(Math.max(...pauses)).toBe(60_000);
    expect(pauses.reduce((sum, ms) => sum + ms)).toBeGreaterThanOrEqual(30 * 60_000);
  });

  it('stops when the run is aborted', async () => {
    fakePoll(exportOf('1', { state: 'CREATING' }));

    await expect(
      waitFor(() => Promise.reject(new TransientError('the wait was cancelled'))),
    ).rejects.toThrow('the wait was cancelled');
  });

  it('waits as long as the quota takes on which the export failed', async () => {
    const errorMessage = 'Exhausted property tokens per hour.';
    fakePoll(exportOf('1', { state: 'FAILED', errorMessage }));

    await expect(waitFor()).rejects.toMatchObject({
      name: RateLimitError.name,
      retryAfterMs: 30 * 60_000,
    });
  });

  it('tells why else the export failed', async () => {
    fakePoll(exportOf('1', { state: 'FAILED', errorMessage: 'Internal error.' }));

    await expect(waitFor()).rejects.toThrow(
      new RequestError('an audience export failed: Internal error.', 200),
    );
  });

  it('tries again later when the answer describes no export', async () => {
    fakePoll({ state: 'ACTIVE' });

    await expect(waitFor()).rejects.toThrow(TransientError);
  });
});

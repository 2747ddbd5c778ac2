import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { TransientError } from '@segue/sdk';
import { NOW, readAll } from '@segue/sdk/testing';
import nock from 'nock';
import { ga4 } from './ga4.source.js';

const REPORT = '/v1beta/properties/123:runReport';
const TOMORROW = new Date('2026-01-16T12:00:00.000Z');

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const userReport = { dimension: 'customUser:crm_id', metrics: ['sessions', 'purchaseRevenue'] };
const settings = {
  serviceAccount: {
    client_email: 'segue@acme.iam.gserviceaccount.com',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  },
  propertyId: '123',
  audiences: [],
  userReport,
};

const request = (offset: string) => ({
  dateRanges: [{ startDate: '30daysAgo', endDate: 'yesterday' }],
  dimensions: [{ name: 'customUser:crm_id' }],
  metrics: [{ name: 'sessions' }, { name: 'purchaseRevenue' }],
  dimensionFilter: {
    notExpression: {
      filter: {
        fieldName: 'customUser:crm_id',
        inListFilter: { values: ['(not set)', '', '(other)'] },
      },
    },
  },
  orderBys: [{ dimension: { dimensionName: 'customUser:crm_id' } }],
  offset,
  limit: '10000',
  keepEmptyRows: false,
  returnPropertyQuota: true,
});
const row = (id: string, sessions = '3', revenue = '59.9') => ({
  dimensionValues: [{ value: id }],
  metricValues: [{ value: sessions }, { value: revenue }],
});
const answer = (rows: unknown[], over: object = {}) => ({
  metricHeaders: [
    { name: 'sessions', type: 'TYPE_INTEGER' },
    { name: 'purchaseRevenue', type: 'TYPE_CURRENCY' },
  ],
  rows,
  rowCount: rows.length,
  metadata: { currencyCode: 'EUR', timeZone: 'Europe/Berlin' },
  kind: 'analyticsData#runReport',
  ...over,
});
const fakeReport = (rows: unknown[], over: object = {}, offset = '0') =>
  nock('https://analyticsdata.googleapis.com')
    .post(REPORT, request(offset))
    .reply(200, answer(rows, over));
const read = (over: object = {}) =>
  readAll(ga4, { ...settings, userReport: { ...userReport, ...over } });
const people = (count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => row(`c-${from + n}`));

beforeEach(() => {
  nock('https://oauth2.googleapis.com')
    .persist()
    .post('/token')
    .reply(200, { access_token: 'one', expires_in: 3599 });
});

describe('the user report', () => {
  it('makes numbers of the metrics, and tells when it listed the person', async () => {
    fakeReport([row('c-1')]);

    const [page] = await read();

    expect(page?.records).toEqual([
      {
        kind: 'profile',
        identifiers: { userId: 'c-1' },
        traits: {
          ga4_sessions: 3,
          ga4_purchaseRevenue: 59.9,
          ga4_reported_at: '2026-01-15T12:00:00.000Z',
        },
        observedAt: NOW,
      },
    ]);
    expect(page).not.toHaveProperty('notes');
  });

  it('reads the days, metrics and identifier that the settings name', async () => {
    nock('https://analyticsdata.googleapis.com')
      .post(REPORT, {
        ...request('0'),
        dateRanges: [{ startDate: '7daysAgo', endDate: 'yesterday' }],
        metrics: [{ name: 'keyEvents:purchase' }],
      })
      .reply(200, {
        ...answer([{ dimensionValues: [{ value: 'a-1' }], metricValues: [{ value: '2' }] }]),
        metricHeaders: [{ name: 'keyEvents:purchase', type: 'TYPE_FLOAT' }],
      });

    const [page] = await read({
      lookbackDays: 7,
      metrics: ['keyEvents:purchase'],
      identifier: 'anonymousId',
    });

    expect(page?.records).toMatchObject([
      { identifiers: { anonymousId: 'a-1' }, traits: { ga4_keyEvents_purchase: 2 } },
    ]);
  });

  it('makes nobody of rows that are not one person', async () => {
    fakeReport([row('(not set)'), row(''), row('(other)'), row('c-1')]);

    const [page] = await read();

    expect(page?.records).toMatchObject([{ identifiers: { userId: 'c-1' } }]);
    expect(page).not.toHaveProperty('rejected');
  });

  it('rejects rows that are broken, and takes the others', async () => {
    fakeReport([
      row('c-1', 'three'),
      row('c-2', ''),
      { dimensionValues: [{ value: 'c-3' }], metricValues: [{ value: '1' }] },
      null,
      row('c-5'),
    ]);

    const [page] = await read();

    expect(page?.records).toMatchObject([{ identifiers: { userId: 'c-5' } }]);
    expect(page?.rejected?.map(({ code, position, reason }) => [code, position, reason])).toEqual([
      ['INVALID_METRIC', 'user report, row 0', 'the value of sessions is no number'],
      ['INVALID_METRIC', 'user report, row 1', 'the value of sessions is no number'],
      ['INVALID_ROW', 'user report, row 2', 'not a row of the report'],
      ['INVALID_ROW', 'user report, row 3', 'not a row of the report'],
    ]);
  });

  it('is read 10,000 rows at a time, in pages of 5,000', async () => {
    fakeReport(people(10_000), { rowCount: 12_000 });
    fakeReport(people(2_000, 10_000), { rowCount: 12_000 }, '10000');

    const pages = await read();

    expect(pages.map(({ records }) => records.length)).toEqual([5_000, 5_000, 2_000, 0]);
    expect(pages.map(({ checkpoint }) => checkpoint)).toEqual([
      { position: { stream: 'users', day: '2026-01-15', offset: 5_000 } },
      { position: { stream: 'users', day: '2026-01-15', offset: 10_000 } },
      { position: { stream: 'users', day: '2026-01-15', offset: 12_000 } },
      {},
    ]);
  });

  it('goes on where the read stopped on the same day', async () => {
    fakeReport([row('c-2')], { rowCount: 5_001 }, '5000');

    const pages = await readAll(ga4, settings, {
      position: { stream: 'users', day: '2026-01-15', offset: 5_000 },
    });

    expect(pages[0]?.records).toMatchObject([{ identifiers: { userId: 'c-2' } }]);
  });

  it('starts again on another day, because its rows have moved', async () => {
    fakeReport([row('c-9')], { rowCount: 5_001 }, '5000');
    fakeReport([row('c-1'), row('c-9')]);
    const position = { stream: 'users', day: '2026-01-15', offset: 5_000 } as const;

    const [page] = await readAll(ga4, settings, { position }, { now: TOMORROW });

    expect(page?.records).toMatchObject([
      { identifiers: { userId: 'c-1' } },
      { identifiers: { userId: 'c-9' } },
    ]);
    expect(page?.checkpoint).toEqual({
      position: { stream: 'users', day: '2026-01-16', offset: 2 },
    });
  });

  it.each([
    ['Pacific/Kiritimati', '2026-01-16'],
    ['Mars/Olympus', '2026-01-15'],
  ])('counts the days of the time zone %s', async (timeZone, day) => {
    fakeReport([row('c-1')], { metadata: { timeZone } });

    const [page] = await read();

    expect(page?.checkpoint.position).toMatchObject({ day });
  });

  it.each([
    ['without metadata', { metadata: undefined }],
    ['without headers', { metricHeaders: undefined }],
    ['without a row count', { rowCount: undefined }],
    ['with a row count that is none', { rowCount: 'many' }],
    ['that ends too early', { rows: [], rowCount: 3 }],
    ['whose rows are no list', { rows: {} }],
  ])('is read again later after an answer %s', async (_, over) => {
    fakeReport([row('c-1')], over);

    await expect(read()).rejects.toThrow(TransientError);
  });

  it('may be empty', async () => {
    fakeReport([], { rows: undefined, rowCount: undefined, metricHeaders: undefined });

    await expect(read()).resolves.toEqual([{ records: [], checkpoint: {} }]);
  });
});

describe('notes of the user report', () => {
  const notesOf = async (over: object) => {
    fakeReport([row('c-1')], over);
    const [page] = await read();
    return page?.notes ?? [];
  };
  const metadata = (flags: object) => ({ metadata: { timeZone: 'Europe/Berlin', ...flags } });
  const quota = (over: object) => ({
    propertyQuota: {
      tokensPerDay: { consumed: 5, remaining: 199_980 },
      tokensPerHour: { consumed: 5, remaining: 39_980 },
      concurrentRequests: { remaining: 10 },
      ...over,
    },
  });

  it.each([
    [
      'SAMPLED',
      { samplingMetadatas: [{ samplesReadCount: '250', samplingSpaceSize: '1000' }] },
      /25\.0 %/,
    ],
    ['SAMPLED', { samplingMetadatas: [{}] }, /a part/],
    ['THRESHOLDED', { subjectToThresholding: true }, /threshold/],
    ['DATA_LOSS_OTHER_ROW', { dataLossFromOtherRow: true }, /\(other\)/],
    ['TRUNCATED', { dataTruncationReasons: [{ reason: 'X' }] }, /rows are missing/],
  ])('tell %s', async (code, flags, message) => {
    const notes = await notesOf(metadata(flags));

    expect(notes).toEqual([{ code, message: expect.stringMatching(message) }]);
  });

  it('tell why there is nobody', async () => {
    fakeReport([], {
      rows: undefined,
      rowCount: undefined,
      ...metadata({ subjectToThresholding: true }),
    });

    const [page] = await read();

    expect(page).toMatchObject({ records: [], notes: [{ code: 'THRESHOLDED' }] });
  });

  it.each([
    ['tokensPerHour', { consumed: 5, remaining: 4_000 }],
    ['tokensPerHour', { consumed: 40_000 }],
    ['tokensPerHour', { consumed: 900_000, remaining: 100_000 }],
    ['concurrentRequests', { consumed: 9, remaining: 1 }],
  ])('tell when a tenth or less of %s is left: %j', async (name, status) => {
    const notes = await notesOf(quota({ [name]: status }));

    expect(notes).toEqual([{ code: 'QUOTA_LOW', message: expect.stringContaining(name) }]);
  });

  it.each([
    ['there is enough', quota({})],
    ['a quota is just above a tenth', quota({ tokensPerHour: { consumed: 5, remaining: 4_001 } })],
    ['Google tells no quota', {}],
    ['the flags are false', metadata({ subjectToThresholding: false, samplingMetadatas: [] })],
  ])('tell nothing when %s', async (_, over) => {
    expect(await notesOf(over)).toEqual([]);
  });
});

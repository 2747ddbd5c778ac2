import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { AuthError, RateLimitError, RequestError, TransientError } from '@segue/sdk';
import { contextFor, NOW } from '@segue/sdk/testing';
import nock from 'nock';
import { ga4 } from './ga4.source.js';
import { connectToGoogle, listAll } from './google-client.js';

const DATA = 'https://analyticsdata.googleapis.com';
const OAUTH = 'https://oauth2.googleapis.com';
const PATH = '/v1beta/properties/123/metadata';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const settings = {
  serviceAccount: { client_email: 'segue@acme.iam.gserviceaccount.com', private_key: pem },
  propertyId: '123',
};

/** One exchange of an assertion for this token; a second one finds nobody. */
const giveToken = (access_token: string, lifetime: object = { expires_in: 3599 }) =>
  nock(OAUTH)
    .post('/token', ({ grant_type, assertion }: Record<string, string>) =>
      Boolean(
        grant_type === 'urn:ietf:params:oauth:grant-type:jwt-bearer' &&
        /^[\w-]+\.[\w-]+\.[\w-]+$/.test(assertion ?? ''),
      ),
    )
    .reply(200, { access_token, token_type: 'Bearer', ...lifetime });
const withToken = (token: string) =>
  nock(DATA, { reqheaders: { authorization: `Bearer ${token}` } });
const answer = (status: number, body: nock.Body, headers: Record<string, string> = {}) => {
  giveToken('one');
  withToken('one').get(PATH).reply(status, body, headers);
};
const failure = (code: number, message: string, details: object[] = []) => ({
  error: { code, message, details },
});

function connect(now = () => NOW) {
  const { http, settings: parsed } = contextFor(ga4, settings);
  return connectToGoogle({ http, settings: parsed, now });
}

describe('connectToGoogle', () => {
  it('uses a token until a minute before it expires', async () => {
    let now = NOW;
    const google = connect(() => now);
    giveToken('one');
    withToken('one').get(PATH).twice().reply(200, {});
    giveToken('two');
    withToken('two').get(PATH).reply(200, { isNew: true });

    await google.get(PATH);
    now = new Date(NOW.getTime() + 3_538_000);
    await google.get(PATH);
    now = new Date(NOW.getTime() + 3_539_000);

    await expect(google.get(PATH)).resolves.toEqual({ isNew: true });
    expect(nock.isDone()).toBe(true);
  });

  it('gets a new token once when Google no longer takes the one it has', async () => {
    giveToken('one');
    withToken('one').get(PATH).reply(401);
    giveToken('two');
    withToken('two').get(PATH).reply(200, { isNew: true });

    await expect(connect().get(PATH)).resolves.toEqual({ isNew: true });
  });

  it('gives up when Google does not take the new token either', async () => {
    giveToken('one');
    withToken('one').get(PATH).reply(401);
    giveToken('two');
    withToken('two').get(PATH).reply(401);

    await expect(connect().get(PATH)).rejects.toThrow(AuthError);
  });

  it('does not take an answer without a token for one', async () => {
    nock(OAUTH).post('/token').reply(200, { expires_in: 3599 });

    await expect(connect().get(PATH)).rejects.toThrow(TransientError);
  });

  it.each(['invalid_grant', 'invalid_client', 'unauthorized_client'])(
    'tells that Google refuses the key when it answers %s',
    async (error) => {
      nock(OAUTH).post('/token').reply(400, { error, error_description: 'Invalid JWT Signature.' });

      const got = connect().get(PATH);

      await expect(got).rejects.toThrow(AuthError);
      await expect(got).rejects.toThrow(/deleted or disabled/);
    },
  );

  it.each([
    ['concurrent requests', 'Exhausted concurrent requests quota.', 30_000],
    ['tokens per hour', 'Exhausted property tokens for a project per hour.', 1_800_000],
    ['thresholded requests', 'Exhausted potentially thresholded requests quota.', 1_800_000],
    ['tokens per day', 'Exhausted property tokens per day.', 3_600_000],
    ['anything else', 'Resource has been exhausted (e.g. check quota).', 60_000],
  ])('waits as long as the quota of %s takes to come back', async (_, message, retryAfterMs) => {
    answer(429, failure(429, message));

    await expect(connect().get(PATH)).rejects.toMatchObject({
      name: RateLimitError.name,
      retryAfterMs,
    });
  });

  it('waits as long as Retry-After says, whichever quota it is', async () => {
    answer(429, failure(429, 'Exhausted property tokens per day.'), { 'Retry-After': '5' });

    await expect(connect().get(PATH)).rejects.toMatchObject({ retryAfterMs: 5_000 });
  });

  it.each([
    ['analyticsdata.googleapis.com', /enable the Google Analytics Data API in the Cloud project/],
    ['analyticsadmin.googleapis.com', /enable the Google Analytics Admin API in the Cloud project/],
    ['other.googleapis.com', /enable the Google Analytics Data API and Admin API/],
  ])('tells to enable the API when %s is disabled', async (service, message) => {
    answer(403, failure(403, 'no', [{ reason: 'SERVICE_DISABLED', metadata: { service } }]));

    const got = connect().get(PATH);

    await expect(got).rejects.toThrow(AuthError);
    await expect(got).rejects.toThrow(message);
  });

  it('tells to add the service account as Viewer when it may not read the property', async () => {
    answer(403, failure(403, 'User does not have sufficient permissions for this property.'));

    const got = connect().get(PATH);

    await expect(got).rejects.toThrow(AuthError);
    await expect(got).rejects.toThrow(/as Viewer/);
  });

  it('repeats what Google says of a bad request', async () => {
    answer(400, failure(400, 'Field customUser:foo is not a valid dimension.'));

    await expect(connect().get(PATH)).rejects.toThrow(
      new RequestError(
        'Google refuses the request: Field customUser:foo is not a valid dimension.',
        400,
      ),
    );
  });

  it.each([
    ['a list', []],
    ['a text', '"sign in"'],
    ['nothing', ''],
  ])('tries again later when it gets %s', async (_, body) => {
    answer(200, body);

    await expect(connect().get(PATH)).rejects.toThrow(TransientError);
  });

  it.each([
    [401, 'Bearer'],
    [403, failure(403, 'no')],
    [500, 'down'],
  ])('shows neither key nor assertion nor token in the error of a %i', async (status, body) => {
    giveToken('ya29.t0ken');
    giveToken('ya29.t0ken');
    withToken('ya29.t0ken').get(PATH).twice().reply(status, body);

    const error: unknown = await connect()
      .get(PATH)
      .catch((e: unknown) => e);

    const { message, stack, cause } = error as Error;
    expect(message).not.toBe('');
    expect(`${message} ${stack} ${JSON.stringify(error)} ${String(cause)}`).not.toMatch(
      /t0ken|assertion|eyJ|PRIVATE|segue@acme/,
    );
  });
});

describe('listAll', () => {
  it('follows the page tokens to the end', async () => {
    giveToken('one');
    const google = withToken('one');
    google
      .get(PATH)
      .query({ pageSize: '2' })
      .reply(200, { items: [1, 2], nextPageToken: 'p2' });
    google
      .get(PATH)
      .query({ pageSize: '2', pageToken: 'p2' })
      .reply(200, { items: [3] });

    await expect(listAll(connect(), PATH, 'items', 2)).resolves.toEqual([1, 2, 3]);
  });

  it('does not go round in circles', async () => {
    giveToken('one');
    withToken('one')
      .get(PATH)
      .query(true)
      .twice()
      .reply(200, { items: [1], nextPageToken: 'p2' });

    await expect(listAll(connect(), PATH, 'items', 2)).rejects.toThrow(TransientError);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiKeyService } from '../apps/hub/src/access/api-key.service.js';
import { HubServerUnderTest } from './support/hub-server.js';

const LIMIT = 5;

describe('the limit to requests', () => {
  let hub: HubServerUnderTest;

  beforeAll(async () => {
    const env = { SEGUE_RATE_LIMIT: String(LIMIT) };
    hub = await HubServerUnderTest.start('workspace: { name: Acme }', { env });
  });
  afterAll(() => hub.close());

  async function aKey(): Promise<string> {
    const { secret } = await hub.app
      .get(ApiKeyService)
      .create({ name: 'k', role: 'viewer' }, 'spec');
    return `Bearer ${secret}`;
  }

  it('holds for a key, over all routes, and tells what is left', async () => {
    const authorization = await aKey();
    const paths = ['/api/status', '/api/segments', '/api/syncs', '/api/runs', '/api/session'];
    const answers = [];
    for (const path of paths) answers.push(await hub.call(path, { headers: { authorization } }));

    const refused = await hub.call('/api/status', { headers: { authorization } });

    expect(answers.map(({ headers }) => headers['ratelimit-remaining'])).toEqual([
      '4',
      '3',
      '2',
      '1',
      '0',
    ]);
    expect(answers[0]!.headers).toMatchObject({ 'ratelimit-limit': '5', 'ratelimit-reset': '60' });
    expect([refused.status, JSON.parse(refused.text).code]).toEqual([429, 'TOO_MANY_REQUESTS']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('of one key leaves others alone', async () => {
    const [one, other] = [await aKey(), await aKey()];
    for (let index = 0; index <= LIMIT; index += 1) {
      await hub.call('/api/status', { headers: { authorization: one } });
    }

    expect((await hub.call('/api/status', { headers: { authorization: other } })).status).toBe(200);
  });

  it('holds for who is not known, by address', async () => {
    const statuses: number[] = [];
    for (let index = 0; index <= LIMIT; index += 1) {
      statuses.push((await hub.call('/api/session/options', { isAnonymous: true })).status);
    }

    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });

  it('does not hold for the key of the environment', async () => {
    for (let index = 0; index <= LIMIT * 2; index += 1) {
      expect((await hub.call('/api/status')).status).toBe(200);
    }
  });
});

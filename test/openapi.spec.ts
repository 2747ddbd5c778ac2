import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeApi } from '../apps/hub/src/http/describe-api.js';
import { HubServerUnderTest } from './support/hub-server.js';

describe('the description of the API', () => {
  let hub: HubServerUnderTest;

  beforeAll(async () => {
    hub = await HubServerUnderTest.start('workspace: { name: Acme }');
  });
  afterAll(() => hub.close());

  it('is the same without a configuration, a database or a server', async () => {
    const served = await hub.json<{ readonly paths: object }>('/api/openapi.json');

    const described = JSON.parse(JSON.stringify(await describeApi())) as typeof served;

    expect(Object.keys(served.paths).length).toBeGreaterThan(20);
    expect(described).toEqual(served);
  });
});

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HubServerUnderTest } from './support/hub-server.js';
import { requestsOf, type Document, type FuzzedRequest } from './support/fuzz.js';

/** How many requests are made, over all operations: many more where there is time. */
const REQUESTS = Number(process.env['SEGUE_FUZZ_REQUESTS'] ?? 500);

const CONFIG = `
connections:
  - { id: web, plugin: segment, settings: { writeKey: abcdefghijklmnopqrstuvwxyz012345 } }
  - id: newsletter
    plugin: mailchimp
    settings: { apiKey: "0123456789abcdef0123456789abcdef-us1", baseUrl: "http://127.0.0.1:9" }
segments:
  - { key: everyone, name: Everyone, rule: { everyone: true } }
syncs:
  - { id: to-newsletter, segment: everyone, connection: newsletter, audience: { listId: abc123, name: Everyone } }
`;

/** 502: a vendor, which nobody plays here, does not answer. */
const FINE = (status: number): boolean => status < 500 || status === 502;

describe('odd requests', () => {
  let hub: HubServerUnderTest;
  let document: Document;

  beforeAll(async () => {
    hub = await HubServerUnderTest.start(CONFIG, { env: { SEGUE_SECRET_KEY: 'ab'.repeat(32) } });
    document = await hub.json<Document>('/api/openapi.json');
  });
  afterAll(() => hub.close());

  const send = ({ method, path, body }: FuzzedRequest) =>
    hub.call(path, {
      method,
      ...(body === undefined ? {} : { body, headers: { 'Content-Type': 'application/json' } }),
    });

  it(`get an answer that is no failure of the hub's, ${REQUESTS} of them`, async () => {
    const operations = Object.entries(document.paths)
      .filter(([path]) => !path.endsWith('/live'))
      .flatMap(([path, methods]) => Object.keys(methods).map((method) => [method, path] as const));
    const each = Math.ceil(REQUESTS / operations.length);
    const seed = Number(process.env['SEGUE_FUZZ_SEED'] ?? 442_619);
    const failures: string[] = [];
    let sent = 0;

    for (const [method, path] of operations) {
      for (const request of fc.sample(requestsOf(document, method, path), {
        numRuns: each,
        seed,
      })) {
        const { status, text } = await send(request);
        sent += 1;
        if (!FINE(status)) {
          failures.push(
            `${status} ${request.method} ${request.path.slice(0, 300)} ${request.body?.slice(0, 500) ?? ''} ${text.slice(0, 200)} (seed ${seed})`,
          );
        }
      }
    }

    expect(failures.slice(0, 10)).toEqual([]);
    expect(sent).toBeGreaterThanOrEqual(REQUESTS);
    expect((await hub.call('/api/health')).status).toBe(200);
  }, 600_000);
});

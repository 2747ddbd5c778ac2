import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuidV7 } from '../apps/hub/src/database/uuid.js';
import { EvaluationService } from '../apps/hub/src/segments/evaluation.service.js';
import { segue } from './support/hub-process.js';
import { HubServerUnderTest } from './support/hub-server.js';

const WRITE_KEY = 'abcdefghijklmnopqrstuvwxyz012345';
const DAY_MS = 86_400_000;
/** Each command is a process of its own, which takes seconds to start. */
const TIMEOUT_MS = 120_000;

const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString();

const SEGMENTS = `segments:
  - key: buyers
    rule:
      all:
        - { event: Order Completed, within: { last: 7d }, where: { property: total, op: gt, value: 5 } }
        - not: { trait: plan, op: eq, value: free }
`;

const ORDERED_AT = daysAgo(2);
const MESSAGES = [
  { type: 'identify', userId: 'u1', traits: { email: 'a@example.com', plan: 'paid' } },
  {
    type: 'track',
    userId: 'u1',
    event: 'Order Completed',
    timestamp: ORDERED_AT,
    properties: { total: 20, note: 'not named by the rule' },
  },
  { type: 'identify', userId: 'u2', traits: { plan: 'free' } },
];

interface Answer {
  readonly isMember: boolean;
  readonly changesAt: string | null;
  readonly stored: { readonly isMember: boolean; readonly agrees: boolean };
  readonly explanation: { readonly children: readonly { readonly evidence?: object }[] };
}

describe('the API that explains', () => {
  let hub: HubServerUnderTest;
  beforeAll(async () => {
    hub = await HubServerUnderTest.start(`
workspace: { name: Shop, timezone: Asia/Kathmandu }
connections:
  - { id: web, plugin: segment, settings: { writeKey: ${WRITE_KEY} } }
${SEGMENTS}`);
    const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
    await hub.post('/v1/batch', { batch: MESSAGES }, { authorization });
    await hub.app.get(EvaluationService).evaluate(new Date(), uuidV7());
  });
  afterAll(() => hub.close());

  const path = (profile: string, key = 'buyers'): string =>
    `/api/profiles/${encodeURIComponent(profile)}/segments/${key}`;

  it('says why a person is in a segment, and when that ends, in the zone of the workspace', async () => {
    const answer = await hub.json<Answer>(path('email:A@Example.com'));

    const end = new Date(Date.parse(ORDERED_AT) + 7 * DAY_MS + 5.75 * 3_600_000);
    expect(answer).toMatchObject({
      segment: { key: 'buyers', kind: 'dynamic', version: 1 },
      timezone: 'Asia/Kathmandu',
      isMember: true,
      changesAt: end.toISOString().replace('Z', '+05:45'),
      stored: { isMember: true, agrees: true, note: null, lastChange: { version: 1 } },
      explanation: {
        isTrue: true,
        children: [
          { evidence: { kind: 'event', count: 1, events: [{ properties: { total: 20 } }] } },
          { isTrue: true, children: [{ isTrue: false, evidence: { value: 'paid' } }] },
        ],
      },
    });
    expect(JSON.stringify(answer)).not.toContain('not named by the rule');
  });

  it('says why a person is not', async () => {
    const { isMember, stored, changesAt } = await hub.json<Answer>(path('userId:u2'));

    expect({ isMember, changesAt, agrees: stored.agrees }).toEqual({
      isMember: false,
      changesAt: null,
      agrees: true,
    });
  });

  it.each([
    ['userId:nobody', 'buyers'],
    ['nobody', 'buyers'],
    ['userId:u1', 'nope'],
  ])('does not know %s in %s', async (profile, key) => {
    const { status, text } = await hub.call(path(profile, key));

    expect([status, JSON.parse(text).code]).toEqual([404, 'NOT_FOUND']);
  });

  it('says why a segment cannot be evaluated', async () => {
    await hub.database.prisma.segment.create({
      data: { key: 'broken', name: 'Broken', rule: { event: '' } },
    });

    const { status, text } = await hub.call(path('userId:u1', 'broken'));

    expect(status).toBe(409);
    expect(JSON.parse(text)).toMatchObject({
      code: 'RULE_FAILED',
      detail: expect.stringContaining('/event'),
    });
  });

  it('logs nothing about whom it was asked', () => {
    expect(hub.lines.join('\n')).toContain('/api/profiles/:id/segments/:key');
    expect(hub.lines.join('\n')).not.toMatch(/example\.com|u1|nobody/i);
  });
});

describe('segue explain', () => {
  let folder: string;
  const run = (...args: string[]) => segue(args, { folder });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segue-explain-'));
    const connections = `connections:
  - { id: shop, plugin: file, settings: { path: events.ndjson, format: ndjson } }
`;
    await writeFile(join(folder, 'segue.yaml'), `${connections}${SEGMENTS}`);
    const lines = MESSAGES.map((message) => JSON.stringify({ timestamp: daysAgo(1), ...message }));
    await writeFile(join(folder, 'events.ndjson'), `${lines.join('\n')}\n`);
    await run('run');
  }, TIMEOUT_MS);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it(
    'prints the tree with what each part found',
    async () => {
      const { code, stdout } = await run('explain', 'buyers', 'userId:u1');

      const end = new Date(Date.parse(ORDERED_AT) + 7 * DAY_MS).toISOString().replace('Z', '');
      const lines = stdout.split('\n');
      expect(code).toBe(0);
      expect(lines[0]).toMatch(/^[0-9a-f-]{36} is a member of buyers at /);
      expect(lines[1]).toBe(`that changes at ${end}+00:00, if nothing arrives`);
      expect(lines[2]).toMatch(/^stored: a member since .*; joined at .* by version 1, because of/);
      expect(stdout).toContain('✓ all 2 of these hold\n  ✓ did “Order Completed” with total is');
      expect(stdout).toContain('1 event found\n');
      expect(stdout).toContain(' Order Completed {"total":20}\n');
      expect(stdout).toContain('    ✗ plan is “free” — no value counts as false here\n');
      expect(stdout).toMatch(/it is "paid", as shop said at /);
    },
    TIMEOUT_MS,
  );

  it(
    'prints JSON',
    async () => {
      const { code, stdout } = await run('explain', 'buyers', 'userId:u2', '--json');

      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ isMember: false, changesAt: null });
    },
    TIMEOUT_MS,
  );

  it.each([
    ['buyers', 'userId:u9', 'there is no such profile'],
    ['nope', 'userId:u1', 'there is no segment nope'],
  ])(
    'does not explain %s for %s',
    async (key, profile, sentence) => {
      const { code, stderr } = await run('explain', key, profile);

      expect(code).toBe(2);
      expect(stderr).toContain(sentence);
      expect(stderr).not.toContain(profile);
    },
    TIMEOUT_MS,
  );
});

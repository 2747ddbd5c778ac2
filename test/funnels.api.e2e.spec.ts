import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WorkerService } from '../apps/hub/src/hub/worker.service.js';
import { HubServerUnderTest } from './support/hub-server.js';

const WRITE_KEY = 'abcdefghijklmnopqrstuvwxyz012345';

const CONFIG = `
connections:
  - { id: web, plugin: segment, settings: { writeKey: ${WRITE_KEY} } }
segments:
  - { key: paid, rule: { trait: plan, op: eq, value: paid } }
`;

const HOUR_MS = 3_600_000;
const START = Date.now();

const track = (userId: string, event: string, hoursAgo: number, properties: object = {}) => ({
  ...{ type: 'track', userId, event, properties },
  timestamp: new Date(START - hoursAgo * HOUR_MS).toISOString(),
});

const pay = (userId: string) => ({ type: 'identify', userId, traits: { plan: 'paid' } });

const MESSAGES = [
  ...[pay('1'), track('1', 'Viewed', 9), track('1', 'Ordered', 8, { total: 50 })],
  ...[pay('2'), track('2', 'Viewed', 9), track('2', 'Ordered', 6, { total: 5 })],
  ...[track('3', 'Viewed', 9), track('3', 'Ordered', 5, { total: 100 })],
];

const FUNNEL = {
  steps: [
    { event: 'Viewed' },
    { event: 'Ordered', where: { property: 'total', op: 'gte', value: 10 } },
  ],
  within: { last: '1d' },
  conversionWindow: '6h',
};

describe('the API of funnels', () => {
  let hub: HubServerUnderTest;

  beforeAll(async () => {
    hub = await HubServerUnderTest.start(CONFIG);
    const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
    await hub.post('/v1/batch', { batch: MESSAGES }, { authorization });
    await hub.app.get(WorkerService).runNow({ kind: 'evaluate', target: 'segments' });
  });
  afterAll(() => hub.close());

  const post = async (path: string, body: unknown) => {
    const { status, text } = await hub.post(path, body);
    return { status, answer: JSON.parse(text) as unknown };
  };

  it('counts who reached each step, of everyone and of the segments', async () => {
    const { status, answer } = await post('/api/funnels', { ...FUNNEL, segments: ['paid'] });

    expect(status).toBe(200);
    expect(answer).toMatchObject({
      at: expect.stringMatching(/Z$/),
      groups: [
        {
          segment: null,
          steps: [
            { step: 1, event: 'Viewed', people: 3 },
            { step: 2, event: 'Ordered', people: 2, medianMs: 2.5 * HOUR_MS, droppedOff: 1 },
          ],
        },
        { segment: 'paid', steps: [{ people: 2 }, { people: 1, conversionFromFirst: 0.5 }] },
      ],
    });
  });

  it('names who dropped off, with a rule for them', async () => {
    const request = { funnel: FUNNEL, step: 2, segment: 'paid' };

    const { status, answer } = await post('/api/funnels/dropped?limit=10', request);

    expect(status).toBe(200);
    expect(answer).toMatchObject({
      members: [{ userId: '2', reachedAt: new Date(START - 9 * HOUR_MS).toISOString() }],
      next: null,
      rule: { all: [{ segment: 'paid' }, { event: 'Viewed' }, { not: { sequence: [{}, {}] } }] },
      ruleNote: null,
    });
  });

  it('refuses what is no funnel, naming every problem', async () => {
    const { status, answer } = await post('/api/funnels', {
      ...{ steps: [{ event: 'Viewed' }], segments: ['paed'] },
      ...{ within: { last: '30d' } },
    });

    expect(status).toBe(422);
    expect(answer).toMatchObject({
      code: 'FUNNEL_INVALID',
      problems: [
        { pointer: '/steps', message: 'must be a list of 2 to 10 steps' },
        { pointer: '/segments/0', message: 'is not the key of a segment; did you mean "paid"?' },
      ],
    });
  });

  it('refuses a page that is none', async () => {
    const path = '/api/funnels/dropped?limit=0';

    const { status, answer } = await post(path, { funnel: FUNNEL, step: 2 });

    expect(status).toBe(400);
    expect(answer).toMatchObject({ code: 'INPUT_INVALID', problems: [{ pointer: '/limit' }] });
  });
});

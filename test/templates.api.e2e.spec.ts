import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HubServerUnderTest } from './support/hub-server.js';

const WRITE_KEY = 'abcdefghijklmnopqrstuvwxyz012345';

const CONFIG = `
connections:
  - { id: web, plugin: segment, settings: { writeKey: ${WRITE_KEY} } }
segments:
  - { key: everyone, rule: { everyone: true } }
`;

const order = (userId: string, total: number) => ({
  type: 'track',
  userId,
  event: 'Order Completed',
  properties: { total },
});

describe('the API of segment templates', () => {
  let hub: HubServerUnderTest;

  beforeAll(async () => {
    hub = await HubServerUnderTest.start(CONFIG);
    const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
    await hub.post('/v1/batch', { batch: [order('1', 10), order('2', 90)] }, { authorization });
  });
  afterAll(() => hub.close());

  const instantiate = async (key: string, body: unknown) => {
    const { status, text } = await hub.post(`/api/segment-templates/${key}/instantiate`, body);
    return { status, answer: JSON.parse(text) as unknown };
  };

  it('lists templates with their parameters and what the data lack for them', async () => {
    const { templates } = await hub.json<{ templates: { key: string }[] }>(
      '/api/segment-templates',
    );

    expect(templates.length).toBeGreaterThanOrEqual(26);
    expect(templates.find(({ key }) => key === 'abandoned-checkout')).toEqual({
      key: 'abandoned-checkout',
      title: 'Abandoned checkout',
      description: expect.any(String),
      category: 'shopping',
      parameters: expect.arrayContaining([
        { name: 'within', type: 'duration', label: 'In the last', default: '7d' },
      ]),
      needs: [
        expect.objectContaining({ anyOf: ['Checkout Started'], isRequired: true }),
        expect.objectContaining({ anyOf: ['Order Completed'], isRequired: false }),
      ],
      isUsable: false,
      missing: [
        {
          kind: 'event',
          anyOf: ['Checkout Started'],
          parameter: 'startEvent',
          isRequired: true,
          nearest: [],
        },
      ],
    });
  });

  it('shows one as the list does', async () => {
    const { templates } = await hub.json<{ templates: { key: string }[] }>(
      '/api/segment-templates',
    );

    expect(await hub.json('/api/segment-templates/rfm')).toEqual(
      templates.find(({ key }) => key === 'rfm'),
    );
  });

  it('makes a rule with the parameters, and with thresholds from the data', async () => {
    const { status, answer } = await instantiate('top-spenders', { share: 50, within: '30d' });

    expect(status).toBe(200);
    expect(answer).toEqual({
      rule: {
        all: [
          { event: 'Order Completed', within: { last: '30d' } },
          {
            event: 'Order Completed',
            within: { last: '30d' },
            sum: { property: 'total', gte: 90 },
          },
        ],
      },
      name: 'Top spenders',
      description: expect.stringMatching(/Threshold computed on .* over 2 people: 90\.$/),
      warnings: [],
    });
  });

  it('names every parameter that cannot be used', async () => {
    const { status, answer } = await instantiate('top-spenders', { share: 0, wihtin: '1d' });

    expect(status).toBe(400);
    expect(answer).toMatchObject({
      code: 'TEMPLATE_PARAMETERS',
      problems: [
        {
          pointer: '/wihtin',
          message: 'is not a parameter of this template; did you mean "within"?',
        },
        { pointer: '/share', message: 'must be a number from 0.01 to 100' },
      ],
    });
  });

  it.each<[string, unknown, number, string]>([
    ['top-spenders', ['share'], 400, 'TEMPLATE_PARAMETERS'],
    ['nope', {}, 404, 'NOT_FOUND'],
    ['rfm', { orderEvent: 'Nothing' }, 409, 'TEMPLATE_DATA'],
  ])('answers %s with %j as a problem', async (key, body, status, code) => {
    const problem = await instantiate(key, body);

    expect(problem).toMatchObject({ status, answer: { status, code } });
  });

  it('knows no other template to show', async () => {
    const { status, text } = await hub.call('/api/segment-templates/nope');

    expect([status, JSON.parse(text).code]).toEqual([404, 'NOT_FOUND']);
  });
});

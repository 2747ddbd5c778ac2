import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HubServerUnderTest } from './support/hub-server.js';

const WRITE_KEY = 'abcdefghijklmnopqrstuvwxyz012345';
const CONFIG = `
workspace: { name: Acme }
connections:
  - { id: web, plugin: segment, settings: { writeKey: ${WRITE_KEY} } }
`;

interface Found<T> {
  readonly found: readonly T[];
  readonly total: number;
  readonly sampled: number;
}
interface Name {
  readonly name: string;
  readonly types: readonly string[];
  readonly count: number;
  readonly isEstimate: boolean;
}
interface Value {
  readonly value: unknown;
  readonly count: number;
  readonly share: number;
}

describe('the catalog of what occurs in the data', () => {
  let hub: HubServerUnderTest;

  beforeAll(async () => {
    hub = await HubServerUnderTest.start(CONFIG);
    const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
    const identify = (userId: string, traits: object) => ({ type: 'identify', userId, traits });
    const track = (event: string, properties: object, context: object = {}) => ({
      ...{ type: 'track', userId: '1', event, properties, context },
      timestamp: '2026-01-05T12:00:00Z',
    });
    const batch = [
      identify('1', { plan: 'pro', age: 30, tags: ['a', 'b'], address: { city: 'Bonn' } }),
      identify('2', { plan: 'free', age: '31', tags: ['a'], since: '2025-01-31' }),
      identify('3', { plan: 'free', 'a.b': true }),
      track('Order Completed', { total: 5, currency: 'EUR' }, { page: { path: '/a' } }),
      track('Order Completed', { total: 7, currency: 'EUR', coupon: null }),
      track('Order Completed', { total: '9', currency: 'USD' }),
      track('Reorder', {}),
    ];
    const { status } = await hub.post('/v1/batch', { batch }, { authorization });
    expect(status).toBe(200);
  });
  afterAll(() => hub.close());

  const namesOf = ({ found }: Found<Name>) =>
    Object.fromEntries(found.map(({ name, types, count }) => [name, [count, ...types]]));

  it('has the traits with their types, also those within others, and how many have them', async () => {
    const traits = await hub.json<Found<Name>>('/api/catalog/traits');

    expect(namesOf(traits)).toEqual({
      plan: [3, 'string'],
      age: [2, expect.any(String), expect.any(String)],
      tags: [2, 'list'],
      since: [1, 'date'],
      address: [1, 'object'],
      'address.city': [1, 'string'],
      'a\\.b': [1, 'boolean'],
    });
    expect(traits).toMatchObject({ total: 7, sampled: 3 });
    expect(traits.found[0]).toEqual({
      ...{ name: 'plan', types: ['string'], count: 3, isEstimate: false },
    });
  });

  it('finds names by what was typed, in any case, and no more than asked for', async () => {
    const events = await hub.json<Found<Name>>('/api/catalog/events?q=ORDER&limit=1');

    expect(events).toMatchObject({ total: 2, sampled: 4 });
    expect(events.found).toEqual([
      {
        ...{ name: 'Order Completed', count: 3, isEstimate: false },
        newestAt: '2026-01-05T12:00:00.000Z',
      },
    ]);
  });

  it('has the properties of an event and the parts of its context', async () => {
    const path = '/api/catalog/events/Order%20Completed/properties';

    const properties = await hub.json<Found<Name>>(path);

    expect(namesOf(properties)).toMatchObject({
      total: [3, 'number', 'string'],
      currency: [3, 'string'],
      coupon: [0],
      'context.page': [1, 'object'],
      'context.page.path': [1, 'string'],
    });
  });

  it('has no properties of an event that never occurred', async () => {
    expect(await hub.json('/api/catalog/events/Nothing/properties')).toEqual({
      ...{ found: [], total: 0, sampled: 0 },
    });
  });

  it.each([
    ['trait=plan', [['free', 2], ['pro', 1]]], // prettier-ignore
    ['trait=plan&q=PR', [['pro', 1]]],
    ['trait=tags', [['a', 2], ['b', 1]]], // prettier-ignore
    ['trait=address.city', [['Bonn', 1]]],
    ['trait=a%5C.b', [[true, 1]]],
    ['trait=nothing', []],
    ['event=Order%20Completed&property=currency', [['EUR', 2], ['USD', 1]]], // prettier-ignore
    ['event=Order%20Completed&property=context.page.path', [['/a', 1]]],
    ['event=Nothing&property=currency', []],
  ])('has the frequent values of %s', async (query, expected) => {
    const { found } = await hub.json<Found<Value>>(`/api/catalog/values?${query}`);

    expect(found.map(({ value, count }) => [value, count])).toEqual(expected);
  });

  it('says what share of those that were looked at has a value', async () => {
    const { found } = await hub.json<Found<Value>>('/api/catalog/values?trait=plan');

    expect(found[0]!.share).toBeCloseTo(2 / 3);
  });

  it.each([
    'values',
    'values?trait=plan&event=Reorder',
    'values?event=Reorder',
    'values?trait=',
    'values?trait=a..b',
    'values?trait=%00',
    'values?event=Reorder&property=.',
    'traits?q=%00',
    'traits?limit=0',
    'events?limit=1001',
    'events/%00/properties',
  ])('refuses %s', async (path) => {
    const { status, text } = await hub.call(`/api/catalog/${path}`);

    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('describes a rule that cannot be used as far as it can be, without a failure', async () => {
    const rule = { all: [{ trait: 'plan', op: 'neq', value: 'paid' }, { segment: 'nobody' }] };

    const { status, text } = await hub.post('/api/rules/describe', { rule });

    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({
      nodes: [
        { pointer: '', text: 'all 2 of these hold' },
        { pointer: '/all/0', text: 'plan is not “paid” — no value counts as true here' },
        { pointer: '/all/1', text: 'is a member of the segment “nobody”' },
      ],
      problems: [{ pointer: '/all/1/segment', message: expect.stringContaining('is not the key') }],
    });
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page, SourceRecord } from '@segue/sdk';
import { readAll } from '@segue/sdk/testing';
import { hubspot } from '@segue/plugin-hubspot';
import { HUBSPOT_REFUSALS, HubspotSimulator } from './hubspot.simulator.js';

const START = Date.parse('2026-01-15T12:00:00.000Z');
const MINUTE = 60_000;

type State = Parameters<NonNullable<typeof hubspot.read>>[1];

describe('the HubSpot simulator', () => {
  let clock: number;
  let account: HubspotSimulator;
  let settings: object;

  beforeEach(async () => {
    clock = START;
    account = new HubspotSimulator({
      accessToken: 'pat-sim',
      now: () => new Date(clock),
      indexLagMs: 10_000,
    });
    settings = {
      accessToken: 'pat-sim',
      properties: ['email', 'plan'],
      baseUrl: await account.start(),
    };
  });
  afterEach(() => account.stop());

  const read = (state?: State) => readAll(hubspot, settings, state, { now: new Date(clock) });
  const ask = (body: object, token = 'pat-sim') =>
    fetch(`${account.url}/crm/v3/objects/contacts/search`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const recordsOf = (pages: readonly Page<unknown>[]): SourceRecord[] =>
    pages.flatMap(({ records }) => [...records]);

  it('refuses another token in the shape of HubSpot', async () => {
    const answer = await ask({}, 'pat-other');

    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({
      status: 'error',
      category: 'INVALID_AUTHENTICATION',
    });
  });

  it.each([
    ['more than 200 results at once', { limit: 201 }],
    ['results beyond the ten thousandth', { limit: 200, after: '9900' }],
    ['an operator that it does not know', { filterGroups: [{ filters: [{ operator: 'LIKE' }] }] }],
    ['a body of more than 3,000 characters', { properties: ['x'.repeat(3_000)] }],
  ])('refuses a search for %s', async (_, body) => {
    expect((await ask(body)).status).toBe(400);
  });

  it('counts, sorts and pages what it finds', async () => {
    account.load(300, { savedAt: START - MINUTE });

    const answer = await ask({
      filterGroups: [
        { filters: [{ propertyName: 'hs_object_id', operator: 'GT', value: '9999' }] },
      ],
      sorts: [{ propertyName: 'hs_object_id', direction: 'DESCENDING' }],
      limit: 2,
    });

    expect(await answer.json()).toMatchObject({
      total: 201,
      results: [{ id: '10200' }, { id: '10199' }],
      paging: { next: { after: '2' } },
    });
  });

  it('shows a saved contact in the search only after a while', async () => {
    account.create({ email: 'ada@example.test' });
    const totals: unknown[] = [];

    for (const wait of [0, 9_999, 1]) {
      clock += wait;
      totals.push(await ask({}).then((answer) => answer.json()));
    }

    expect(totals).toMatchObject([{ total: 0 }, { total: 0 }, { total: 1 }]);
  });

  it('allows as many searches a second as it is told', async () => {
    const busy = new HubspotSimulator({
      accessToken: 'pat-sim',
      now: () => new Date(clock),
      searchesPerSecond: 0,
    });
    const url = await busy.start();

    const read = readAll(hubspot, { ...settings, baseUrl: url });

    await expect(read).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 1_000 });
    await busy.stop();
  });

  it('is read whole by the plugin, 12,000 contacts saved at one instant included', async () => {
    account.load(5_000, { seed: 7, savedAt: clock - 60 * MINUTE });
    const first = await read();
    clock += 15 * MINUTE;
    account.load(12_000, { seed: 8, savedAt: clock - MINUTE });

    const second = await read(first.at(-1)!.checkpoint);

    expect(recordsOf(first)).toHaveLength(5_000);
    expect(new Set(recordsOf(second).map(({ identifiers }) => identifiers.externalId)).size).toBe(
      12_000,
    );
    expect(account.countRequests(/search$/)).toBe(61);
  });

  it('tells the plugin of changes, merges, deletions and restorations', async () => {
    const [ada, bob, eve, joe] = account.load(4, { savedAt: START - 60 * MINUTE });
    let { checkpoint } = (await read()).at(-1)!;
    clock += 10 * MINUTE;
    account.update(ada!, { plan: 'changed' });
    account.archive(joe!);
    const merged = account.merge(bob!, eve!);
    clock += 10 * MINUTE;

    const changed = await read(checkpoint);
    checkpoint = changed.at(-1)!.checkpoint;
    account.restore(joe!);
    clock += 10 * MINUTE;
    const restored = await read(checkpoint);

    expect(recordsOf(changed)).toEqual([
      expect.objectContaining({
        identifiers: { externalId: ada, email: 'person1-0@example.test' },
        traits: { email: 'person1-0@example.test', plan: 'changed' },
      }),
      expect.objectContaining({
        identifiers: {
          externalId: [merged, bob, eve],
          email: ['person1-1@example.test', 'person1-2@example.test'],
        },
      }),
      expect.objectContaining({ kind: 'deleted', identifiers: { externalId: joe } }),
    ]);
    expect(recordsOf(restored)).toEqual([
      expect.objectContaining({
        kind: 'profile',
        identifiers: { externalId: joe, email: 'person1-3@example.test' },
      }),
    ]);
    expect(account.size).toBe(3);
  });

  it('stops the plugin at a refusal that a test asks for', async () => {
    account.failNext(HUBSPOT_REFUSALS.daily);

    await expect(read()).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 3_600_000 });
  });
});

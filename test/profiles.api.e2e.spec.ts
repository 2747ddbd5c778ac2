import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WorkerService } from '../apps/hub/src/hub/worker.service.js';
import { HubServerUnderTest } from './support/hub-server.js';

const WRITE_KEY = 'abcdefghijklmnopqrstuvwxyz012345';
const OTHER_KEY = '543210zyxwvutsrqponmlkjihgfedcba';
const CONFIG = `
workspace: { name: Acme, timezone: Europe/Berlin }
connections:
  - { id: web, plugin: segment, settings: { writeKey: ${WRITE_KEY} } }
  - { id: shop, plugin: segment, settings: { writeKey: ${OTHER_KEY} } }
  - id: newsletter
    plugin: mailchimp
    settings: { apiKey: "0123456789abcdef0123456789abcdef-us1", baseUrl: "http://127.0.0.1:9" }
traits:
  plan: { type: string, from: [shop, web] }
segments:
  - { key: pros, name: Pros, rule: { trait: plan, op: eq, value: pro } }
  - { key: buyers, name: Buyers, rule: { event: Order Completed } }
`;

interface Line {
  readonly profileId: string;
  readonly name: string | null;
  readonly userId: string | null;
  readonly matched: { readonly by: string; readonly value: string } | null;
}
interface Page {
  readonly profiles: readonly Line[];
  readonly next: string | null;
}
interface Entry {
  readonly kind: string;
  readonly at: string;
}
interface Timeline {
  readonly profileId: string;
  readonly entries: readonly Entry[];
  readonly next: string | null;
}

describe('people over HTTP', () => {
  let hub: HubServerUnderTest;

  const send = async (key: string, batch: readonly object[]) => {
    const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
    expect((await hub.post('/v1/batch', { batch }, { authorization })).status).toBe(200);
  };
  const person = (userId: string, traits: object, rest: object = {}) => ({
    ...{ type: 'identify', userId, traits, timestamp: '2026-01-01T10:00:00Z', ...rest },
  });
  const evaluate = () =>
    hub.app.get(WorkerService).runNow({ kind: 'evaluate', target: 'segments' });

  beforeAll(async () => {
    hub = await HubServerUnderTest.start(CONFIG);
    await send(WRITE_KEY, [
      person('u-ada', { email: 'Ada@example.com', firstName: 'Ada', lastName: 'Lovelace' }),
      person('u-grace', { email: 'grace@example.com', name: 'Grace Hopper', phone: '+4915112345' }),
      person('u-joan', { first_name: 'Joan', last_name: 'Clarke', email: 'adamant@example.com' }),
      person('100%_x', { name: 'Odd' }),
    ]);
  });
  afterAll(() => hub.close());

  const search = (q: string, more = '') =>
    hub.json<Page>(`/api/profiles?q=${encodeURIComponent(q)}${more}`);
  const found = async (q: string) =>
    (await search(q)).profiles.map(({ userId, matched }) => [userId, matched?.by]);

  it('lists the newest first, a page at a time', async () => {
    const first = await hub.json<Page>('/api/profiles?limit=3');
    const second = await hub.json<Page>(`/api/profiles?limit=3&after=${first.next}`);

    const ids = [...first.profiles, ...second.profiles].map(({ profileId }) => profileId);
    expect(ids).toHaveLength(4);
    expect(ids).toEqual([...ids].sort().reverse());
    expect(second.next).toBeNull();
    expect(first.profiles.every(({ matched }) => matched === null)).toBe(true);
  });

  it.each([
    ['ADA@example.com', [['u-ada', 'email']]],
    ['u-gr', [['u-grace', 'userId']]],
    ['grace h', [['u-grace', 'name']]],
    ['LOVE', [['u-ada', 'name']]],
    ['Joan Cl', [['u-joan', 'name']]],
    ['+49 151 (123)', [['u-grace', 'phone']]],
    ['ada', [['u-ada', 'name'], ['u-joan', 'email']]], // prettier-ignore
    ['100%', [['100%_x', 'userId']]],
    ['1__', []],
    ['%', []],
    ["' OR 1=1 --", []],
    ['nobody', []],
  ])('finds %s', async (q, expected) => {
    expect(await found(q)).toEqual(expected);
  });

  it('finds each person once, over pages of any size', async () => {
    await send(
      WRITE_KEY,
      Array.from({ length: 12 }, (_, n) =>
        person(`twin-${n}`, { name: `Twin ${n % 3}`, lastName: 'Twin', email: `twin${n}@x.test` }),
      ),
    );
    const seen: string[] = [];
    for (let after: string | null = null, pages = 0; pages < 20; pages++) {
      const page: Page = await search('twin', `&limit=5${after === null ? '' : `&after=${after}`}`);
      seen.push(...page.profiles.map(({ userId }) => userId!));
      after = page.next;
      if (after === null) break;
    }

    expect(seen).toHaveLength(12);
    expect(new Set(seen).size).toBe(12);
  });

  it('finds a profile by its id, also one that was merged', async () => {
    await send(WRITE_KEY, [
      person('u-mary', { email: 'mary@example.com' }),
      { type: 'track', event: 'Visited', anonymousId: 'anon-mary', properties: {} },
    ]);
    const [anonymous] = (await search('anon-mary')).profiles;
    await send(WRITE_KEY, [{ ...person('u-mary', {}), anonymousId: 'anon-mary' }]);
    const [mary] = (await search('u-mary')).profiles;
    const ids = [anonymous!.profileId, mary!.profileId];

    const other = (await search('mary@')).profiles[0]!.profileId;
    const gone = (await search(anonymous!.profileId)).profiles[0]!;
    const detail = await hub.json<Record<string, unknown>>(`/api/profiles/${ids[0]}`);

    expect(gone).toMatchObject({ profileId: other, matched: { by: 'profileId' } });
    expect(detail['profileId']).toBe(other);
    expect((await search('00000000-0000-7000-8000-000000000000')).profiles).toEqual([]);
  });

  it('shows one person, with where each trait is from', async () => {
    await send(WRITE_KEY, [
      person('u-vip', { plan: 'free', city: 'Bonn' }, { context: { consent: {} } }),
    ]);
    await send(OTHER_KEY, [
      person(
        'u-vip',
        { plan: 'pro', email: 'vip@example.com' },
        { timestamp: '2025-06-01T00:00:00Z' },
      ),
    ]);
    await evaluate();

    const profile = await hub.json<Record<string, unknown>>('/api/profiles/userId:u-vip');

    expect(profile).toMatchObject({
      ...{ mergedInto: null, name: null, merged: [] },
      profileId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      traits: [
        { key: 'city', value: 'Bonn', connectionId: 'web', observedAt: '2026-01-01T10:00:00.000Z' },
        { key: 'email', value: 'vip@example.com', connectionId: 'shop' },
        { key: 'plan', value: 'pro', connectionId: 'shop', observedAt: '2025-06-01T00:00:00.000Z' },
      ],
      sources: [{ connectionId: 'web' }, { connectionId: 'shop' }],
      segments: [{ key: 'pros', name: 'Pros', joinedAt: expect.stringMatching(/Z$/) }],
    });
    expect(profile['identifiers']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: 'userId', value: 'u-vip', connectionId: 'web' }),
        expect.objectContaining({ type: 'email', value: 'vip@example.com', connectionId: 'shop' }),
      ]),
    );
  });

  it('answers with the survivor of a merge, and says so', async () => {
    await send(WRITE_KEY, [
      person('u-one', { a: 1 }),
      { type: 'track', event: 'Visited', anonymousId: 'one' },
    ]);
    const before = [
      (await search('u-one')).profiles[0]!.profileId,
      (await hub.json<{ profileId: string }>('/api/profiles/anonymousId:one')).profileId,
    ];
    await send(WRITE_KEY, [{ ...person('u-one', {}), anonymousId: 'one' }]);
    const { profileId } = await hub.json<{ profileId: string }>('/api/profiles/userId:u-one');
    const merged = before.find((id) => id !== profileId)!;

    expect(await hub.json(`/api/profiles/${merged}`)).toMatchObject({
      ...{ profileId, mergedInto: profileId },
      merged: [{ profileId: merged, mergedAt: expect.stringMatching(/Z$/) }],
    });
    expect(await hub.json(`/api/profiles/${profileId}`)).toMatchObject({ mergedInto: null });
  });

  it.each(['nobody', 'userId:nobody', '00000000-0000-7000-8000-000000000000', 'userId:%00'])(
    'knows no %s',
    async (id) => {
      for (const path of ['', '/timeline']) {
        const { status, text } = await hub.call(`/api/profiles/${id}${path}`);
        expect([status, text]).toEqual([404, expect.not.stringContaining('userId:nobody')]);
      }
    },
  );

  it('tells what happened to a person in one list, the newest first', async () => {
    const track = (event: string, day: string, properties: object) => ({
      ...{ type: 'track', userId: 'u-busy', event, properties },
      timestamp: `2026-01-${day}T10:00:00Z`,
    });
    await send(WRITE_KEY, [
      person('u-busy', { plan: 'pro' }),
      track('Order Completed', '05', { total: 5 }),
      track('Page Viewed', '05', { path: '/' }),
      track('Page Viewed', '03', { big: 'x'.repeat(25_000) }),
    ]);
    await evaluate();

    const path = '/api/profiles/userId:u-busy/timeline';
    const { entries, next } = await hub.json<Timeline>(path);

    expect(next).toBeNull();
    expect(entries.map(({ kind }) => kind)).toEqual([
      ...['membership', 'membership', 'event', 'event', 'event', 'observation'],
    ]);
    expect(entries.slice(0, 2)).toMatchObject([
      { segmentKey: 'pros', joined: true, cause: 'data', version: 1, isActive: true },
      { segmentKey: 'buyers', segmentName: 'Buyers', joined: true },
    ]);
    expect(entries[3]).toMatchObject({
      ...{ name: 'Order Completed', properties: { total: 5 }, connectionId: 'web' },
      at: '2026-01-05T10:00:00.000Z',
    });
    expect(entries[4]).toMatchObject({ name: 'Page Viewed', properties: null });
    expect(entries[5]).toMatchObject({ traits: { plan: 'pro' }, connectionId: 'web' });
  });

  it('pages through it without losing or repeating anything, of all kinds or some', async () => {
    const path = '/api/profiles/userId:u-busy/timeline';
    for (const kinds of ['', '&kinds=event,membership']) {
      const whole = await hub.json<Timeline>(`${path}?limit=200${kinds}`);
      const seen: Entry[] = [];
      for (let after: string | null = null, pages = 0; pages < 20; pages++) {
        const query: string = `?limit=1${kinds}${after === null ? '' : `&after=${after}`}`;
        const page: Timeline = await hub.json<Timeline>(`${path}${query}`);
        seen.push(...page.entries);
        after = page.next;
        if (after === null) break;
      }
      expect(seen).toEqual(whole.entries);
    }
    const { entries } = await hub.json<Timeline>(`${path}?kinds=observation`);
    expect(entries.map(({ kind }) => kind)).toEqual(['observation']);
  });

  it('tells of merges, and of what was delivered or was not', async () => {
    const { profileId } = await hub.json<{ profileId: string }>('/api/profiles/userId:u-busy');
    await send(WRITE_KEY, [{ type: 'track', event: 'Visited', anonymousId: 'busy' }]);
    await send(WRITE_KEY, [{ ...person('u-busy', {}), anonymousId: 'busy' }]);
    const run = await evaluate();
    const { prisma } = hub.database;
    const delivery = { profileId, runId: run.id };
    const problem = { status: 'failed', op: 'join', code: 'REJECTED', message: 'no', attempts: 1 };
    await prisma.delivery.createMany({
      data: [
        {
          ...{ ...delivery, syncId: 'one', confirmed: { email: 'x' } },
          confirmedAt: new Date('2026-01-06T00:00:00Z'),
        },
        { ...delivery, syncId: 'two', problem },
      ],
    });

    const path = '/api/profiles/userId:u-busy/timeline?kinds=merge,delivery';
    const { entries } = await hub.json<Timeline>(path);

    expect(entries).toMatchObject([
      { kind: 'delivery', syncId: 'two', outcome: 'failed', operation: 'join', code: 'REJECTED' },
      { kind: 'merge', mergedProfileId: expect.stringMatching(/-/) },
      { kind: 'delivery', syncId: 'one', outcome: 'delivered', code: null, runId: run.id },
    ]);
  });

  it.each([
    'profiles?limit=0',
    'profiles?after=x',
    'profiles?q=%00',
    `profiles?q=${'x'.repeat(201)}`,
    'profiles/userId:u-busy/timeline?limit=201',
    'profiles/userId:u-busy/timeline?kinds=party',
    'profiles/userId:u-busy/timeline?kinds=',
    'profiles/userId:u-busy/timeline?after=x',
    `profiles/userId:u-busy/timeline?after=${Buffer.from('[1e99,"event",""]').toString('base64url')}`,
    `profiles/userId:u-busy/timeline?after=${Buffer.from('[1,"event","\\u0000"]').toString('base64url')}`,
    `profiles/userId:u-busy/timeline?after=${Buffer.from('[1,"party",""]').toString('base64url')}`,
  ])('refuses %s', async (path) => {
    const { status, text } = await hub.call(`/api/${path}`);

    expect([status, JSON.parse(text)]).toEqual([
      400,
      expect.objectContaining({ code: 'INPUT_INVALID' }),
    ]);
  });
});

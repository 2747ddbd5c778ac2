import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiKeyService } from '../apps/hub/src/access/api-key.service.js';
import type { Role } from '../apps/hub/src/access/right.js';
import { WorkerService } from '../apps/hub/src/hub/worker.service.js';
import { eventually } from './support/eventually.js';
import { HubServerUnderTest, TEST_API_KEY } from './support/hub-server.js';
import { MailchimpSimulator } from './support/vendors/mailchimp.simulator.js';
import { Watching } from './support/watching.js';

const WRITE_KEY = 'abcdefghijklmnopqrstuvwxyz012345';
const configOf = (mailchimpUrl: string): string => `
workspace: { name: Acme }
connections:
  - { id: web, plugin: segment, settings: { writeKey: ${WRITE_KEY} } }
  - id: newsletter
    plugin: mailchimp
    settings: { apiKey: "0123456789abcdef0123456789abcdef-us1", baseUrl: "${mailchimpUrl}/3.0" }
segments:
  - { key: everyone, name: Everyone, rule: { everyone: true } }
syncs:
  - id: everyone-to-newsletter
    segment: everyone
    connection: newsletter
    audience: { listId: abc123, name: Everyone }
    guards: { minSize: 5 }
`;

describe('what goes on', () => {
  // It knows another key: a run is over at once, and nothing waits for a vendor that is not there.
  const mailchimp = new MailchimpSimulator();
  let hub: HubServerUnderTest;
  const open: Watching[] = [];

  beforeAll(async () => {
    await mailchimp.start();
    hub = await HubServerUnderTest.start(configOf(mailchimp.url));
  });
  afterEach(() => {
    for (const one of open.splice(0)) one.stop();
  });
  afterAll(async () => {
    await hub.close();
    await mailchimp.stop();
  });

  const watch = async (path = '/api/live', key = TEST_API_KEY, lastId?: string) => {
    const watching = new Watching(`${hub.url}${path}`, key, lastId);
    open.push(watching);
    await eventually('it is answered', () => watching.status !== 0);
    if (path === '/api/live' && watching.status === 200) await has(watching, 'watching', {});
    return watching;
  };
  const keyOf = async (role: Role) =>
    (await hub.app.get(ApiKeyService).create({ name: role, role }, 'test')).secret;
  const send = (batch: readonly object[]) => {
    const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
    return hub.post('/v1/batch', { batch }, { authorization });
  };
  const has = (watching: Watching, type: string, data: object) =>
    eventually(`${type} ${JSON.stringify(data)}`, () =>
      watching.events.some((event) => event.type === type && isWithin(data, event.data)),
    );
  const isWithin = (part: object, whole: Record<string, unknown>) =>
    Object.entries(part).every(([name, value]) => whole[name] === value);

  it('is told to those who watch: runs, evaluations and changed definitions', async () => {
    const watching = await watch();

    await send([{ type: 'identify', userId: '1', traits: {} }]);
    await hub.app.get(WorkerService).runNow({ kind: 'evaluate', target: 'segments' });
    await hub.post('/api/segments', { key: 'made', rule: { everyone: true } });

    expect([watching.status, watching.type]).toEqual([200, 'text/event-stream']);
    await has(watching, 'run', { kind: 'push', target: 'web' });
    await has(watching, 'run', { kind: 'evaluate', state: 'succeeded' });
    await has(watching, 'evaluation', {});
    await has(watching, 'segments', {});
  });

  it('goes on where a watcher was cut off, while another one watched', async () => {
    const other = await watch();
    const first = await watch();
    const lastId = first.events.at(-1)!.id!;
    first.stop();
    await hub.post('/api/segments', { key: 'another', rule: { everyone: true } });
    await has(other, 'segments', {});

    const again = await watch('/api/live', TEST_API_KEY, lastId);

    await has(again, 'segments', {});
    expect(again.events.map(({ type }) => type)).not.toContain('refresh');
  });

  it('tells whoever comes first to ask again, as nobody looked while their page was loaded', async () => {
    await hub.close();
    hub = await HubServerUnderTest.start(configOf(mailchimp.url));

    const [first, second] = [await watch(), await watch()];

    expect(first.events).toMatchObject([{ type: 'refresh' }, { type: 'watching' }]);
    expect(second.events.map(({ type }) => type)).not.toContain('refresh');
  });

  it('tells of what happened while a page was loaded', async () => {
    const first = await watch();
    await hub.post('/api/segments', { key: 'just-now', rule: { everyone: true } });
    await has(first, 'segments', {});

    const late = await watch();

    expect(late.events.map(({ type }) => type)).toContain('segments');
    expect(late.events.at(-1)).toMatchObject({ type: 'watching', id: first.events.at(-1)!.id });
  });

  it('goes on without a gap for one who alone was cut off before anything happened', async () => {
    const alone = await watch();
    const lastId = alone.events.at(-1)!.id!;
    alone.stop();
    await hub.post('/api/segments', { key: 'meanwhile', rule: { everyone: true } });

    const back = await watch('/api/live', TEST_API_KEY, lastId);

    await has(back, 'segments', {});
    expect(back.events.map(({ type }) => type)).not.toContain('refresh');
  });

  it('asks for a refresh when nobody knows what was missed', async () => {
    const watching = await watch('/api/live', TEST_API_KEY, '00000000.7');

    await has(watching, 'refresh', {});
  });

  it('is not told of a sync to those who do not see its segment', async () => {
    await hub.database.prisma.segment.updateMany({
      data: { visibility: 'roles', visibleTo: ['operator'] },
    });
    const [marketer, operator] = [
      await watch('/api/live', await keyOf('marketer')),
      await watch('/api/live', await keyOf('operator')),
    ];

    await hub.app.get(WorkerService).runNow({ kind: 'sync', target: 'everyone-to-newsletter' });

    await has(operator, 'run', { kind: 'sync', target: 'everyone-to-newsletter' });
    expect(JSON.stringify(marketer.events)).not.toContain('everyone-to-newsletter');
    expect(marketer.events.map(({ type }) => type)).toContain('watching');
  });

  it('ends at once when the hub is to end', async () => {
    const watching = [await watch(), await watch('/api/connections/web/live')];

    const before = Date.now();
    await hub.close();
    hub = await HubServerUnderTest.start(configOf(mailchimp.url));

    expect(Date.now() - before).toBeLessThan(15_000);
    expect(watching.map(({ isEnded }) => isEnded)).toEqual([true, true]);
  });

  it('shows what arrives from a connection, masked for those who may not see it', async () => {
    const clear = await watch('/api/connections/web/live');
    const masked = await watch('/api/connections/web/live', await keyOf('viewer'));
    const other = await watch('/api/connections/newsletter/live');
    const track = { type: 'track', event: 'Signed Up', properties: { plan: 'secret-plan' } };

    await send([
      { ...track, userId: 'secret-id', timestamp: '2026-01-01T10:00:00Z' },
      ...Array.from({ length: 30 }, (_, n) => ({ ...track, userId: `u${n}` })),
    ]);

    await has(clear, 'arrivals', { others: 11 });
    await has(masked, 'arrivals', { others: 11 });
    const [arrivals] = clear.events;
    expect((arrivals!.data['records'] as object[])[0]).toEqual({
      ...{ kind: 'event', name: 'Signed Up', at: '2026-01-01T10:00:00.000Z' },
      receivedAt: expect.stringMatching(/Z$/),
      identifiers: { userId: 'secret-id' },
      values: { plan: 'secret-plan' },
    });
    expect(JSON.stringify(masked.events)).toContain('Signed Up');
    expect(JSON.stringify(masked.events)).not.toContain('secret');
    expect(other.events).toEqual([]);
  });

  it('has nothing to show of a connection that is not there, nor to anybody unknown', async () => {
    expect((await watch('/api/connections/nobody/live')).status).toBe(404);
    expect((await watch('/api/live', 'wrong')).status).toBe(401);
  });
});

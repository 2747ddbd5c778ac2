import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiKeyService } from '../apps/hub/src/access/api-key.service.js';
import type { Role } from '../apps/hub/src/access/right.js';
import { WorkerService } from '../apps/hub/src/hub/worker.service.js';
import { HubServerUnderTest, type Answer } from './support/hub-server.js';
import { routesOf, type Route } from './support/routes-of.js';

const WRITE_KEY = 'abcdefghijklmnopqrstuvwxyz012345';

const CONFIG = `
workspace: { name: Acme }
connections:
  - { id: web, plugin: segment, settings: { writeKey: ${WRITE_KEY} } }
  - id: newsletter
    plugin: mailchimp
    settings: { apiKey: "0123456789abcdef0123456789abcdef-us1", baseUrl: "http://127.0.0.1:9" }
segments:
  - { key: everyone, name: Everyone, rule: { everyone: true } }
  - { key: named, name: Named, rule: { any: [ { trait: lastName, op: exists }, { event: Order Completed, where: { property: basket, op: exists } } ] } }
  - { key: known, name: Known, rule: { identifier: email, op: exists } }
  - { key: list, name: List, static: true }
  - key: written
    name: Written
    description: asked for by ada.private@example.com
    rule:
      any:
        - { identifier: email, op: in, value: [ada.private@example.com] }
        - { trait: lastName, op: startsWith, value: Lovelace-Private }
        - not: { trait: address.city, op: eq, value: Address-Private }
        - { event: Order Completed, where: { property: customer_email, op: eq, value: ada.private@example.com } }
        - { trait: note, op: contains, value: "by ada.private@example.com" }
        - { trait: plan, op: eq, value: pro }
syncs:
  - { id: everyone-to-newsletter, segment: everyone, connection: newsletter, audience: { listId: abc123, name: Everyone }, fields: { LNAME: lastName } }
`;

/** Of one person; none of them occurs in anything else. */
const VALUES = [
  'private-id-4711',
  'ada.private@example.com',
  '+4915155501234',
  'private-anonymous-0815',
  'Lovelace-Private',
  'Basket-Private',
  'Address-Private',
  'Rejected-Private',
] as const;
const [userId, email, phone, anonymousId, lastName, basket, city, rejected] = VALUES;

const NOTHING = '00000000-0000-7000-8000-000000000000';

describe('personal data', () => {
  let hub: HubServerUnderTest;
  const secrets = new Map<Role, string>();
  let parameters: Readonly<Record<string, readonly string[]>>;

  beforeAll(async () => {
    hub = await HubServerUnderTest.start(CONFIG);
    await send([
      {
        type: 'identify',
        userId,
        anonymousId,
        traits: { email, phone, lastName, address: { city }, plan: 'pro' },
      },
      { type: 'track', userId, event: 'Order Completed', properties: { basket, total: 20 } },
      { type: 'identify', traits: { lastName: rejected } },
    ]);
    await hub.app.get(WorkerService).runNow({ kind: 'evaluate', target: 'segments' });
    await hub.post('/api/segments/list/members', { add: [{ type: 'email', value: email }] });
    await hub.app.get(WorkerService).runNow({ kind: 'evaluate', target: 'segments' });
    for (const role of ['viewer', 'marketer'] as const) {
      const key = await hub.app.get(ApiKeyService).create({ name: role, role }, 'spec');
      secrets.set(role, key.secret);
    }
    const { profileId } = await hub.database.prisma.profile.findFirstOrThrow();
    const runs = await hub.database.prisma.run.findMany();
    parameters = {
      'profiles/:id': [profileId, `email:${email}`, `userId:${userId}`],
      'segments/:key': ['everyone', 'named', 'known', 'list', 'written'],
      'segment-templates/:key': ['vip'],
      'syncs/:id': ['everyone-to-newsletter'],
      'connections/:id': ['web'],
      'runs/:id': runs.map(({ id }) => id),
      'events/:name': ['Order Completed'],
    };
  });
  afterAll(() => hub.close());

  async function send(batch: readonly object[]): Promise<void> {
    const authorization = `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`;
    const { status } = await hub.post('/v1/batch', { batch }, { authorization });
    expect(status).toBe(200);
  }

  /** Every way of filling in a route with what there is. */
  function pathsOf({ path }: Route): readonly string[] {
    const [parameter] = /[^/]+\/:\w+/.exec(path) ?? [];
    if (parameter === undefined) return [path];
    const values = parameters[parameter] ?? [NOTHING];
    return values.flatMap((value) => {
      const [kind = ''] = parameter.split('/');
      return pathsOf({
        method: 'get',
        path: path.replace(parameter, `${kind}/${encodeURIComponent(value)}`),
      });
    });
  }

  const BODIES: Readonly<Record<string, object>> = {
    '/api/segments/preview': { rule: { everyone: true } },
    '/api/funnels': { steps: [{ event: 'Order Completed' }], within: '7d' },
    '/api/funnels/dropped': {
      funnel: { steps: [{ event: 'Order Completed' }, { event: 'Refund' }], within: '7d' },
      step: 2,
    },
    '/api/rules/describe': { rule: { everyone: true } },
    '/api/syncs/plan': {},
    '/api/syncs/sample': {},
  };

  function ask(role: Role, method: string, path: string): Promise<Answer> {
    const authorization = `Bearer ${secrets.get(role)!}`;
    if (method === 'get') return hub.call(path, { headers: { authorization } });
    return hub.post(path, BODIES[path], { authorization });
  }

  const questions = (): readonly (readonly [string, string])[] =>
    routesOf(hub.app)
      .filter(
        ({ path }) => path.startsWith('/api/') && !path.endsWith('/live') && !path.includes('*'),
      )
      .flatMap((route): (readonly [string, string])[] => {
        if (route.method === 'get') return pathsOf(route).map((path) => ['get', path] as const);
        return route.method === 'post' && route.path in BODIES
          ? [['post', route.path] as const]
          : [];
      });

  const shownIn = ({ text }: Answer): readonly string[] =>
    VALUES.filter(
      (value) => text.includes(value) || text.includes(JSON.stringify(value).slice(1, -1)),
    );

  it('are in no answer to a viewer', async () => {
    const leaks: string[] = [];
    const statuses = new Set<number>();
    for (const [method, path] of questions()) {
      const answer = await ask('viewer', method, path);
      statuses.add(answer.status);
      if (answer.status >= 500) leaks.push(`${method} ${path}: ${answer.status}`);
      for (const value of shownIn(answer)) leaks.push(`${method} ${path}: ${value}`);
    }

    expect(leaks).toEqual([]);
    expect(statuses).toContain(200);
  });

  it('are in answers to a marketer, so that their absence means something', async () => {
    const shown = new Map<string, readonly string[]>();
    for (const [method, path] of questions()) {
      const values = shownIn(await ask('marketer', method, path));
      if (values.length > 0) shown.set(`${method} ${path}`, values);
    }

    expect(new Set([...shown.values()].flat()).size).toBeGreaterThan(6);
    expect(shown.size).toBeGreaterThan(8);
    expect([...shown.keys()]).toEqual(
      expect.arrayContaining(['get /api/segments/everyone/members', 'post /api/segments/preview']),
    );
  });

  it('of members keep their ids and show that there is something', async () => {
    const { text } = await ask('viewer', 'get', '/api/segments/everyone/members');

    expect(JSON.parse(text)).toMatchObject({
      members: [
        {
          profileId: parameters['profiles/:id']![0],
          userId: '…',
          email: '…',
          phone: '…',
          anonymousId: '…',
          joinedAt: expect.stringMatching(/Z$/),
        },
      ],
      next: null,
    });
  });

  it('are not in rules either, of which the rest is there', async () => {
    const path = `/api/profiles/${parameters['profiles/:id']![0]!}/segments/written`;
    const segment = JSON.parse((await ask('viewer', 'get', '/api/segments/written')).text) as {
      rule: { any: object[] };
      description: string;
    };
    const { explanation } = JSON.parse((await ask('viewer', 'get', path)).text) as {
      explanation: { children: { text: string; rule: object }[] };
    };
    const clear = JSON.parse((await ask('marketer', 'get', path)).text) as {
      explanation: typeof explanation;
    };

    expect(segment.description).toBe('asked for by …');
    expect(segment.rule.any).toEqual([
      { identifier: 'email', op: 'in', value: ['…'] },
      { trait: 'lastName', op: 'startsWith', value: '…' },
      { not: { trait: 'address.city', op: 'eq', value: '…' } },
      {
        event: 'Order Completed',
        where: { property: 'customer_email', op: 'eq', value: '…' },
      },
      { trait: 'note', op: 'contains', value: 'by …' },
      { trait: 'plan', op: 'eq', value: 'pro' },
    ]);
    expect(explanation.children.map(({ rule }) => rule)).toEqual(segment.rule.any);
    expect(explanation.children[1]!.text).toContain('…');
    expect(clear.explanation.children[1]!.text).toContain(lastName);
    expect(explanation.children[5]!.text).toContain('pro');
  });

  it('are not given away by a template that takes values from the data', async () => {
    const body = { categoryProperty: 'basket', viewEvent: 'Order Completed' };
    const authorization = `Bearer ${secrets.get('viewer')!}`;
    const { status } = await hub.post('/api/segment-templates/buying-intent/instantiate', body, {
      authorization,
    });

    expect(status).toBe(403);
  });

  it('cannot be found out by asking for somebody by name', async () => {
    for (const name of [`email:${email}`, 'email:nobody@example.com']) {
      const { status, text } = await ask(
        'viewer',
        'get',
        `/api/profiles/${encodeURIComponent(name)}/segments/everyone`,
      );
      expect([status, JSON.parse(text).code]).toEqual([403, 'FORBIDDEN']);
    }
  });
});
